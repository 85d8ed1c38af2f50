/** Devices that come and go. */
#ifndef QIANYIN_LIBRARY_DEVICES_H
#define QIANYIN_LIBRARY_DEVICES_H

#include "library.h"

/** Lists the devices that are present: connects the new, closes the gone, raises the slots' events. */
void library_refresh(struct library *library);
void library_refresh_if_older(struct library *library, uint64_t age_ms);
/** Closes a device: its sessions are marked as removed, its slots are empty. */
void library_remove_device(struct library *library, struct device *device);

#endif
