#include "mechanism.h"

static void add(struct mechanism *mechanisms, size_t *count, CK_MECHANISM_TYPE type, CK_ULONG min, CK_ULONG max,
                CK_FLAGS flags) {
  if (flags == 0) return;
  mechanisms[(*count)++] = (struct mechanism){type, {min, max, flags | CKF_HW}};
}

static const struct {
  CK_MECHANISM_TYPE type;
  enum sha2_kind kind;
} hashing[] = {{CKM_SHA256_RSA_PKCS, SHA2_256}, {CKM_SHA384_RSA_PKCS, SHA2_384}, {CKM_SHA512_RSA_PKCS, SHA2_512}};

bool mechanism_hash(CK_MECHANISM_TYPE type, enum sha2_kind *kind) {
  for (size_t i = 0; i < sizeof hashing / sizeof *hashing; i++) {
    if (hashing[i].type != type) continue;
    *kind = hashing[i].kind;
    return true;
  }
  return false;
}

size_t mechanisms_of(const struct vendor *vendor, struct mechanism mechanisms[MECHANISMS_LIMIT]) {
  const CK_FLAGS curve = CKF_EC_F_P | CKF_EC_NAMEDCURVE | CKF_EC_UNCOMPRESS;
  const struct vendor_functions *f = &vendor->functions;
  size_t count = 0;
  CK_FLAGS sm2 = (f->SKF_ECCSignData != NULL ? CKF_SIGN : 0) |
                 (f->SKF_ECCVerify != NULL || f->SKF_ExtECCVerify != NULL ? CKF_VERIFY : 0);
  CK_FLAGS rsa = (f->SKF_RSASignData != NULL ? CKF_SIGN : 0) | (f->SKF_RSAVerify != NULL ? CKF_VERIFY : 0);
  add(mechanisms, &count, CKM_ECDSA, 256, 256, sm2 ? sm2 | curve : 0);
  add(mechanisms, &count, CKM_RSA_PKCS, 1024, 2048, rsa);
  // SKF pads by PKCS#1 v1.5 itself and has no bare RSA operation, so that there can be no PSS.
  for (size_t i = 0; i < sizeof hashing / sizeof *hashing; i++) {
    add(mechanisms, &count, hashing[i].type, 1024, 2048, rsa);
  }
  if (f->SKF_CreateContainer == NULL) return count;
  add(mechanisms, &count, CKM_EC_KEY_PAIR_GEN, 256, 256,
      f->SKF_GenECCKeyPair != NULL ? CKF_GENERATE_KEY_PAIR | curve : 0);
  add(mechanisms, &count, CKM_RSA_PKCS_KEY_PAIR_GEN, 1024, 2048,
      f->SKF_GenRSAKeyPair != NULL ? CKF_GENERATE_KEY_PAIR : 0);
  return count;
}

bool mechanism_find(const struct vendor *vendor, CK_MECHANISM_TYPE type, CK_MECHANISM_INFO *info) {
  struct mechanism mechanisms[MECHANISMS_LIMIT];
  size_t count = mechanisms_of(vendor, mechanisms);
  for (size_t i = 0; i < count; i++) {
    if (mechanisms[i].type != type) continue;
    *info = mechanisms[i].info;
    return true;
  }
  return false;
}
