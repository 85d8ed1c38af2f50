#include "authority.h"

#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <stddef.h>

#include "check.h"

EVP_PKEY *openssl_key(const ECCPUBLICKEYBLOB *public_key) {
  BYTE point[65] = {4};
  memcpy(point + 1, public_key->XCoordinate + 32, 32);
  memcpy(point + 33, public_key->YCoordinate + 32, 32);
  EVP_PKEY *key = NULL;
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "SM2", NULL);
  OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, "SM2", 0),
                             OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point),
                             OSSL_PARAM_construct_end()};
  CHECK(EVP_PKEY_fromdata_init(context) == 1);
  CHECK(EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters) == 1);
  EVP_PKEY_CTX_free(context);
  return key;
}

static const BYTE *take_element(const BYTE **at, int tag, long *length) {
  int found_tag = 0;
  int found_class = 0;
  const BYTE *content = *at;
  CHECK((ASN1_get_object(&content, length, &found_tag, &found_class, 256) & 0x80) == 0 && found_tag == tag);
  *at = content + *length;
  return content;
}

static void take_coordinate(const BYTE **at, BYTE coordinate[64]) {
  long length = 0;
  const BYTE *number = take_element(at, V_ASN1_INTEGER, &length);
  memset(coordinate, 0, 64);
  if (length == 33) {
    number += 1;
    length = 32;
  }
  memcpy(coordinate + 64 - length, number, (size_t)length);
}

static void encrypt_session_key(const ECCPUBLICKEYBLOB *signing_key, const BYTE session_key[16],
                                ECCCIPHERBLOB *cipher) {
  BYTE der[256];
  size_t der_length = sizeof der;
  EVP_PKEY *key = openssl_key(signing_key);
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
  CHECK(EVP_PKEY_encrypt_init(context) == 1);
  CHECK(EVP_PKEY_encrypt(context, der, &der_length, session_key, 16) == 1);
  EVP_PKEY_CTX_free(context);
  EVP_PKEY_free(key);
  const BYTE *at = der;
  long length = 0;
  at = take_element(&at, V_ASN1_SEQUENCE, &length);
  take_coordinate(&at, cipher->XCoordinate);
  take_coordinate(&at, cipher->YCoordinate);
  memcpy(cipher->HASH, take_element(&at, V_ASN1_OCTET_STRING, &length), 32);
  const BYTE *content = take_element(&at, V_ASN1_OCTET_STRING, &length);
  CHECK(length == 16);
  cipher->CipherLen = 16;
  // The field is one byte long; the rest runs on behind it.
  memcpy((BYTE *)cipher + offsetof(ECCCIPHERBLOB, Cipher), content, 16);
}

void make_envelope(const ECCPUBLICKEYBLOB *signing_key, bool whole, ENVELOPEDKEYBLOB *envelope) {
  BYTE session_key[16];
  BYTE plain[64] = {0};
  BYTE x[32];
  BYTE y[32];
  BIGNUM *number = NULL;
  BIGNUM *x_number = NULL;
  BIGNUM *y_number = NULL;
  EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "SM2");
  CHECK(RAND_bytes(session_key, sizeof session_key) == 1);
  CHECK(EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_PRIV_KEY, &number) == 1);
  CHECK(EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_EC_PUB_X, &x_number) == 1);
  CHECK(EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_EC_PUB_Y, &y_number) == 1);
  CHECK(BN_bn2binpad(number, plain + 32, 32) == 32);
  CHECK(BN_bn2binpad(x_number, x, 32) == 32 && BN_bn2binpad(y_number, y, 32) == 32);
  envelope->Version = 1;
  envelope->ulSymmAlgID = SGD_SM4_ECB;
  envelope->ulBits = 256;
  memset(&envelope->PubKey, 0, sizeof envelope->PubKey);
  envelope->PubKey.BitLen = 256;
  memcpy(envelope->PubKey.XCoordinate + 32, x, 32);
  memcpy(envelope->PubKey.YCoordinate + 32, y, 32);
  EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
  int length = 0;
  CHECK(EVP_EncryptInit_ex(cipher, EVP_sm4_ecb(), NULL, session_key, NULL) == 1);
  EVP_CIPHER_CTX_set_padding(cipher, 0);
  memset(envelope->cbEncryptedPriKey, 0, sizeof envelope->cbEncryptedPriKey);
  int from = whole ? 0 : 32;
  CHECK(EVP_EncryptUpdate(cipher, envelope->cbEncryptedPriKey + from, &length, plain + from, 64 - from) == 1);
  EVP_CIPHER_CTX_free(cipher);
  encrypt_session_key(signing_key, session_key, &envelope->ECCCipherBlob);
  BN_free(number);
  BN_free(x_number);
  BN_free(y_number);
  EVP_PKEY_free(key);
}

int make_certificate(EVP_PKEY *key, BYTE **der) {
  EVP_PKEY *authority = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
  X509 *certificate = X509_new();
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  CHECK(X509_set_pubkey(certificate, key) == 1);
  CHECK(X509_sign(certificate, authority, EVP_sha256()) > 0);
  int length = i2d_X509(certificate, der);
  CHECK(length > 0);
  X509_free(certificate);
  EVP_PKEY_free(authority);
  return length;
}
