/** Containers, certificates and keys at the vendor's edge; see vendor.h. */
#include <stdlib.h>
#include <string.h>

#include "certificate.h"
#include "vendor.h"

/** Room for a certificate; those in use take 1 to 3 KiB. */
static const ULONG certificate_room = 64 * 1024;

static ULONG take_container(ULONG answer, HCONTAINER handle, HCONTAINER *container) {
  *container = answer == SAR_OK ? handle : NULL;
  return answer == SAR_OK && handle == NULL ? SAR_FAIL : answer;
}

ULONG vendor_create_container(const struct vendor *vendor, HAPPLICATION application, const char *name,
                              HCONTAINER *container) {
  HCONTAINER handle = NULL;
  if (vendor->functions.SKF_CreateContainer == NULL) return SAR_NOTSUPPORTYETERR;
  ULONG answer = vendor->functions.SKF_CreateContainer(application, (LPSTR)name, &handle);
  return take_container(answer, handle, container);
}

ULONG vendor_delete_container(const struct vendor *vendor, HAPPLICATION application, const char *name) {
  if (vendor->functions.SKF_DeleteContainer == NULL) return SAR_NOTSUPPORTYETERR;
  return vendor->functions.SKF_DeleteContainer(application, (LPSTR)name);
}

ULONG vendor_open_container(const struct vendor *vendor, HAPPLICATION application, const char *name,
                            HCONTAINER *container) {
  HCONTAINER handle = NULL;
  if (vendor->functions.SKF_OpenContainer == NULL) return SAR_NOTSUPPORTYETERR;
  ULONG answer = vendor->functions.SKF_OpenContainer(application, (LPSTR)name, &handle);
  return take_container(answer, handle, container);
}

void vendor_close_container(const struct vendor *vendor, HCONTAINER container) {
  if (vendor->functions.SKF_CloseContainer != NULL) vendor->functions.SKF_CloseContainer(container);
}

static ULONG export_certificate(const struct vendor *vendor, HCONTAINER container, bool signing, BYTE *room,
                                ULONG *length) {
  const struct vendor_functions *f = &vendor->functions;
  if (vendor->options.layout == SKF_LAYOUT_LEGACY && f->SKF_ReadCert != NULL) {
    return f->SKF_ReadCert(container, signing ? LEGACY_KEY_SIGNATURE : LEGACY_KEY_ENCRYPTION, length, room);
  }
  if (f->SKF_ExportCertificate == NULL) return SAR_NOTSUPPORTYETERR;
  return f->SKF_ExportCertificate(container, signing ? TRUE : FALSE, room, length);
}

ULONG vendor_read_certificate(const struct vendor *vendor, HCONTAINER container, bool signing,
                              struct bytes *certificate) {
  BYTE *room = calloc(1, certificate_room);
  if (room == NULL) return SAR_MEMORYERR;
  union wide_ulong length = {.value = certificate_room};
  ULONG answer = export_certificate(vendor, container, signing, room, &length.value);
  if (answer == SAR_OK) {
    size_t exact = length.value <= certificate_room ? certificate_length(room, length.value) : 0;
    if (exact == 0) {
      answer = SAR_CERTNOTFOUNTERR;
    } else if (!bytes_copy(certificate, room, exact)) {
      answer = SAR_MEMORYERR;
    }
  }
  free(room);
  return answer;
}

ULONG vendor_write_certificate(const struct vendor *vendor, HCONTAINER container, bool signing,
                               const struct bytes *certificate) {
  const struct vendor_functions *f = &vendor->functions;
  ULONG length = (ULONG)certificate->length;
  if (vendor->options.layout == SKF_LAYOUT_LEGACY && f->SKF_WriteCert != NULL) {
    ULONG key = signing ? LEGACY_KEY_SIGNATURE : LEGACY_KEY_ENCRYPTION;
    // Makes the place for it; fails harmlessly when there is one.
    if (f->SKF_CreateCert != NULL) f->SKF_CreateCert(container, key, length);
    return f->SKF_WriteCert(container, key, length, certificate->data);
  }
  if (f->SKF_ImportCertificate == NULL) return SAR_NOTSUPPORTYETERR;
  return f->SKF_ImportCertificate(container, signing ? TRUE : FALSE, certificate->data, length);
}

