/** Key pairs made on the token, and random numbers. */
#include <stdio.h>
#include <string.h>

#include "container-name.h"
#include "instance.h"
#include "mechanism.h"
#include "object-reading.h"
#include "slot.h"

/** How often a number is put behind a label that is taken. */
static const unsigned names_limit = 99;

struct template_pair {
  const CK_ATTRIBUTE *public_template, *private_template;
  CK_ULONG public_count, private_count;
};

/** An attribute that programs put in either template. */
static const CK_ATTRIBUTE *either_attribute(const struct template_pair *pair, CK_ATTRIBUTE_TYPE type) {
  const CK_ATTRIBUTE *attribute = template_attribute(pair->private_template, pair->private_count, type);
  return attribute != NULL ? attribute : template_attribute(pair->public_template, pair->public_count, type);
}

/** Refuses keys that a device cannot make: those that are not kept, and those that can be taken out. */
static CK_RV check_key_templates(const struct template_pair *pair) {
  bool public_token, private_token, extractable;
  bool readable = template_flag(pair->public_template, pair->public_count, CKA_TOKEN, false, &public_token) &&
                  template_flag(pair->private_template, pair->private_count, CKA_TOKEN, false, &private_token) &&
                  template_flag(pair->private_template, pair->private_count, CKA_EXTRACTABLE, false, &extractable);
  if (!readable) return CKR_ATTRIBUTE_VALUE_INVALID;
  return public_token && private_token && !extractable ? CKR_OK : CKR_TEMPLATE_INCONSISTENT;
}

/** The length of an RSA key in bits, 0 for SM2. */
static CK_RV read_key_size(const struct template_pair *pair, CK_MECHANISM_TYPE mechanism, CK_ULONG *bits) {
  *bits = 0;
  if (mechanism == CKM_EC_KEY_PAIR_GEN) {
    const CK_ATTRIBUTE *curve = template_attribute(pair->public_template, pair->public_count, CKA_EC_PARAMS);
    if (curve == NULL) return CKR_TEMPLATE_INCOMPLETE;
    bool sm2 =
        curve->ulValueLen == sizeof sm2_curve_oid && memcmp(curve->pValue, sm2_curve_oid, sizeof sm2_curve_oid) == 0;
    return sm2 ? CKR_OK : CKR_CURVE_NOT_SUPPORTED;
  }
  if (template_attribute(pair->public_template, pair->public_count, CKA_MODULUS_BITS) == NULL) {
    return CKR_TEMPLATE_INCOMPLETE;
  }
  if (!template_number(pair->public_template, pair->public_count, CKA_MODULUS_BITS, 0, bits)) {
    return CKR_ATTRIBUTE_VALUE_INVALID;
  }
  return *bits == 1024 || *bits == 2048 ? CKR_OK : CKR_KEY_SIZE_RANGE;
}

static bool has_signing_key(const struct slot *slot, const char *container) {
  for (size_t i = 0; i < slot->object_count; i++) {
    const struct object *object = slot->objects[i];
    if (object->class == CKO_PRIVATE_KEY && object->signing && strcmp(object->name, container) == 0) return true;
  }
  return false;
}

/**
 * The container for a new key: the one the template's label and id mean, or one beside it when that has a key already.
 */
static CK_RV choose_container(const struct slot *slot, const struct template_pair *pair,
                              char name[CONTAINER_NAME_LIMIT + 1]) {
  const CK_ATTRIBUTE *label = either_attribute(pair, CKA_LABEL), *id = either_attribute(pair, CKA_ID);
  const void *id_value = id != NULL ? id->pValue : NULL;
  size_t id_length = id != NULL ? id->ulValueLen : 0;
  char text[CONTAINER_NAME_LIMIT + 16] = "key";
  size_t length = strlen(text);
  if (label != NULL && label->ulValueLen > 0) {
    if (label->ulValueLen > CONTAINER_NAME_LIMIT) return CKR_ATTRIBUTE_VALUE_INVALID;
    length = label->ulValueLen;
    memcpy(text, label->pValue, length);
  }
  for (unsigned number = 1; number <= names_limit; number++) {
    int added = number > 1 ? snprintf(text + length, sizeof text - length, "-%u", number) : 0;
    if (!container_name_for(name, text, length + (size_t)added, id_value, id_length)) {
      return CKR_ATTRIBUTE_VALUE_INVALID;
    }
    if (!has_signing_key(slot, name)) return CKR_OK;
  }
  return CKR_DEVICE_MEMORY;
}

/**
 * Makes the key in a container of that name, which is opened, or else created and, when no key can be made, deleted
 * again.
 */
