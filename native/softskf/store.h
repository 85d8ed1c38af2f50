/**
 * Devices on the disk. A home folder has one folder for each device, named by its serial number:
 *
 *   device.skf  everything the device holds; replaced whole at every change
 *   lock        held while a process works with the device
 *   unplugged   while it is there, the device is not
 *   plugged     what `unplugged` becomes when the tool plugs the device in again: its text differs each time, so that a
 *               connection can tell that the device was gone in between
 */
#ifndef SOFTSKF_STORE_H
#define SOFTSKF_STORE_H

#include <stdbool.h>

#include "device.h"
#include "platform.h"

enum { REVISION_LENGTH = 16, PLUG_MARK_LENGTH = 32 };

/** The home folder QIANYIN_SOFTSKF_HOME names, on the heap; NULL when it names none. */
char *store_home(void);

/** Serial numbers name folders: 1 to 32 letters, digits, and `.`, `_`, `-` after the first. */
bool serial_is_valid(const char *serial);

/** The device's folder on the heap, NULL when memory is out. */
char *store_folder(const char *home, const char *serial);

/** Serial numbers of the devices in a home, by name. */
struct device_list {
  char (*serials)[SERIAL_LENGTH + 1];
  size_t count;
  bool failed;
};

/**
 * SAR_OK (a missing home is empty), SAR_MEMORYERR, SAR_FAIL. The list is the caller's to free with
 * `free(list->serials)`.
 */
ULONG store_list(const char *home, struct device_list *list);

bool store_has_device(const char *folder);

/** True while the device is plugged in; `mark` then tells this plugging from others. */
bool store_is_plugged(const char *folder, char mark[PLUG_MARK_LENGTH + 1]);

/** PLATFORM_ABSENT when the device already is as wanted. */
enum platform_outcome store_unplug(const char *folder);
enum platform_outcome store_plug(const char *folder);

enum platform_outcome store_try_lock(const char *folder, struct file_lock *lock);

/**
 * Brings `*device` up to date: nothing is read when `revision` is still the one on the disk. On any other answer than
 * SAR_OK, `*device` is NULL. SAR_DEVICE_REMOVED when it is gone, SAR_FILEERR when the file is damaged.
 */
ULONG store_load(const char *folder, struct device **device, uint8_t revision[REVISION_LENGTH]);

/** Writes the device, durable when SAR_OK comes back. SAR_WRITEFILEERR, SAR_MEMORYERR. */
ULONG store_save(const char *folder, const struct device *device, uint8_t revision[REVISION_LENGTH]);

#endif
