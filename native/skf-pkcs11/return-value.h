/** SAR_… values of SKF as CKR_… values of PKCS#11. */
#ifndef QIANYIN_RETURN_VALUE_H
#define QIANYIN_RETURN_VALUE_H

#include "pkcs11.h"
#include "profile.h"
#include "skf.h"

/**
 * The layout matters, as its drafts gave the numbers past SAR_NO_ROOM to other errors. Unknown values are
 * CKR_DEVICE_ERROR.
 */
CK_RV return_value_of(ULONG answer, enum skf_layout layout);

#endif
