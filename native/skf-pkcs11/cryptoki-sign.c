/** Signing and checking signatures: CKM_ECDSA with SM2 over e, CKM_RSA_PKCS over DigestInfo, or over a message. */
#include <string.h>

#include "digest-info.h"
#include "instance.h"
#include "mechanism.h"
#include "object-reading.h"
#include "slot-objects.h"
#include "slot.h"

static size_t signature_length(const struct signing *signing) {
  return signing->public_key.algorithm == KEY_SM2 ? 64 : signing->public_key.modulus_length;
}

static void end_signing(struct signing *signing) {
  cleanse(signing, sizeof *signing);
}

/** Forgets the data that was collected. */
static void restart(struct signing *signing) {
  enum sha2_kind kind;
  signing->length = 0;
  signing->hashing = mechanism_hash(signing->mechanism, &kind);
  if (signing->hashing) sha2_init(&signing->hash, kind);
}

/** What C_SignInit and C_VerifyInit have in common; `class` and `use` say what the key must be and be good for. */
static CK_RV begin(struct call *call, struct signing *signing, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE handle,
                   CK_OBJECT_CLASS class, CK_FLAGS use) {
  CK_MECHANISM_INFO info;
  if (signing->active) return CKR_OPERATION_ACTIVE;
  bool known = mechanism_find(&call->library->vendor, mechanism->mechanism, &info) && (info.flags & use) != 0;
  if (!known) return CKR_MECHANISM_INVALID;
  if (mechanism->ulParameterLen != 0) return CKR_MECHANISM_PARAM_INVALID;
  CK_RV rv = slot_read_objects(call->library, call->slot);
  if (rv != CKR_OK) return rv;
  const struct object *key = slot_object(call->slot, handle);
  if (key == NULL) return slot_has_object(call->slot, handle) ? CKR_USER_NOT_LOGGED_IN : CKR_KEY_HANDLE_INVALID;
  if (key->class != class) return CKR_KEY_HANDLE_INVALID;
  enum key_algorithm needed = mechanism->mechanism == CKM_ECDSA ? KEY_SM2 : KEY_RSA;
  if (key->public_key.algorithm != needed) return CKR_KEY_TYPE_INCONSISTENT;
  if (!key->signing) return CKR_KEY_FUNCTION_NOT_PERMITTED;
  *signing = (struct signing){.active = true, .mechanism = mechanism->mechanism, .public_key = key->public_key};
  strcpy(signing->container, key->name);
  restart(signing);
  return CKR_OK;
}

/** Adds to the data that is signed. What is not hashed is no more than fits one operation of the key. */
static CK_RV collect(struct signing *signing, const uint8_t *data, size_t length) {
  if (signing->hashing) {
    if (length > 0) sha2_update(&signing->hash, data, length);
    return CKR_OK;
  }
  size_t limit = signing->public_key.algorithm == KEY_SM2 ? 32 : signing->public_key.modulus_length - 11;
  if (length > limit || signing->length > limit - length) return CKR_DATA_LEN_RANGE;
  if (length > 0) memcpy(signing->data + signing->length, data, length);
  signing->length += length;
  return CKR_OK;
}

/** Ends the hash of a mechanism that has one: its DigestInfo is what is signed. */
static void end_hash(struct signing *signing) {
  uint8_t digest[SHA2_DIGEST_LIMIT];
  if (!signing->hashing) return;
  enum sha2_kind kind = signing->hash.kind;
  size_t length = sha2_final(&signing->hash, digest);
  signing->length = digest_info_write(signing->data, kind, digest, length);
  signing->hashing = false;
}

/** What the library wants to have of an RSA signature's data. */
static CK_RV rsa_input(const struct vendor *vendor, const struct signing *signing, struct der *input) {
  *input = (struct der){signing->data, signing->length};
  if (vendor->options.rsa_input == SKF_RSA_INPUT_DIGEST_INFO) return CKR_OK;
  return digest_info_hash(signing->data, signing->length, input) ? CKR_OK : CKR_DATA_INVALID;
}

