/** Slots, tokens and their mechanisms. */
#include <stdio.h>
#include <string.h>

#include "instance.h"
#include "library-devices.h"
#include "mechanism.h"
#include "slot.h"
#include "text.h"

/** A list that is asked for without asking for its length first is looked up anew when the last look is older. */
static const uint64_t list_age_ms = 1000;

/** Writes the ids of one library's slots from `*count` on, as far as there is room; counts them all. */
static void list_slots(const struct library *library, bool present_only, CK_SLOT_ID *slots, CK_ULONG room,
                       CK_ULONG *count) {
  for (size_t i = 0; i < library->slot_count; i++) {
    if (present_only && library->slots[i]->device == NULL) continue;
    if (slots != NULL && *count < room) slots[*count] = library->slots[i]->id;
    (*count)++;
  }
}

CK_RV C_GetSlotList(CK_BBOOL token_present, CK_SLOT_ID *slots, CK_ULONG *count) {
  if (count == NULL) return CKR_ARGUMENTS_BAD;
  struct instance *instance = instance_enter();
  if (instance == NULL) return CKR_CRYPTOKI_NOT_INITIALIZED;
  CK_ULONG room = *count, found = 0;
  for (size_t i = 0; i < instance->library_count; i++) {
    struct library *library = instance->libraries[i];
    mutex_lock(&library->lock);
    // What is there is decided when the length is asked for (PKCS#11 v2.40, 5.5), so that the list then fits.
    library_refresh_if_older(library, slots == NULL ? 0 : list_age_ms);
    list_slots(library, token_present != CK_FALSE, slots, room, &found);
    mutex_unlock(&library->lock);
  }
  instance_leave(instance);
  *count = found;
  return slots != NULL && found > room ? CKR_BUFFER_TOO_SMALL : CKR_OK;
}

CK_RV C_GetSlotInfo(CK_SLOT_ID slot_id, CK_SLOT_INFO *info) {
  if (info == NULL) return CKR_ARGUMENTS_BAD;
  struct call call;
  CK_RV rv = call_on_slot(&call, slot_id);
  if (rv != CKR_OK) return rv;
  library_refresh(call.library);
  const struct device *device = call.slot->device;
  const char *library_name = call.library->name[0] != '\0' ? call.library->name : "SKF";
  bool loaded = call.library->vendor.library != NULL;
  char device_name[NAME_LIMIT + 1], description[256];
  text_from_field(device_name, sizeof device_name, call.slot->device_name, strlen(call.slot->device_name));
  snprintf(description, sizeof description, "%s %s", library_name,
           loaded ? device_name : "(library could not be loaded)");
  memset(info, 0, sizeof *info);
  text_to_field(info->slotDescription, sizeof info->slotDescription, description);
  text_to_field(info->manufacturerID, sizeof info->manufacturerID, device != NULL ? device->info.manufacturer : "");
  info->flags = CKF_REMOVABLE_DEVICE | CKF_HW_SLOT | (device != NULL ? CKF_TOKEN_PRESENT : 0);
  if (device != NULL) {
    info->hardwareVersion = (CK_VERSION){device->info.hardware_version.major, device->info.hardware_version.minor};
    info->firmwareVersion = (CK_VERSION){device->info.firmware_version.major, device->info.firmware_version.minor};
  }
  return call_end(&call, CKR_OK);
}

/** The flags of a PIN by its tries: once missed, last try, locked. Those of the SO stand four bits above the user's. */
static CK_FLAGS pin_flags(const struct pin_tries *tries) {
  if (tries->left >= tries->max) return 0;
  CK_FLAGS flags = CKF_USER_PIN_COUNT_LOW;
  if (tries->left == 1) flags |= CKF_USER_PIN_FINAL_TRY;
  if (tries->left == 0) flags |= CKF_USER_PIN_LOCKED;
  return flags;
}

/** The flags of the token in a slot. CKR_DEVICE_REMOVED when it turns out to be gone. */
static CK_RV token_flags(const struct call *call, CK_FLAGS *flags) {
  const struct vendor *vendor = &call->library->vendor;
  struct slot *slot = call->slot;
  struct pin_tries tries;
  *flags = vendor->functions.SKF_GenRandom != NULL ? CKF_RNG : 0;
  if (slot->application == NULL) return CKR_OK;
  *flags |= CKF_TOKEN_INITIALIZED | CKF_LOGIN_REQUIRED;
  ULONG answer = vendor_pin_tries(vendor, slot->application, USER_TYPE, &tries);
  if (answer == SAR_OK) *flags |= pin_flags(&tries);
  if (answer != SAR_USER_PIN_NOT_INITIALIZED) *flags |= CKF_USER_PIN_INITIALIZED;
  if (slot_return_value(call->library, slot, answer) == CKR_DEVICE_REMOVED) return CKR_DEVICE_REMOVED;
  answer = vendor_pin_tries(vendor, slot->application, ADMIN_TYPE, &tries);
  if (answer == SAR_OK) *flags |= pin_flags(&tries) << 4;
  return CKR_OK;
}

