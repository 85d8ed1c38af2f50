/** What a vendor's answer about the token in a slot means. */
#ifndef QIANYIN_SLOT_H
#define QIANYIN_SLOT_H

#include "library.h"

/**
 * The meaning of what a vendor's function answered about the token in a slot. A device found to be gone is closed and
 * CKR_DEVICE_REMOVED returned; a login that the device has forgotten is forgotten here too.
 */
CK_RV slot_return_value(struct library *library, struct slot *slot, ULONG answer);

#endif