static CK_RV sign(struct call *call, const struct signing *signing, uint8_t *signature) {
  const struct vendor *vendor = &call->library->vendor;
  struct slot *slot = call->slot;
  struct der input;
  if (slot->login != LOGIN_USER) return CKR_USER_NOT_LOGGED_IN;
  if (signing->public_key.algorithm == KEY_SM2 && signing->length != 32) return CKR_DATA_LEN_RANGE;
  CK_RV rv = signing->public_key.algorithm == KEY_RSA ? rsa_input(vendor, signing, &input) : CKR_OK;
  if (rv != CKR_OK) return rv;
  HCONTAINER container;
  ULONG answer = vendor_open_container(vendor, slot->application, signing->container, &container);
  if (answer != SAR_OK) return slot_return_value(call->library, slot, answer);
  if (signing->public_key.algorithm == KEY_SM2) {
    answer = vendor_sign_sm2(vendor, container, signing->data, signature);
  } else {
    answer = vendor_sign_rsa(vendor, container, input.data, input.length, signature, signature_length(signing));
  }
  vendor_close_container(vendor, container);
  return slot_return_value(call->library, slot, answer);
}

/**
 * Gives the signature's length, or the signature, and in the latter case ends what C_SignInit began (PKCS#11 v2.40,
 * 5.2).
 */
static CK_RV finish(struct call *call, CK_BYTE *signature, CK_ULONG *length) {
  struct signing *signing = &call->session->signing;
  CK_ULONG needed = (CK_ULONG)signature_length(signing);
  CK_RV rv = CKR_OK;
  if (signature != NULL && *length < needed) rv = CKR_BUFFER_TOO_SMALL;
  if (signature == NULL || rv != CKR_OK) {
    *length = needed;
    return rv;
  }
  end_hash(signing);
  rv = sign(call, signing, signature);
  if (rv == CKR_OK) *length = needed;
  end_signing(signing);
  return rv;
}

CK_RV C_SignInit(CK_SESSION_HANDLE handle, CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key) {
  if (mechanism == NULL) return CKR_ARGUMENTS_BAD;
  struct call call;
  CK_RV rv = call_on_session(&call, handle);
  if (rv != CKR_OK) return rv;
  return call_end(&call, begin(&call, &call.session->signing, mechanism, key, CKO_PRIVATE_KEY, CKF_SIGN));
}

CK_RV C_Sign(CK_SESSION_HANDLE handle, CK_BYTE *data, CK_ULONG data_length, CK_BYTE *signature, CK_ULONG *length) {
  struct call call;
  CK_RV rv = call_on_session(&call, handle);
  if (rv != CKR_OK) return rv;
  struct signing *signing = &call.session->signing;
  if (!signing->active) return call_end(&call, CKR_OPERATION_NOT_INITIALIZED);
  if (signing->updating) return call_end(&call, CKR_OPERATION_ACTIVE);
  rv = length != NULL && (data != NULL || data_length == 0) ? CKR_OK : CKR_ARGUMENTS_BAD;
  restart(signing);
  if (rv == CKR_OK) rv = collect(signing, data, data_length);
  if (rv == CKR_OK) return call_end(&call, finish(&call, signature, length));
  end_signing(signing);
  return call_end(&call, rv);
}

CK_RV C_SignUpdate(CK_SESSION_HANDLE handle, CK_BYTE *part, CK_ULONG part_length) {
  struct call call;
  CK_RV rv = call_on_session(&call, handle);
  if (rv != CKR_OK) return rv;
  struct signing *signing = &call.session->signing;
  if (!signing->active) return call_end(&call, CKR_OPERATION_NOT_INITIALIZED);
  if (!signing->updating) restart(signing);
  signing->updating = true;
  rv = part != NULL || part_length == 0 ? collect(signing, part, part_length) : CKR_ARGUMENTS_BAD;
  if (rv != CKR_OK) end_signing(signing);
  return call_end(&call, rv);
}

CK_RV C_SignFinal(CK_SESSION_HANDLE handle, CK_BYTE *signature, CK_ULONG *length) {
  struct call call;
  CK_RV rv = call_on_session(&call, handle);
  if (rv != CKR_OK) return rv;
  struct signing *signing = &call.session->signing;
  if (!signing->active || !signing->updating) return call_end(&call, CKR_OPERATION_NOT_INITIALIZED);
  if (length != NULL) return call_end(&call, finish(&call, signature, length));
  end_signing(signing);
  return call_end(&call, CKR_ARGUMENTS_BAD);
}

