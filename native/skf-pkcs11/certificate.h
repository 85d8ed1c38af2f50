/** What PKCS#11 shows of an X.509 certificate (RFC 5280, 4.1). */
#ifndef QIANYIN_CERTIFICATE_H
#define QIANYIN_CERTIFICATE_H

#include "public-key.h"

/** Parts of the certificate's own bytes, each with its header; empty when the certificate cannot be read that far. */
struct certificate {
  struct der serial_number;
  struct der issuer;
  struct der subject;
  /** KEY_NONE when it is of another kind. */
  struct public_key public_key;
};

/**
 * The length of the certificate that the bytes begin with, which may be followed by filling; 0 when they begin with
 * none. What is inside may still be damaged.
 */
size_t certificate_length(const uint8_t *data, size_t length);

void certificate_read(struct certificate *certificate, const uint8_t *data, size_t length);

#endif
