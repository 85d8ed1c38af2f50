#include "sm2.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { POINT_LENGTH = 1 + 2 * SM2_LENGTH, PAD_LENGTH = 64 - SM2_LENGTH };

static bool is_zero(const BYTE *bytes, size_t length) {
  BYTE sum = 0;
  for (size_t index = 0; index < length; index++) sum |= bytes[index];
  return sum == 0;
}

static bool point_of(const BYTE x[64], const BYTE y[64], BYTE point[POINT_LENGTH]) {
  if (!is_zero(x, PAD_LENGTH) || !is_zero(y, PAD_LENGTH)) return false;
  point[0] = POINT_CONVERSION_UNCOMPRESSED;
  memcpy(point + 1, x + PAD_LENGTH, SM2_LENGTH);
  memcpy(point + 1 + SM2_LENGTH, y + PAD_LENGTH, SM2_LENGTH);
  return true;
}

static void public_blob(const BYTE point[POINT_LENGTH], ECCPUBLICKEYBLOB *public_key) {
  memset(public_key, 0, sizeof *public_key);
  public_key->BitLen = 256;
  memcpy(public_key->XCoordinate + PAD_LENGTH, point + 1, SM2_LENGTH);
  memcpy(public_key->YCoordinate + PAD_LENGTH, point + 1 + SM2_LENGTH, SM2_LENGTH);
}

/** `private_key` may be NULL. OpenSSL refuses points that are not on the curve. */
static EVP_PKEY *sm2_key(const BYTE *private_key, const ECCPUBLICKEYBLOB *public_key) {
  BYTE point[POINT_LENGTH];
  if (public_key->BitLen != 256 || !point_of(public_key->XCoordinate, public_key->YCoordinate, point)) return NULL;
  EVP_PKEY *key = NULL;
  BIGNUM *number = private_key != NULL ? BN_secure_new() : NULL;
  if (private_key != NULL && (number == NULL || BN_bin2bn(private_key, SM2_LENGTH, number) == NULL)) {
    BN_clear_free(number);
    return NULL;
  }
  OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "SM2", NULL);
  OSSL_PARAM *parameters = NULL;
  if (builder != NULL && context != NULL &&
      OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, "SM2", 0) == 1 &&
      OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point) == 1 &&
      (number == NULL || OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_PRIV_KEY, number) == 1)) {
    parameters = OSSL_PARAM_BLD_to_param(builder);
  }
  if (parameters == NULL || EVP_PKEY_fromdata_init(context) != 1 ||
      EVP_PKEY_fromdata(context, &key, private_key != NULL ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY, parameters) != 1) {
    key = NULL;
  }
  OSSL_PARAM_free(parameters);
  OSSL_PARAM_BLD_free(builder);
  EVP_PKEY_CTX_free(context);
  BN_clear_free(number);
  return key;
}

ULONG sm2_generate(BYTE private_key[SM2_LENGTH], ECCPUBLICKEYBLOB *public_key) {
  EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "SM2");
  BIGNUM *number = NULL;
  bool done = key != NULL && EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_PRIV_KEY, &number) == 1 &&
              BN_bn2binpad(number, private_key, SM2_LENGTH) == SM2_LENGTH;
  BN_clear_free(number);
  EVP_PKEY_free(key);
  if (done && sm2_public_of(private_key, public_key) == SAR_OK) return SAR_OK;
  OPENSSL_cleanse(private_key, SM2_LENGTH);
  return SAR_FAIL;
}

ULONG sm2_public_of(const BYTE private_key[SM2_LENGTH], ECCPUBLICKEYBLOB *public_key) {
  EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_sm2);
  EC_POINT *point = group != NULL ? EC_POINT_new(group) : NULL;
  BIGNUM *number = BN_secure_new();
  BYTE encoded[POINT_LENGTH];
  ULONG answer = SAR_MEMORYERR;
  if (point != NULL && number != NULL && BN_bin2bn(private_key, SM2_LENGTH, number) != NULL) {
    BN_set_flags(number, BN_FLG_CONSTTIME);
    answer = SAR_INDATAERR;
    if (!BN_is_zero(number) && BN_cmp(number, EC_GROUP_get0_order(group)) < 0 &&
        EC_POINT_mul(group, point, number, NULL, NULL, NULL) == 1 &&
        EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, encoded, sizeof encoded, NULL) ==
            sizeof encoded) {
      public_blob(encoded, public_key);
      answer = SAR_OK;
    }
  }
  BN_clear_free(number);
  EC_POINT_free(point);
  EC_GROUP_free(group);
  return answer;
}