static ULONG generate(const struct vendor *vendor, HAPPLICATION application, const char *name, CK_ULONG bits) {
  HCONTAINER container;
  bool created = false;
  ULONG answer = vendor_open_container(vendor, application, name, &container);
  if (answer != SAR_OK) {
    answer = vendor_create_container(vendor, application, name, &container);
    created = answer == SAR_OK;
  }
  if (answer != SAR_OK) return answer;
  answer = bits == 0 ? vendor_generate_sm2(vendor, container) : vendor_generate_rsa(vendor, container, (ULONG)bits);
  vendor_close_container(vendor, container);
  if (answer != SAR_OK && created) vendor_delete_container(vendor, application, name);
  return answer;
}

static CK_RV find_generated(const struct slot *slot, const char *name, CK_OBJECT_HANDLE *public_key,
                            CK_OBJECT_HANDLE *private_key) {
  *public_key = *private_key = CK_INVALID_HANDLE;
  for (size_t i = 0; i < slot->object_count; i++) {
    const struct object *object = slot->objects[i];
    if (!object->signing || strcmp(object->name, name) != 0) continue;
    if (object->class == CKO_PUBLIC_KEY) *public_key = object->handle;
    if (object->class == CKO_PRIVATE_KEY) *private_key = object->handle;
  }
  return *public_key != CK_INVALID_HANDLE && *private_key != CK_INVALID_HANDLE ? CKR_OK : CKR_DEVICE_ERROR;
}

static CK_RV generate_pair(struct call *call, const struct template_pair *pair, CK_MECHANISM_TYPE mechanism,
                           CK_OBJECT_HANDLE *public_key, CK_OBJECT_HANDLE *private_key) {
  CK_ULONG bits;
  char name[CONTAINER_NAME_LIMIT + 1];
  if (!call->session->read_write) return CKR_SESSION_READ_ONLY;
  if (call->slot->login != LOGIN_USER) return CKR_USER_NOT_LOGGED_IN;
  CK_RV rv = check_key_templates(pair);
  if (rv == CKR_OK) rv = read_key_size(pair, mechanism, &bits);
  if (rv == CKR_OK) rv = slot_read_objects(call->library, call->slot);
  if (rv == CKR_OK) rv = choose_container(call->slot, pair, name);
  if (rv != CKR_OK) return rv;
  ULONG answer = generate(&call->library->vendor, call->slot->application, name, bits);
  call->slot->objects_stale = true;
  rv = slot_return_value(call->library, call->slot, answer);
  if (rv == CKR_OK) rv = slot_read_objects(call->library, call->slot);
  return rv == CKR_OK ? find_generated(call->slot, name, public_key, private_key) : rv;
}

CK_RV C_GenerateKeyPair(CK_SESSION_HANDLE handle, CK_MECHANISM *mechanism, CK_ATTRIBUTE *public_template,
                        CK_ULONG public_count, CK_ATTRIBUTE *private_template, CK_ULONG private_count,
                        CK_OBJECT_HANDLE *public_key, CK_OBJECT_HANDLE *private_key) {
  if (mechanism == NULL || public_key == NULL || private_key == NULL) return CKR_ARGUMENTS_BAD;
  if (!template_readable(public_template, public_count) || !template_readable(private_template, private_count)) {
    return CKR_ARGUMENTS_BAD;
  }
  struct call call;
  CK_RV rv = call_on_session(&call, handle);
  if (rv != CKR_OK) return rv;
  CK_MECHANISM_INFO info;
  bool known =
      mechanism_find(&call.library->vendor, mechanism->mechanism, &info) && (info.flags & CKF_GENERATE_KEY_PAIR) != 0;
  if (!known) return call_end(&call, CKR_MECHANISM_INVALID);
  if (mechanism->ulParameterLen != 0) return call_end(&call, CKR_MECHANISM_PARAM_INVALID);
  struct template_pair pair = {public_template, private_template, public_count, private_count};
  return call_end(&call, generate_pair(&call, &pair, mechanism->mechanism, public_key, private_key));
}

CK_RV C_GenerateRandom(CK_SESSION_HANDLE handle, CK_BYTE *random, CK_ULONG length) {
  if (random == NULL && length > 0) return CKR_ARGUMENTS_BAD;
  struct call call;
  CK_RV rv = call_on_session(&call, handle);
  if (rv != CKR_OK) return rv;
  ULONG answer = vendor_random(&call.library->vendor, call.slot->device->handle, random, length);
  return call_end(&call, slot_return_value(call.library, call.slot, answer));
}

CK_RV C_SeedRandom(CK_SESSION_HANDLE handle, CK_BYTE *seed, CK_ULONG length) {
  (void)seed, (void)length;
  struct call call;
  CK_RV rv = call_on_session(&call, handle);
  return rv == CKR_OK ? call_end(&call, CKR_RANDOM_SEED_NOT_SUPPORTED) : rv;
}
