/** DigestInfo, what PKCS#1 v1.5 signs (RFC 8017, 9.2). */
#ifndef QIANYIN_DIGEST_INFO_H
#define QIANYIN_DIGEST_INFO_H

#include "der.h"
#include "sha2.h"

/** The most that a DigestInfo of SHA-2 takes. */
#define DIGEST_INFO_LIMIT (19 + SHA2_DIGEST_LIMIT)

/** Writes the DigestInfo of a digest. Returns its length. */
size_t digest_info_write(uint8_t target[DIGEST_INFO_LIMIT], enum sha2_kind kind, const uint8_t *digest, size_t length);

/** The bare hash in a DigestInfo; false when the bytes are none. */
bool digest_info_hash(const uint8_t *data, size_t length, struct der *hash);

#endif
