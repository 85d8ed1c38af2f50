/** The CA's side of an encryption pair. */
#ifndef SOFTSKF_TEST_ENVELOPE_H
#define SOFTSKF_TEST_ENVELOPE_H

#include <openssl/evp.h>

#include "skf.h"

/** An OpenSSL key of a public key in SKF's form; the caller frees it. */
EVP_PKEY *openssl_key(const ECCPUBLICKEYBLOB *public_key);

/** A fresh key pair for a container, enveloped for its signing key; `whole` encrypts all 64 bytes of the field. */
void make_envelope(const ECCPUBLICKEYBLOB *signing_key, int whole, ENVELOPEDKEYBLOB *envelope);

#endif