static bool signature_of_der(const BYTE *der, size_t length, ECCSIGNATUREBLOB *signature) {
  ECDSA_SIG *parts = d2i_ECDSA_SIG(NULL, &der, (long)length);
  if (parts == NULL) return false;
  bool done = BN_bn2binpad(ECDSA_SIG_get0_r(parts), signature->r, sizeof signature->r) == sizeof signature->r &&
              BN_bn2binpad(ECDSA_SIG_get0_s(parts), signature->s, sizeof signature->s) == sizeof signature->s;
  ECDSA_SIG_free(parts);
  return done;
}

ULONG sm2_sign(const BYTE private_key[SM2_LENGTH], const ECCPUBLICKEYBLOB *public_key, const BYTE e[SM2_LENGTH],
               ECCSIGNATUREBLOB *signature) {
  EVP_PKEY *key = sm2_key(private_key, public_key);
  EVP_PKEY_CTX *context = key != NULL ? EVP_PKEY_CTX_new(key, NULL) : NULL;
  BYTE der[80];
  size_t length = sizeof der;
  bool done = context != NULL && EVP_PKEY_sign_init(context) == 1 &&
              EVP_PKEY_sign(context, der, &length, e, SM2_LENGTH) == 1 && signature_of_der(der, length, signature);
  EVP_PKEY_CTX_free(context);
  EVP_PKEY_free(key);
  return done ? SAR_OK : SAR_FAIL;
}

static int der_of_signature(const ECCSIGNATUREBLOB *signature, BYTE **der) {
  ECDSA_SIG *parts = ECDSA_SIG_new();
  BIGNUM *r = BN_bin2bn(signature->r, sizeof signature->r, NULL);
  BIGNUM *s = BN_bin2bn(signature->s, sizeof signature->s, NULL);
  int length = -1;
  if (parts != NULL && r != NULL && s != NULL && ECDSA_SIG_set0(parts, r, s) == 1) {
    length = i2d_ECDSA_SIG(parts, der);
  } else {
    BN_free(r);
    BN_free(s);
  }
  ECDSA_SIG_free(parts);
  return length;
}

ULONG sm2_verify(const ECCPUBLICKEYBLOB *public_key, const BYTE e[SM2_LENGTH], const ECCSIGNATUREBLOB *signature) {
  EVP_PKEY *key = sm2_key(NULL, public_key);
  if (key == NULL) return SAR_INDATAERR;
  BYTE *der = NULL;
  int length = der_of_signature(signature, &der);
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
  ULONG answer = SAR_FAIL;
  if (length > 0 && context != NULL && EVP_PKEY_verify_init(context) == 1 &&
      EVP_PKEY_verify(context, der, (size_t)length, e, SM2_LENGTH) == 1) {
    answer = SAR_OK;
  }
  OPENSSL_free(der);
  EVP_PKEY_CTX_free(context);
  EVP_PKEY_free(key);
  return answer;
}

static int append_integer(const BYTE number[SM2_LENGTH], BYTE **at) {
  BIGNUM *value = BN_bin2bn(number, SM2_LENGTH, NULL);
  ASN1_INTEGER *integer = value != NULL ? BN_to_ASN1_INTEGER(value, NULL) : NULL;
  int length = integer != NULL ? i2d_ASN1_INTEGER(integer, at) : -1;
  ASN1_INTEGER_free(integer);
  BN_free(value);
  return length;
}

static int append_octets(const BYTE *bytes, size_t size, BYTE **at) {
  ASN1_OCTET_STRING *octets = ASN1_OCTET_STRING_new();
  int length = -1;
  if (octets != NULL && ASN1_OCTET_STRING_set(octets, bytes, (int)size) == 1) {
    length = i2d_ASN1_OCTET_STRING(octets, at);
  }
  ASN1_OCTET_STRING_free(octets);
  return length;
}

/**
 * OpenSSL takes the ciphertext of GM/T 0009: SEQUENCE { x, y INTEGER, hash, cipher OCTET STRING }. The bytes are
 * malloc's.
 */