/** A device with several applications is told apart by their names. */
static void token_label(const struct call *call, char *label, size_t size) {
  const struct slot *slot = call->slot;
  size_t tokens = 0;
  for (size_t i = 0; i < call->library->slot_count; i++) tokens += call->library->slots[i]->device == slot->device;
  char application[NAME_LIMIT + 1];
  text_from_field(application, sizeof application, slot->application_name, strlen(slot->application_name));
  const char *device = slot->device->info.label;
  bool both = tokens > 1 && device[0] != '\0' && application[0] != '\0';
  snprintf(label, size, "%s%s%s", device, both ? "/" : "", both || device[0] == '\0' ? application : "");
}

static void describe_token(const struct call *call, CK_FLAGS flags, CK_TOKEN_INFO *info) {
  const struct slot *slot = call->slot;
  const struct device_info *device = &slot->device->info;
  char label[NAME_LIMIT + 80];
  token_label(call, label, sizeof label);
  // Serial numbers of SKF are up to 32 characters long and differ at their ends.
  size_t length = strlen(device->serial_number);
  const char *serial_number =
      device->serial_number + (length > sizeof info->serialNumber ? length - sizeof info->serialNumber : 0);
  memset(info, 0, sizeof *info);
  text_to_field(info->label, sizeof info->label, label);
  text_to_field(info->manufacturerID, sizeof info->manufacturerID, device->manufacturer);
  text_to_field(info->model, sizeof info->model, call->library->name[0] != '\0' ? call->library->name : "SKF");
  text_to_field(info->serialNumber, sizeof info->serialNumber, serial_number);
  memset(info->utcTime, ' ', sizeof info->utcTime);
  info->flags = flags;
  info->ulMaxSessionCount = info->ulMaxRwSessionCount = CK_EFFECTIVELY_INFINITE;
  info->ulSessionCount = (CK_ULONG)slot_session_count(call->library, slot, false);
  info->ulRwSessionCount = (CK_ULONG)slot_session_count(call->library, slot, true);
  // GM/T 0016 lets a PIN have 6 to 16 bytes.
  info->ulMinPinLen = device->pin_length_max > 0 ? device->pin_length_min : 6;
  info->ulMaxPinLen = device->pin_length_max > 0 ? device->pin_length_max : 16;
  info->ulTotalPublicMemory = device->total_space > 0 ? device->total_space : CK_UNAVAILABLE_INFORMATION;
  info->ulFreePublicMemory = device->total_space > 0 ? device->free_space : CK_UNAVAILABLE_INFORMATION;
  info->ulTotalPrivateMemory = info->ulFreePrivateMemory = CK_UNAVAILABLE_INFORMATION;
  info->hardwareVersion = (CK_VERSION){device->hardware_version.major, device->hardware_version.minor};
  info->firmwareVersion = (CK_VERSION){device->firmware_version.major, device->firmware_version.minor};
}

CK_RV C_GetTokenInfo(CK_SLOT_ID slot_id, CK_TOKEN_INFO *info) {
  if (info == NULL) return CKR_ARGUMENTS_BAD;
  struct call call;
  CK_RV rv = call_on_slot(&call, slot_id);
  if (rv != CKR_OK) return rv;
  CK_FLAGS flags = 0;
  rv = CKR_DEVICE_REMOVED;
  // A UKey that was pulled and plugged in again between two looks is found out by its void handles, and is there again.
  for (int tries = 0; rv == CKR_DEVICE_REMOVED && tries < 2; tries++) {
    library_refresh(call.library);
    if (call.slot->device == NULL) return call_end(&call, CKR_TOKEN_NOT_PRESENT);
    rv = token_flags(&call, &flags);
  }
  if (rv != CKR_OK) return call_end(&call, CKR_TOKEN_NOT_PRESENT);
  describe_token(&call, flags, info);
  return call_end(&call, CKR_OK);
}

CK_RV C_GetMechanismList(CK_SLOT_ID slot_id, CK_MECHANISM_TYPE *types, CK_ULONG *count) {
  if (count == NULL) return CKR_ARGUMENTS_BAD;
  struct call call;
  CK_RV rv = call_on_slot(&call, slot_id);
  if (rv != CKR_OK) return rv;
  if (call.slot->device == NULL) return call_end(&call, CKR_TOKEN_NOT_PRESENT);
  struct mechanism mechanisms[MECHANISMS_LIMIT];
  size_t found = mechanisms_of(&call.library->vendor, mechanisms);
  if (types != NULL && *count < found) rv = CKR_BUFFER_TOO_SMALL;
  for (size_t i = 0; types != NULL && rv == CKR_OK && i < found; i++) types[i] = mechanisms[i].type;
  *count = (CK_ULONG)found;
  return call_end(&call, rv);
}

CK_RV C_GetMechanismInfo(CK_SLOT_ID slot_id, CK_MECHANISM_TYPE type, CK_MECHANISM_INFO *info) {
  if (info == NULL) return CKR_ARGUMENTS_BAD;
  struct call call;
  CK_RV rv = call_on_slot(&call, slot_id);
  if (rv != CKR_OK) return rv;
  if (call.slot->device == NULL) return call_end(&call, CKR_TOKEN_NOT_PRESENT);
  return call_end(&call, mechanism_find(&call.library->vendor, type, info) ? CKR_OK : CKR_MECHANISM_INVALID);
}
