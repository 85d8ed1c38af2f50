#include "public-key.h"

#include <string.h>

const uint8_t sm2_curve_oid[10] = {0x06, 0x08, 0x2A, 0x81, 0x1C, 0xCF, 0x55, 0x01, 0x82, 0x2D};

/** id-ecPublicKey 1.2.840.10045.2.1 and rsaEncryption 1.2.840.113549.1.1.1, without their headers. */
static const uint8_t ec_public_key_oid[] = {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01};
static const uint8_t rsa_encryption_oid[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01};

void public_key_set_sm2(struct public_key *key, const uint8_t *x, const uint8_t *y) {
  memset(key, 0, sizeof *key);
  key->algorithm = KEY_SM2;
  key->point[0] = DER_OCTET_STRING;
  key->point[1] = 65;
  key->point[2] = 0x04;
  memcpy(key->point + 3, x, 32);
  memcpy(key->point + 35, y, 32);
}

bool public_key_set_rsa(struct public_key *key, struct der modulus, struct der exponent) {
  memset(key, 0, sizeof *key);
  modulus = der_unsigned(modulus);
  exponent = der_unsigned(exponent);
  if (modulus.length < 64 || modulus.length > sizeof key->modulus) return false;
  if (exponent.length == 0 || exponent.length > sizeof key->exponent) return false;
  if (modulus.data[0] == 0 || modulus.data[modulus.length - 1] % 2 == 0) return false;
  if (exponent.data[exponent.length - 1] % 2 == 0) return false;
  key->algorithm = KEY_RSA;
  memcpy(key->modulus, modulus.data, modulus.length);
  key->modulus_length = modulus.length;
  memcpy(key->exponent, exponent.data, exponent.length);
  key->exponent_length = exponent.length;
  return true;
}

bool public_key_read(struct public_key *key, struct der input) {
  memset(key, 0, sizeof *key);
  struct der algorithm, oid, bits;
  if (!der_read(&input, DER_SEQUENCE, &algorithm, NULL) || !der_read(&algorithm, DER_OID, &oid, NULL)) return false;
  if (!der_read(&input, DER_BIT_STRING, &bits, NULL) || bits.length < 1 || bits.data[0] != 0) return false;
  struct der value = {bits.data + 1, bits.length - 1};
  if (der_equal(&oid, ec_public_key_oid, sizeof ec_public_key_oid)) {
    struct der curve;
    if (!der_read(&algorithm, DER_OID, NULL, &curve) || !der_equal(&curve, sm2_curve_oid, sizeof sm2_curve_oid)) {
      return false;
    }
    if (value.length != 65 || value.data[0] != 0x04) return false;
    public_key_set_sm2(key, value.data + 1, value.data + 33);
    return true;
  }
  if (!der_equal(&oid, rsa_encryption_oid, sizeof rsa_encryption_oid)) return false;
  struct der numbers, modulus, exponent;
  return der_read(&value, DER_SEQUENCE, &numbers, NULL) && der_read(&numbers, DER_INTEGER, &modulus, NULL) &&
         der_read(&numbers, DER_INTEGER, &exponent, NULL) && public_key_set_rsa(key, modulus, exponent);
}

bool public_key_equal(const struct public_key *a, const struct public_key *b) {
  if (a->algorithm == KEY_NONE || a->algorithm != b->algorithm) return false;
  if (a->algorithm == KEY_SM2) return memcmp(a->point, b->point, sizeof a->point) == 0;
  return a->modulus_length == b->modulus_length && memcmp(a->modulus, b->modulus, a->modulus_length) == 0 &&
         a->exponent_length == b->exponent_length && memcmp(a->exponent, b->exponent, a->exponent_length) == 0;
}
