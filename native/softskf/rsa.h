/** RSA-2048 over SKF's structures, on OpenSSL. Answers are SAR_* codes. */
#ifndef SOFTSKF_RSA_H
#define SOFTSKF_RSA_H

#include "bytes.h"
#include "skf.h"

enum { RSA_BITS = 2048, RSA_LENGTH = 256, RSA_MAX_INPUT = RSA_LENGTH - 11 };

/** The private key comes as DER (PKCS#1) in a blob of the caller's. */
ULONG rsa_generate(struct blob *private_key, RSAPUBLICKEYBLOB *public_key);

/** Pads `data` (a DigestInfo of 1 to 245 bytes) as PKCS#1 v1.5 and signs it. */
ULONG rsa_sign(const BYTE *private_key, size_t private_key_length, const BYTE *data, size_t length,
               BYTE signature[RSA_LENGTH]);

/** SAR_OK when the signature is right, SAR_FAIL when not, SAR_INDATAERR when the key is none, SAR_MODULUSLENERR. */
ULONG rsa_verify(const RSAPUBLICKEYBLOB *public_key, const BYTE *data, size_t length, const BYTE *signature,
                 size_t signature_length);

#endif
