/** SHA-256, SHA-384 and SHA-512 (FIPS 180-4), for the mechanisms that hash before they sign. */
#ifndef QIANYIN_SHA2_H
#define QIANYIN_SHA2_H

#include <stddef.h>
#include <stdint.h>

#define SHA2_DIGEST_LIMIT 64

enum sha2_kind { SHA2_256, SHA2_384, SHA2_512 };

struct sha2 {
  enum sha2_kind kind;
  /** Of SHA-256 the lower halves count. */
  uint64_t state[8];
  uint8_t block[128];
  size_t block_length;
  uint64_t total_length;
};

void sha2_init(struct sha2 *sha2, enum sha2_kind kind);
void sha2_update(struct sha2 *sha2, const uint8_t *data, size_t length);
/** Ends it and gives the digest; its length is that of the kind. */
size_t sha2_final(struct sha2 *sha2, uint8_t digest[SHA2_DIGEST_LIMIT]);

#endif
