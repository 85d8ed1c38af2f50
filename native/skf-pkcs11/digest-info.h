/** DigestInfo, what PKCS#1 v1.5 signs (RFC 8017, 9.2). */
#ifndef QIANYIN_DIGEST_INFO_H
#define QIANYIN_DIGEST_INFO_H

#include "der.h"

/** The bare hash in a DigestInfo; false when the bytes are none. */
bool digest_info_hash(const uint8_t *data, size_t length, struct der *hash);

#endif
