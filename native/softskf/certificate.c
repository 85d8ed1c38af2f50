#include "certificate.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <string.h>

/** The certificate's BIT STRING of an EC key is the point itself, whatever OpenSSL makes of the algorithm. */
static bool holds_point(const X509 *certificate, const ECCPUBLICKEYBLOB *key) {
  const ASN1_BIT_STRING *bits = X509_get0_pubkey_bitstr(certificate);
  const unsigned char *point = bits != NULL ? ASN1_STRING_get0_data(bits) : NULL;
  return point != NULL && ASN1_STRING_length(bits) == 65 && point[0] == 4 &&
         memcmp(point + 1, key->XCoordinate + 32, 32) == 0 && memcmp(point + 33, key->YCoordinate + 32, 32) == 0;
}

static bool holds_modulus(const X509 *certificate, const RSAPUBLICKEYBLOB *key) {
  EVP_PKEY *held = X509_get0_pubkey(certificate);
  BIGNUM *modulus = NULL;
  BYTE bytes[MAX_RSA_MODULUS_LEN];
  bool same =
      held != NULL && EVP_PKEY_is_a(held, "RSA") && EVP_PKEY_get_bn_param(held, OSSL_PKEY_PARAM_RSA_N, &modulus) == 1 &&
      BN_bn2binpad(modulus, bytes, sizeof bytes) == sizeof bytes && memcmp(bytes, key->Modulus, sizeof bytes) == 0;
  BN_free(modulus);
  return same;
}

ULONG certificate_check(const BYTE *bytes, size_t length, const struct key_pair *pair, uint32_t container_type) {
  const BYTE *end = bytes;
  X509 *certificate = d2i_X509(NULL, &end, (long)length);
  if (certificate == NULL) return SAR_INDATAERR;
  ULONG answer = SAR_OK;
  if ((size_t)(end - bytes) != length) {
    answer = SAR_INDATAERR;
  } else if (pair->public_key.length > 0) {
    const void *key = pair->public_key.bytes;
    bool same = container_type == CONTAINER_TYPE_ECC ? holds_point(certificate, key) : holds_modulus(certificate, key);
    if (!same) answer = SAR_CSPIMPRTPUBKEYERR;
  }
  X509_free(certificate);
  return answer;
}
