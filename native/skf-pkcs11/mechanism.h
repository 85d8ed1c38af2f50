/** What tokens of a vendor's library can be asked for. */
#ifndef QIANYIN_MECHANISM_H
#define QIANYIN_MECHANISM_H

#include <stdbool.h>

#include "pkcs11.h"
#include "sha2.h"
#include "vendor.h"

struct mechanism {
  CK_MECHANISM_TYPE type;
  CK_MECHANISM_INFO info;
};

#define MECHANISMS_LIMIT 7

/** Fills in those that the library has functions for. Returns how many. */
size_t mechanisms_of(const struct vendor *vendor, struct mechanism mechanisms[MECHANISMS_LIMIT]);

/** Whether the mechanism hashes for itself, and how. */
bool mechanism_hash(CK_MECHANISM_TYPE type, enum sha2_kind *kind);

/** False when the library lacks it. */
bool mechanism_find(const struct vendor *vendor, CK_MECHANISM_TYPE type, CK_MECHANISM_INFO *info);

#endif