static CK_RV verify(struct call *call, const struct signing *verifying, const CK_BYTE *signature, CK_ULONG length) {
  const struct vendor *vendor = &call->library->vendor;
  struct slot *slot = call->slot;
  if (length != signature_length(verifying)) return CKR_SIGNATURE_LEN_RANGE;
  ULONG answer;
  if (verifying->public_key.algorithm == KEY_SM2) {
    if (verifying->length != 32) return CKR_DATA_LEN_RANGE;
    answer = vendor_verify_sm2(vendor, slot->device->handle, &verifying->public_key, verifying->data, signature);
  } else {
    struct der input;
    CK_RV rv = rsa_input(vendor, verifying, &input);
    if (rv != CKR_OK) return rv;
    answer = vendor_verify_rsa(vendor, slot->device->handle, &verifying->public_key, input.data, input.length,
                               signature, length);
  }
  CK_RV rv = slot_return_value(call->library, slot, answer);
  // Libraries say in many ways that a signature is not good.
  bool verdict = rv != CKR_OK && rv != CKR_DEVICE_REMOVED && rv != CKR_FUNCTION_NOT_SUPPORTED && rv != CKR_HOST_MEMORY;
  return verdict ? CKR_SIGNATURE_INVALID : rv;
}

CK_RV C_VerifyInit(CK_SESSION_HANDLE handle, CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key) {
  if (mechanism == NULL) return CKR_ARGUMENTS_BAD;
  struct call call;
  CK_RV rv = call_on_session(&call, handle);
  if (rv != CKR_OK) return rv;
  return call_end(&call, begin(&call, &call.session->verifying, mechanism, key, CKO_PUBLIC_KEY, CKF_VERIFY));
}

CK_RV C_Verify(CK_SESSION_HANDLE handle, CK_BYTE *data, CK_ULONG data_length, CK_BYTE *signature, CK_ULONG length) {
  struct call call;
  CK_RV rv = call_on_session(&call, handle);
  if (rv != CKR_OK) return rv;
  struct signing *verifying = &call.session->verifying;
  if (!verifying->active) return call_end(&call, CKR_OPERATION_NOT_INITIALIZED);
  if (verifying->updating) return call_end(&call, CKR_OPERATION_ACTIVE);
  rv = (data != NULL || data_length == 0) && signature != NULL ? collect(verifying, data, data_length)
                                                               : CKR_ARGUMENTS_BAD;
  end_hash(verifying);
  if (rv == CKR_OK) rv = verify(&call, verifying, signature, length);
  end_signing(verifying);
  return call_end(&call, rv);
}

CK_RV C_VerifyUpdate(CK_SESSION_HANDLE handle, CK_BYTE *part, CK_ULONG part_length) {
  struct call call;
  CK_RV rv = call_on_session(&call, handle);
  if (rv != CKR_OK) return rv;
  struct signing *verifying = &call.session->verifying;
  if (!verifying->active) return call_end(&call, CKR_OPERATION_NOT_INITIALIZED);
  verifying->updating = true;
  rv = part != NULL || part_length == 0 ? collect(verifying, part, part_length) : CKR_ARGUMENTS_BAD;
  if (rv != CKR_OK) end_signing(verifying);
  return call_end(&call, rv);
}

CK_RV C_VerifyFinal(CK_SESSION_HANDLE handle, CK_BYTE *signature, CK_ULONG length) {
  struct call call;
  CK_RV rv = call_on_session(&call, handle);
  if (rv != CKR_OK) return rv;
  struct signing *verifying = &call.session->verifying;
  if (!verifying->active || !verifying->updating) return call_end(&call, CKR_OPERATION_NOT_INITIALIZED);
  end_hash(verifying);
  rv = signature != NULL ? verify(&call, verifying, signature, length) : CKR_ARGUMENTS_BAD;
  end_signing(verifying);
  return call_end(&call, rv);
}
