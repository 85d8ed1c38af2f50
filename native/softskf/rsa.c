#include "rsa.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>

static bool number_of(const EVP_PKEY *key, const char *name, BYTE *bytes, int length) {
  BIGNUM *number = NULL;
  bool done = EVP_PKEY_get_bn_param(key, name, &number) == 1 && BN_bn2binpad(number, bytes, length) == length;
  BN_free(number);
  return done;
}

ULONG rsa_generate(struct blob *private_key, RSAPUBLICKEYBLOB *public_key) {
  EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)RSA_BITS);
  if (key == NULL) return SAR_GENRSAKEYERR;
  memset(public_key, 0, sizeof *public_key);
  public_key->AlgID = SGD_RSA;
  public_key->BitLen = RSA_BITS;
  BYTE *der = NULL;
  int length = i2d_PrivateKey(key, &der);
  bool done = length > 0 && number_of(key, OSSL_PKEY_PARAM_RSA_N, public_key->Modulus, sizeof public_key->Modulus) &&
              number_of(key, OSSL_PKEY_PARAM_RSA_E, public_key->PublicExponent, sizeof public_key->PublicExponent) &&
              blob_set(private_key, der, (size_t)length);
  if (length > 0) OPENSSL_clear_free(der, (size_t)length);
  EVP_PKEY_free(key);
  return done ? SAR_OK : SAR_GENRSAKEYERR;
}

ULONG rsa_sign(const BYTE *private_key, size_t private_key_length, const BYTE *data, size_t length,
               BYTE signature[RSA_LENGTH]) {
  EVP_PKEY *key = d2i_PrivateKey(EVP_PKEY_RSA, NULL, &private_key, (long)private_key_length);
  EVP_PKEY_CTX *context = key != NULL ? EVP_PKEY_CTX_new(key, NULL) : NULL;
  size_t signature_length = RSA_LENGTH;
  bool done = context != NULL && EVP_PKEY_sign_init(context) == 1 &&
              EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 &&
              EVP_PKEY_sign(context, signature, &signature_length, data, length) == 1 && signature_length == RSA_LENGTH;
  EVP_PKEY_CTX_free(context);
  EVP_PKEY_free(key);
  return done ? SAR_OK : SAR_RSAENCERR;
}

static EVP_PKEY *rsa_public(const RSAPUBLICKEYBLOB *public_key) {
  EVP_PKEY *key = NULL;
  BIGNUM *modulus = BN_bin2bn(public_key->Modulus, sizeof public_key->Modulus, NULL);
  BIGNUM *exponent = BN_bin2bn(public_key->PublicExponent, sizeof public_key->PublicExponent, NULL);
  OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
  OSSL_PARAM *parameters = NULL;
  // An even modulus sends OpenSSL's arithmetic astray.
  if (modulus != NULL && exponent != NULL && builder != NULL && context != NULL && BN_num_bits(modulus) == RSA_BITS &&
      BN_is_odd(modulus) && BN_is_odd(exponent) && !BN_is_one(exponent) &&
      OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, modulus) == 1 &&
      OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, exponent) == 1) {
    parameters = OSSL_PARAM_BLD_to_param(builder);
  }
  if (parameters == NULL || EVP_PKEY_fromdata_init(context) != 1 ||
      EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters) != 1) {
    key = NULL;
  }
  OSSL_PARAM_free(parameters);
  OSSL_PARAM_BLD_free(builder);
  EVP_PKEY_CTX_free(context);
  BN_free(modulus);
  BN_free(exponent);
  return key;
}

ULONG rsa_verify(const RSAPUBLICKEYBLOB *public_key, const BYTE *data, size_t length, const BYTE *signature,
                 size_t signature_length) {
  if (public_key->BitLen != RSA_BITS) return SAR_MODULUSLENERR;
  EVP_PKEY *key = rsa_public(public_key);
  if (key == NULL) return SAR_INDATAERR;
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
  bool right = context != NULL && EVP_PKEY_verify_init(context) == 1 &&
               EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 &&
               EVP_PKEY_verify(context, signature, signature_length, data, length) == 1;
  EVP_PKEY_CTX_free(context);
  EVP_PKEY_free(key);
  return right ? SAR_OK : SAR_FAIL;
}
