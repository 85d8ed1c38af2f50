/** SM2 (GB/T 32918) over SKF's structures, on OpenSSL. Answers are SAR_* codes unless said otherwise. */
#ifndef SOFTSKF_SM2_H
#define SOFTSKF_SM2_H

#include <stddef.h>

#include "skf.h"

enum { SM2_LENGTH = 32, SM2_MAX_ID_LENGTH = 8191 };

ULONG sm2_generate(BYTE private_key[SM2_LENGTH], ECCPUBLICKEYBLOB *public_key);

/** SAR_INDATAERR when the number is no private key. */
ULONG sm2_public_of(const BYTE private_key[SM2_LENGTH], ECCPUBLICKEYBLOB *public_key);

/** Signs the e value as it stands. */
ULONG sm2_sign(const BYTE private_key[SM2_LENGTH], const ECCPUBLICKEYBLOB *public_key, const BYTE e[SM2_LENGTH],
               ECCSIGNATUREBLOB *signature);

/**
 * SAR_OK when the signature is right, SAR_FAIL when not, SAR_INDATAERR when the key or the signature's form is wrong.
 */
ULONG sm2_verify(const ECCPUBLICKEYBLOB *public_key, const BYTE e[SM2_LENGTH], const ECCSIGNATUREBLOB *signature);

/** `plain` has room for `cipher->CipherLen` bytes. SAR_INDATAERR when the ciphertext is not for this key. */
ULONG sm2_decrypt(const BYTE private_key[SM2_LENGTH], const ECCPUBLICKEYBLOB *public_key, const ECCCIPHERBLOB *cipher,
                  BYTE *plain, size_t *plain_length);

/** What SM2 puts before a message: Z = SM3(ENTL, id, curve, public key). SAR_INDATAERR when the key is no SM2 key. */
ULONG sm2_z(const ECCPUBLICKEYBLOB *public_key, const BYTE *id, size_t id_length, BYTE z[SM2_LENGTH]);

#endif