static BYTE *der_of_cipher(const ECCCIPHERBLOB *cipher, size_t *der_length) {
  size_t room = (size_t)cipher->CipherLen + 256;
  BYTE *parts = malloc(room);
  BYTE *der = malloc(room);
  BYTE *at = parts;
  bool done = parts != NULL && der != NULL && append_integer(cipher->XCoordinate + PAD_LENGTH, &at) > 0 &&
              append_integer(cipher->YCoordinate + PAD_LENGTH, &at) > 0 &&
              append_octets(cipher->HASH, sizeof cipher->HASH, &at) > 0 &&
              append_octets(cipher->Cipher, cipher->CipherLen, &at) > 0;
  if (done) {
    int content = (int)(at - parts);
    BYTE *end = der;
    ASN1_put_object(&end, 1, content, V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL);
    memcpy(end, parts, (size_t)content);
    *der_length = (size_t)(end - der) + (size_t)content;
  } else {
    free(der);
    der = NULL;
  }
  free(parts);
  return der;
}

ULONG sm2_decrypt(const BYTE private_key[SM2_LENGTH], const ECCPUBLICKEYBLOB *public_key, const ECCCIPHERBLOB *cipher,
                  BYTE *plain, size_t *plain_length) {
  BYTE point[POINT_LENGTH];
  if (!point_of(cipher->XCoordinate, cipher->YCoordinate, point)) return SAR_INDATAERR;
  size_t length = 0;
  BYTE *der = der_of_cipher(cipher, &length);
  EVP_PKEY *key = der != NULL ? sm2_key(private_key, public_key) : NULL;
  EVP_PKEY_CTX *context = key != NULL ? EVP_PKEY_CTX_new(key, NULL) : NULL;
  ULONG answer = context != NULL ? SAR_INDATAERR : SAR_MEMORYERR;
  *plain_length = cipher->CipherLen;
  if (context != NULL && EVP_PKEY_decrypt_init(context) == 1 &&
      EVP_PKEY_decrypt(context, plain, plain_length, der, length) == 1) {
    answer = SAR_OK;
  }
  EVP_PKEY_CTX_free(context);
  EVP_PKEY_free(key);
  free(der);
  return answer;
}

/** a, b and the base point of the recommended curve, GB/T 32918.5. */
static const BYTE curve[4 * SM2_LENGTH] = {
    0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFC, 0x28, 0xE9, 0xFA, 0x9E, 0x9D, 0x9F,
    0x5E, 0x34, 0x4D, 0x5A, 0x9E, 0x4B, 0xCF, 0x65, 0x09, 0xA7, 0xF3, 0x97, 0x89, 0xF5, 0x15, 0xAB, 0x8F, 0x92, 0xDD,
    0xBC, 0xBD, 0x41, 0x4D, 0x94, 0x0E, 0x93, 0x32, 0xC4, 0xAE, 0x2C, 0x1F, 0x19, 0x81, 0x19, 0x5F, 0x99, 0x04, 0x46,
    0x6A, 0x39, 0xC9, 0x94, 0x8F, 0xE3, 0x0B, 0xBF, 0xF2, 0x66, 0x0B, 0xE1, 0x71, 0x5A, 0x45, 0x89, 0x33, 0x4C, 0x74,
    0xC7, 0xBC, 0x37, 0x36, 0xA2, 0xF4, 0xF6, 0x77, 0x9C, 0x59, 0xBD, 0xCE, 0xE3, 0x6B, 0x69, 0x21, 0x53, 0xD0, 0xA9,
    0x87, 0x7C, 0xC6, 0x2A, 0x47, 0x40, 0x02, 0xDF, 0x32, 0xE5, 0x21, 0x39, 0xF0, 0xA0};

ULONG sm2_z(const ECCPUBLICKEYBLOB *public_key, const BYTE *id, size_t id_length, BYTE z[SM2_LENGTH]) {
  BYTE point[POINT_LENGTH];
  if (id_length > SM2_MAX_ID_LENGTH) return SAR_INDATALENERR;
  if (public_key->BitLen != 256 || !point_of(public_key->XCoordinate, public_key->YCoordinate, point)) {
    return SAR_INDATAERR;
  }
  const BYTE entl[2] = {(BYTE)(id_length * 8 >> 8), (BYTE)(id_length * 8)};
  EVP_MD_CTX *digest = EVP_MD_CTX_new();
  bool done = digest != NULL && EVP_DigestInit_ex(digest, EVP_sm3(), NULL) == 1 &&
              EVP_DigestUpdate(digest, entl, sizeof entl) == 1 && EVP_DigestUpdate(digest, id, id_length) == 1 &&
              EVP_DigestUpdate(digest, curve, sizeof curve) == 1 &&
              EVP_DigestUpdate(digest, point + 1, sizeof point - 1) == 1 && EVP_DigestFinal_ex(digest, z, NULL) == 1;
  EVP_MD_CTX_free(digest);
  return done ? SAR_OK : SAR_HASHERR;
}
