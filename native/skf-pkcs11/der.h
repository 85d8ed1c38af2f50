/** Reads and writes the little DER (X.690) that certificates, DigestInfo and CKA_EC_POINT need. */
#ifndef QIANYIN_DER_H
#define QIANYIN_DER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  DER_INTEGER = 0x02,
  DER_BIT_STRING = 0x03,
  DER_OCTET_STRING = 0x04,
  DER_OID = 0x06,
  DER_SEQUENCE = 0x30,
  DER_CONTEXT_0 = 0xA0
};

/** A part of somebody else's bytes. Reading moves `data` towards the end. */
struct der {
  const uint8_t *data;
  size_t length;
};

/**
 * Reads one element of that tag off the front. `content` and `element` (the content with its header) may be NULL.
 * False, with nothing moved, when another tag stands there or the length is not DER or runs out of the input.
 */
bool der_read(struct der *input, uint8_t tag, struct der *content, struct der *element);

/** The tag at the front, -1 at the end. */
int der_peek(const struct der *input);

bool der_equal(const struct der *der, const void *data, size_t length);

/** The value of an INTEGER's content that is not negative, without leading zeros. */
struct der der_unsigned(struct der content);

#endif
