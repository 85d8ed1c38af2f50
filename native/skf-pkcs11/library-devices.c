#include "library-devices.h"

#include <stdlib.h>
#include <string.h>

#include "handle-layout.h"
#include "session.h"
#include "slot-objects.h"

static const size_t devices_limit = 32;
static const size_t applications_limit = 16;

static struct slot *add_slot(struct library *library) {
  if (library->slot_count == SLOTS_LIMIT) return NULL;
  struct slot *slot = calloc(1, sizeof *slot);
  if (slot == NULL) return NULL;
  slot->id = slot_id_of(library->slot_count, library->index);
  library->slots[library->slot_count++] = slot;
  return slot;
}

/**
 * How well an empty slot suits a token: where it sat before, where the same UKey sat at another port, a fresh one, any.
 */
static int suitability(const struct slot *slot, const struct device *device, const char *application_name) {
  bool same_application = strcmp(slot->application_name, application_name) == 0;
  bool same_device = strcmp(slot->device_name, device->name) == 0;
  bool fresh = slot->application_name[0] == '\0' && slot->serial_number[0] == '\0';
  bool same_serial = slot->serial_number[0] != '\0' && strcmp(slot->serial_number, device->info.serial_number) == 0;
  if (same_serial && same_application) return same_device ? 6 : 5;
  if (same_device && (same_application || fresh)) return 4;
  if (fresh && slot->device_name[0] == '\0') return 3;
  return fresh ? 2 : 1;
}

static struct slot *choose_slot(struct library *library, const struct device *device, const char *application_name) {
  struct slot *chosen = NULL;
  int best = 0;
  for (size_t i = 0; i < library->slot_count; i++) {
    struct slot *slot = library->slots[i];
    int value = slot->device == NULL ? suitability(slot, device, application_name) : 0;
    if (value > best) best = value, chosen = slot;
  }
  // A slot that another token will want again is taken only when there can be no more slots.
  struct slot *added = best < 3 ? add_slot(library) : NULL;
  return added != NULL ? added : chosen;
}

static void put_token(struct library *library, struct device *device, const char *application_name,
                      HAPPLICATION application) {
  struct slot *slot = choose_slot(library, device, application_name);
  if (slot == NULL) {
    if (application != NULL) vendor_close_application(&library->vendor, application);
    return;
  }
  strcpy(slot->device_name, device->name);
  strcpy(slot->application_name, application_name);
  strcpy(slot->serial_number, device->info.serial_number);
  slot->device = device;
  slot->application = application;
  slot->objects_stale = true;
  slot->event = true;
}

/** Opens the applications of a device, each into its slot. Returns how many there are. */
static size_t open_applications(struct library *library, struct device *device) {
  struct names applications;
  size_t count = 0;
  vendor_list_applications(&library->vendor, device->handle, &applications);
  for (const char *name = NULL; (name = names_next(&applications, name)) != NULL && count < applications_limit;) {
    HAPPLICATION application;
    if (vendor_open_application(&library->vendor, device->handle, name, &application) != SAR_OK) continue;
    put_token(library, device, name, application);
    count++;
  }
  names_clear(&applications);
  return count;
}

static struct slot *slot_without_application(const struct library *library, const struct device *device) {
  for (size_t i = 0; i < library->slot_count; i++) {
    struct slot *slot = library->slots[i];
    if (slot->device == device && slot->application == NULL) return slot;
  }
  return NULL;
}

static void connect_device(struct library *library, const char *name) {
  DEVHANDLE handle;
  if (vendor_connect(&library->vendor, name, &handle) != SAR_OK) return;
  struct device *device = calloc(1, sizeof *device);
  ULONG answer = device != NULL ? vendor_device_info(&library->vendor, handle, &device->info) : SAR_MEMORYERR;
  if (answer != SAR_OK && answer != SAR_NOTSUPPORTYETERR) {
    vendor_disconnect(&library->vendor, handle);
    free(device);
    return;
  }
  strcpy(device->name, name);
  device->handle = handle;
  device->next = library->devices;
  library->devices = device;
  if (open_applications(library, device) == 0) put_token(library, device, "", NULL);
}

/** A device that had no application may have got one from the vendor's program. */
static void look_for_applications(struct library *library, struct device *device) {
  struct slot *empty = slot_without_application(library, device);
  if (empty == NULL) return;
  empty->device = NULL;
  empty->serial_number[0] = '\0';
  if (open_applications(library, device) > 0) return;
  empty->device = device;
  strcpy(empty->serial_number, device->info.serial_number);
}

static void empty_slot(struct library *library, struct slot *slot) {
  for (struct session *session = library->sessions; session != NULL; session = session->next) {
    if (session->slot == slot) session->removed = true;
  }
  if (slot->application != NULL) vendor_close_application(&library->vendor, slot->application);
  slot_forget_objects(slot);
  cleanse(slot->so_pin, sizeof slot->so_pin);
  slot->login = LOGIN_NONE;
  slot->application = NULL;
  slot->device = NULL;
  slot->event = true;
}

void library_remove_device(struct library *library, struct device *device) {
  for (size_t i = 0; i < library->slot_count; i++) {
    if (library->slots[i]->device == device) empty_slot(library, library->slots[i]);
  }
  vendor_disconnect(&library->vendor, device->handle);
  struct device **link = &library->devices;
  while (*link != device) link = &(*link)->next;
  *link = device->next;
  free(device);
}

static size_t device_count(const struct library *library) {
  size_t count = 0;
  for (const struct device *device = library->devices; device != NULL; device = device->next) count++;
  return count;
}

/** Slots for the devices that the driver knows and that are not plugged in, so that programs can wait at them. */
static void keep_slots_for_known_devices(struct library *library) {
  struct names known;
  vendor_list_devices(&library->vendor, false, &known);
  size_t count = 0;
  for (const char *name = NULL; (name = names_next(&known, name)) != NULL && count < devices_limit; count++) {
    bool has_slot = false;
    for (size_t i = 0; i < library->slot_count; i++) has_slot |= strcmp(library->slots[i]->device_name, name) == 0;
    struct slot *slot = has_slot ? NULL : add_slot(library);
    if (slot != NULL) strcpy(slot->device_name, name);
  }
  names_clear(&known);
}

void library_refresh(struct library *library) {
  library->refreshed_at_ms = clock_ms();
  if (library->vendor.library != NULL) {
    struct names present;
    ULONG answer = vendor_list_devices(&library->vendor, true, &present);
    for (struct device *device = library->devices, *next; device != NULL; device = next) {
      next = device->next;
      bool there = names_contain(&present, device->name);
      // A list that could not be read says nothing about a device that is in use.
      if (!there && answer != SAR_OK) there = vendor_device_present(&library->vendor, device->name);
      if (!there) library_remove_device(library, device);
    }
    for (const char *name = NULL; (name = names_next(&present, name)) != NULL;) {
      struct device *device = library_device(library, name);
      if (device != NULL) {
        look_for_applications(library, device);
      } else if (device_count(library) < devices_limit) {
        connect_device(library, name);
      }
    }
    names_clear(&present);
    if (!library->known_devices_listed) keep_slots_for_known_devices(library);
    library->known_devices_listed = true;
  }
  if (library->slot_count == 0) add_slot(library);
}

void library_refresh_if_older(struct library *library, uint64_t age_ms) {
  if (clock_ms() >= library->refreshed_at_ms + age_ms) library_refresh(library);
}
