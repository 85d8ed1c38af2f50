/**
 * C_WaitForSlotEvent: by the vendor's own waiting where one library is used and can wait, else by looking again and
 * again.
 */
#include <string.h>

#include "instance.h"
#include "library-devices.h"

static const unsigned polling_interval_ms = 250;
/** A wait that returns at once so many times in a row without anything having happened is no wait. */
static const unsigned idle_returns_limit = 5;

/** Takes one slot's event, if there is any. */
static bool take_event(struct instance *instance, CK_SLOT_ID *slot_id) {
  bool taken = false;
  for (size_t i = 0; i < instance->library_count && !taken; i++) {
    struct library *library = instance->libraries[i];
    mutex_lock(&library->lock);
    library_refresh(library);
    for (size_t j = 0; j < library->slot_count && !taken; j++) {
      struct slot *slot = library->slots[j];
      if (!slot->event) continue;
      slot->event = false;
      *slot_id = slot->id;
      taken = true;
    }
    mutex_unlock(&library->lock);
  }
  return taken;
}

/**
 * Claims the vendor's wait, which one thread at a time may be in. Several libraries cannot be waited for in one thread.
 */
static struct library *claim_wait(struct instance *instance) {
  if (instance->library_count != 1) return NULL;
  struct library *library = instance->libraries[0];
  mutex_lock(&library->lock);
  bool free = vendor_can_wait(&library->vendor) && !library->wait_useless && !library->waited_on;
  if (free) library->waited_on = true;
  mutex_unlock(&library->lock);
  return free ? library : NULL;
}

/** Blocks in the vendor's library. False when its wait is not one. */
static bool wait_in_vendor(struct instance *instance, struct library *library, unsigned *idle_returns) {
  char name[NAME_LIMIT + 1] = "";
  ULONG event = 0;
  uint64_t begun_ms = clock_ms();
  ULONG answer = instance_ending(instance) ? SAR_OK : vendor_wait_for_event(&library->vendor, name, &event);
  bool ending = instance_ending(instance);
  mutex_lock(&library->lock);
  struct device *device =
      !ending && answer == SAR_OK && event == DEV_EVENT_REMOVED ? library_device(library, name) : NULL;
  // It may be plugged in again already, which looking at the list of devices would not tell.
  if (device != NULL) library_remove_device(library, device);
  *idle_returns = clock_ms() < begun_ms + 20 && device == NULL ? *idle_returns + 1 : 0;
  library->wait_useless |= !ending && (answer != SAR_OK || *idle_returns >= idle_returns_limit);
  library->waited_on = false;
  bool useful = !library->wait_useless;
  mutex_unlock(&library->lock);
  return useful;
}

CK_RV C_WaitForSlotEvent(CK_FLAGS flags, CK_SLOT_ID *slot_id, void *reserved) {
  if (slot_id == NULL || reserved != NULL) return CKR_ARGUMENTS_BAD;
  struct instance *instance = instance_enter();
  if (instance == NULL) return CKR_CRYPTOKI_NOT_INITIALIZED;
  CK_RV rv = CKR_OK;
  unsigned idle_returns = 0;
  while (!take_event(instance, slot_id)) {
    if ((flags & CKF_DONT_BLOCK) != 0) {
      rv = CKR_NO_EVENT;
      break;
    }
    struct library *library = claim_wait(instance);
    bool waited = library != NULL && wait_in_vendor(instance, library, &idle_returns);
    if (waited ? instance_ending(instance) : !instance_pause(instance, polling_interval_ms)) {
      rv = CKR_CRYPTOKI_NOT_INITIALIZED;
      break;
    }
  }
  instance_leave(instance);
  return rv;
}