/** The 32 bytes of a coordinate: at the right end of its field by the standard, at the left in some libraries. */
static const BYTE *coordinate(const BYTE *field) {
  static const BYTE zeros[32] = {0};
  bool at_left = memcmp(field + 32, zeros, 32) == 0 && memcmp(field, zeros, 32) != 0;
  return at_left ? field : field + 32;
}

static ULONG take_ecc_key(struct public_key *key, ULONG bits, const BYTE *x_field, const BYTE *y_field) {
  static const BYTE zeros[32] = {0};
  const BYTE *x = coordinate(x_field), *y = coordinate(y_field);
  if (bits != 256 || memcmp(x, zeros, 32) == 0 || memcmp(y, zeros, 32) == 0) return SAR_KEYNOTFOUNTERR;
  public_key_set_sm2(key, x, y);
  return SAR_OK;
}

static ULONG take_rsa_key(struct public_key *key, const RSAPUBLICKEYBLOB *blob) {
  ULONG bits = blob->BitLen;
  if (bits < 512 || bits > 8 * MAX_RSA_MODULUS_LEN || bits % 8 != 0) return SAR_KEYNOTFOUNTERR;
  size_t length = bits / 8;
  // A short modulus stands at the right by the standard, at the left in some libraries; so does the exponent.
  const BYTE *modulus = blob->Modulus + (blob->Modulus[0] != 0 ? 0 : MAX_RSA_MODULUS_LEN - length);
  struct der exponent = {blob->PublicExponent, sizeof blob->PublicExponent};
  while (exponent.length > 1 && exponent.data[exponent.length - 1] == 0) exponent.length--;
  return public_key_set_rsa(key, (struct der){modulus, length}, exponent) ? SAR_OK : SAR_KEYNOTFOUNTERR;
}

ULONG vendor_public_key(const struct vendor *vendor, HCONTAINER container, bool signing, struct public_key *key) {
  union {
    RSAPUBLICKEYBLOB rsa;
    ECCPUBLICKEYBLOB ecc;
    LEGACY_ECCPUBLICKEYBLOB legacy_ecc;
    BYTE room[STRUCTURE_ROOM];
  } answered;
  memset(&answered, 0, sizeof answered);
  memset(key, 0, sizeof *key);
  if (vendor->functions.SKF_ExportPublicKey == NULL) return SAR_NOTSUPPORTYETERR;
  union wide_ulong length = {.value = sizeof answered};
  ULONG answer = vendor->functions.SKF_ExportPublicKey(container, signing ? TRUE : FALSE, answered.room, &length.value);
  if (answer != SAR_OK) return answer;
  // The structure tells itself by its length, which not every library tells: then RSA's by its algorithm.
  bool is_rsa =
      length.value == sizeof(RSAPUBLICKEYBLOB) || (length.value == sizeof answered && answered.rsa.AlgID == SGD_RSA);
  if (is_rsa) return take_rsa_key(key, &answered.rsa);
  if (length.value == sizeof(LEGACY_ECCPUBLICKEYBLOB) || vendor->options.layout == SKF_LAYOUT_LEGACY) {
    const LEGACY_ECCPUBLICKEYBLOB *blob = &answered.legacy_ecc;
    return take_ecc_key(key, blob->BitLen, blob->XCoordinate, blob->YCoordinate);
  }
  return take_ecc_key(key, answered.ecc.BitLen, answered.ecc.XCoordinate, answered.ecc.YCoordinate);
}

