/** The public keys that SKF containers hold: RSA, and SM2 (GM/T 0003). */
#ifndef QIANYIN_PUBLIC_KEY_H
#define QIANYIN_PUBLIC_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "der.h"

#define RSA_MODULUS_LIMIT 512

enum key_algorithm { KEY_NONE, KEY_RSA, KEY_SM2 };

struct public_key {
  enum key_algorithm algorithm;
  /** RSA: big-endian, without leading zeros. */
  uint8_t modulus[RSA_MODULUS_LIMIT];
  size_t modulus_length;
  uint8_t exponent[8];
  size_t exponent_length;
  /** SM2: CKA_EC_POINT, that is a DER OCTET STRING of 0x04 ‖ X ‖ Y. */
  uint8_t point[2 + 1 + 64];
};

/** CKA_EC_PARAMS of SM2: the DER of OID 1.2.156.10197.1.301. */
extern const uint8_t sm2_curve_oid[10];

/** The coordinates take 32 bytes each. */
void public_key_set_sm2(struct public_key *key, const uint8_t *x, const uint8_t *y);

/** Leading zeros are cut. False when the numbers cannot be an RSA key: too short, too long, or even. */
bool public_key_set_rsa(struct public_key *key, struct der modulus, struct der exponent);

/** Reads a SubjectPublicKeyInfo (RFC 5280, 4.1), given its content. False when it is neither RSA nor SM2. */
bool public_key_read(struct public_key *key, struct der subject_public_key_info);

bool public_key_equal(const struct public_key *a, const struct public_key *b);

#endif
