#include "digest-info.h"

#include <string.h>

size_t digest_info_write(uint8_t target[DIGEST_INFO_LIMIT], enum sha2_kind kind, const uint8_t *digest, size_t length) {
  // id-sha256, id-sha384, id-sha512 are 2.16.840.1.101.3.4.2.1, .2 and .3, with NULL parameters (RFC 8017, 9.2).
  static const uint8_t identifier[] = {0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
                                       0x65, 0x03, 0x04, 0x02, 0x00, 0x05, 0x00};
  uint8_t *at = target;
  *at++ = 0x30;
  *at++ = (uint8_t)(sizeof identifier + 2 + length);
  memcpy(at, identifier, sizeof identifier);
  at[12] = kind == SHA2_256 ? 1 : kind == SHA2_384 ? 2 : 3;
  at += sizeof identifier;
  *at++ = 0x04;
  *at++ = (uint8_t)length;
  memcpy(at, digest, length);
  return 2 + sizeof identifier + 2 + length;
}

bool digest_info_hash(const uint8_t *data, size_t length, struct der *hash) {
  struct der input = {data, length}, fields;
  return der_read(&input, DER_SEQUENCE, &fields, NULL) && input.length == 0 &&
         der_read(&fields, DER_SEQUENCE, NULL, NULL) && der_read(&fields, DER_OCTET_STRING, hash, NULL) &&
         fields.length == 0;
}
