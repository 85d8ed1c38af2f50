#include "slot.h"

#include "library-devices.h"
#include "return-value.h"

/** Whether an error may come from a device that is no longer there, or is there again with all handles void. */
static bool may_mean_removal(ULONG answer) {
  switch (answer) {
    case SAR_FAIL:
    case SAR_UNKNOWNERR:
    case SAR_FILEERR:
    case SAR_INVALIDHANDLEERR:
    case SAR_INVALIDPARAMERR:
    case SAR_READFILEERR:
    case SAR_WRITEFILEERR:
    case SAR_NOTINITIALIZEERR:
    case SAR_OBJERR:
    case SAR_TIMEOUTERR: return true;
    default: return answer < SAR_FAIL || answer > SAR_REACH_MAX_CONTAINER_COUNT;
  }
}

static bool token_works(const struct library *library, const struct slot *slot) {
  const struct device *device = slot->device;
  struct names present;
  struct device_info info;
  struct pin_tries tries;
  vendor_list_devices(&library->vendor, true, &present);
  bool listed = names_contain(&present, device->name);
  names_clear(&present);
  if (!listed) return false;
  ULONG answer = vendor_device_info(&library->vendor, device->handle, &info);
  if (answer != SAR_OK && answer != SAR_NOTSUPPORTYETERR) return false;
  if (slot->application == NULL) return true;
  return vendor_pin_tries(&library->vendor, slot->application, USER_TYPE, &tries) != SAR_INVALIDHANDLEERR;
}

CK_RV slot_return_value(struct library *library, struct slot *slot, ULONG answer) {
  if (answer == SAR_OK) return CKR_OK;
  if (slot->device == NULL) return CKR_DEVICE_REMOVED;
  if (answer == SAR_DEVICE_REMOVED || (may_mean_removal(answer) && !token_works(library, slot))) {
    library_remove_device(library, slot->device);
    // It may be plugged in again already.
    library->refreshed_at_ms = 0;
    return CKR_DEVICE_REMOVED;
  }
  if (answer == SAR_USER_NOT_LOGGED_IN) {
    slot->login = LOGIN_NONE;
    cleanse(slot->so_pin, sizeof slot->so_pin);
  }
  return return_value_of(answer, library->vendor.options.layout);
}
