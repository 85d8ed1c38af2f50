/** Applications as they are made: with fresh keys, under two PINs. */
#ifndef SOFTSKF_NEW_APPLICATION_H
#define SOFTSKF_NEW_APPLICATION_H

#include "device.h"

/**
 * Adds an application with fresh keys. The two PINs are checked for their length. SAR_OK, SAR_APPLICATION_NAME_INVALID,
 * SAR_APPLICATION_EXISTS, SAR_PIN_LEN_RANGE, SAR_INVALIDPARAMERR (tries), SAR_NO_ROOM, SAR_MEMORYERR.
 */
ULONG device_add_application(struct device *device, const char *name, const char *admin_pin, uint32_t admin_tries,
                             const char *user_pin, uint32_t user_tries, uint32_t create_file_rights);

#endif