ULONG vendor_generate_sm2(const struct vendor *vendor, HCONTAINER container) {
  union {
    ECCPUBLICKEYBLOB blob;
    BYTE room[STRUCTURE_ROOM];
  } answered;
  memset(&answered, 0, sizeof answered);
  if (vendor->functions.SKF_GenECCKeyPair == NULL) return SAR_NOTSUPPORTYETERR;
  return vendor->functions.SKF_GenECCKeyPair(container, SGD_SM2_1, &answered.blob);
}

ULONG vendor_generate_rsa(const struct vendor *vendor, HCONTAINER container, ULONG bits) {
  union {
    RSAPUBLICKEYBLOB blob;
    BYTE room[STRUCTURE_ROOM];
  } answered;
  memset(&answered, 0, sizeof answered);
  if (vendor->functions.SKF_GenRSAKeyPair == NULL) return SAR_NOTSUPPORTYETERR;
  return vendor->functions.SKF_GenRSAKeyPair(container, bits, &answered.blob);
}

/** Reads r ‖ s out of the DER that SM2 signatures have elsewhere (GM/T 0009). */
static bool read_der_signature(struct der input, uint8_t signature[64]) {
  struct der numbers, number;
  if (!der_read(&input, DER_SEQUENCE, &numbers, NULL)) return false;
  memset(signature, 0, 64);
  for (size_t i = 0; i < 2; i++) {
    if (!der_read(&numbers, DER_INTEGER, &number, NULL)) return false;
    number = der_unsigned(number);
    if (number.length == 0 || number.length > 32) return false;
    memcpy(signature + 32 * (i + 1) - number.length, number.data, number.length);
  }
  return true;
}

/** The drafts do not say what the bytes of a signature are: the structure, r ‖ s, or DER. */
static bool read_legacy_signature(const BYTE *answered, ULONG length, uint8_t signature[64]) {
  if (length == 64) {
    memcpy(signature, answered, 64);
    return true;
  }
  if (length == sizeof(ECCSIGNATUREBLOB)) {
    memcpy(signature, coordinate(answered), 32);
    memcpy(signature + 32, coordinate(answered + 64), 32);
    return true;
  }
  return length <= STRUCTURE_ROOM && read_der_signature((struct der){answered, length}, signature);
}

ULONG vendor_sign_sm2(const struct vendor *vendor, HCONTAINER container, const uint8_t e[32], uint8_t signature[64]) {
  static const uint8_t zeros[32] = {0};
  union {
    ECCSIGNATUREBLOB blob;
    BYTE room[STRUCTURE_ROOM];
  } answered;
  memset(&answered, 0, sizeof answered);
  BYTE digest[32];
  memcpy(digest, e, sizeof digest);
  if (vendor->functions.SKF_ECCSignData == NULL) return SAR_NOTSUPPORTYETERR;
  union wide_ulong length = {.value = sizeof(ECCSIGNATUREBLOB)};
  ULONG answer;
  if (vendor->options.layout == SKF_LAYOUT_LEGACY) {
    LegacyECCSignDataFunction *sign = (LegacyECCSignDataFunction *)(void (*)(void))vendor->functions.SKF_ECCSignData;
    answer = sign(container, digest, sizeof digest, answered.room, &length.value);
  } else {
    answer = vendor->functions.SKF_ECCSignData(container, digest, sizeof digest, &answered.blob);
  }
  if (answer != SAR_OK) return answer;
  if (!read_legacy_signature(answered.room, length.value, signature)) return SAR_FAIL;
  // Neither r nor s is ever 0 (GM/T 0003.2, 6.1).
  bool whole = memcmp(signature, zeros, 32) != 0 && memcmp(signature + 32, zeros, 32) != 0;
  return whole ? SAR_OK : SAR_FAIL;
}

