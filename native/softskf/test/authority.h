/** The CA's side: certificates and encryption pairs. */
#ifndef SOFTSKF_TEST_AUTHORITY_H
#define SOFTSKF_TEST_AUTHORITY_H

#include <openssl/evp.h>
#include <stdbool.h>

#include "skf.h"

/** An OpenSSL key of a public key in SKF's form; the caller frees it. */
EVP_PKEY *openssl_key(const ECCPUBLICKEYBLOB *public_key);

/** A fresh key pair for a container, enveloped for its signing key; `whole` encrypts all 64 bytes of the field. */
void make_envelope(const ECCPUBLICKEYBLOB *signing_key, bool whole, ENVELOPEDKEYBLOB *envelope);

/**
 * A certificate over the key, signed by a P-256 key: a container looks only at whose key it is. The DER is the caller's
 * to free with OPENSSL_free; its length comes back.
 */
int make_certificate(EVP_PKEY *key, BYTE **der);

#endif