ULONG vendor_sign_rsa(const struct vendor *vendor, HCONTAINER container, const uint8_t *data, size_t length,
                      uint8_t *signature, size_t signature_length) {
  BYTE answered[STRUCTURE_ROOM] = {0};
  BYTE input[RSA_MODULUS_LIMIT];
  if (vendor->functions.SKF_RSASignData == NULL) return SAR_NOTSUPPORTYETERR;
  if (length > sizeof input) return SAR_INDATALENERR;
  memcpy(input, data, length);
  union wide_ulong answered_length = {.value = sizeof answered};
  ULONG answer = vendor->functions.SKF_RSASignData(container, input, (ULONG)length, answered, &answered_length.value);
  if (answer != SAR_OK) return answer;
  if (answered_length.value == 0 || answered_length.value > signature_length) return SAR_FAIL;
  memset(signature, 0, signature_length);
  memcpy(signature + signature_length - answered_length.value, answered, answered_length.value);
  return SAR_OK;
}

ULONG vendor_verify_sm2(const struct vendor *vendor, DEVHANDLE device, const struct public_key *key,
                        const uint8_t e[32], const uint8_t signature[64]) {
  const struct vendor_functions *f = &vendor->functions;
  SKF_ECCVerifyFunction *verify = f->SKF_ECCVerify != NULL ? f->SKF_ECCVerify : f->SKF_ExtECCVerify;
  if (verify == NULL) return SAR_NOTSUPPORTYETERR;
  BYTE digest[32];
  memcpy(digest, e, sizeof digest);
  if (vendor->options.layout == SKF_LAYOUT_LEGACY) {
    LEGACY_ECCPUBLICKEYBLOB blob = {.AlgID = SGD_SM2_1, .BitLen = 256};
    memcpy(blob.XCoordinate + 32, key->point + 3, 32);
    memcpy(blob.YCoordinate + 32, key->point + 35, 32);
    BYTE bytes[64];
    memcpy(bytes, signature, sizeof bytes);
    LegacyECCVerifyFunction *legacy_verify = (LegacyECCVerifyFunction *)(void (*)(void))verify;
    return legacy_verify(device, &blob, digest, sizeof digest, bytes, sizeof bytes);
  }
  ECCPUBLICKEYBLOB blob = {.BitLen = 256};
  memcpy(blob.XCoordinate + 32, key->point + 3, 32);
  memcpy(blob.YCoordinate + 32, key->point + 35, 32);
  ECCSIGNATUREBLOB signature_blob = {{0}, {0}};
  memcpy(signature_blob.r + 32, signature, 32);
  memcpy(signature_blob.s + 32, signature + 32, 32);
  return verify(device, &blob, digest, sizeof digest, &signature_blob);
}

ULONG vendor_verify_rsa(const struct vendor *vendor, DEVHANDLE device, const struct public_key *key,
                        const uint8_t *data, size_t length, const uint8_t *signature, size_t signature_length) {
  if (vendor->functions.SKF_RSAVerify == NULL) return SAR_NOTSUPPORTYETERR;
  RSAPUBLICKEYBLOB blob = {.AlgID = SGD_RSA, .BitLen = (ULONG)key->modulus_length * 8};
  BYTE input[RSA_MODULUS_LIMIT], bytes[RSA_MODULUS_LIMIT];
  if (length > sizeof input || signature_length > sizeof bytes) return SAR_INDATALENERR;
  if (key->modulus_length > sizeof blob.Modulus || key->exponent_length > sizeof blob.PublicExponent) {
    return SAR_NOTSUPPORTYETERR;
  }
  memcpy(blob.Modulus + sizeof blob.Modulus - key->modulus_length, key->modulus, key->modulus_length);
  memcpy(blob.PublicExponent + sizeof blob.PublicExponent - key->exponent_length, key->exponent, key->exponent_length);
  memcpy(input, data, length);
  memcpy(bytes, signature, signature_length);
  return vendor->functions.SKF_RSAVerify(device, &blob, input, (ULONG)length, bytes, (ULONG)signature_length);
}
