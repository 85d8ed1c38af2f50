/** Writing certificates and data to a token, and deleting from it. */
#include <string.h>

#include "certificate.h"
#include "instance.h"
#include "object-reading.h"
#include "slot-objects.h"
#include "slot.h"

/** GM/T 0016 grants file names 32 bytes. */
static const CK_ULONG file_name_limit = 32;

static CK_RV check_may_write(const struct call *call) {
  if (!call->session->read_write) return CKR_SESSION_READ_ONLY;
  return call->slot->login == LOGIN_USER ? CKR_OK : CKR_USER_NOT_LOGGED_IN;
}

static CK_RV find_written(struct call *call, CK_OBJECT_CLASS class, const char *name, bool signing,
                          CK_OBJECT_HANDLE *handle) {
  call->slot->objects_stale = true;
  CK_RV rv = slot_read_objects(call->library, call->slot);
  if (rv != CKR_OK) return rv;
  for (size_t i = 0; i < call->slot->object_count; i++) {
    const struct object *object = call->slot->objects[i];
    if (object->class != class || object->signing != signing || strcmp(object->name, name) != 0) continue;
    *handle = object->handle;
    return CKR_OK;
  }
  return CKR_DEVICE_ERROR;
}

static CK_RV write_file(struct call *call, const char *name, const struct file_info *info,
                        const struct bytes *content) {
  const struct vendor *vendor = &call->library->vendor;
  HAPPLICATION application = call->slot->application;
  ULONG answer = vendor_create_file(vendor, application, name, info);
  if (answer != SAR_OK) return slot_return_value(call->library, call->slot, answer);
  answer = vendor_write_file(vendor, application, name, content);
  // Half a seal is worse than none.
  if (answer != SAR_OK) vendor_delete_file(vendor, application, name);
  return slot_return_value(call->library, call->slot, answer);
}

/** Whether CKA_APPLICATION will read as it is given: the device keeps none, and shows the name of its own application. */
static bool application_is_kept(const struct slot *slot, const CK_ATTRIBUTE *template_, CK_ULONG count) {
  const CK_ATTRIBUTE *given = template_attribute(template_, count, CKA_APPLICATION);
  if (given == NULL || given->ulValueLen == 0) return true;
  return given->ulValueLen == strlen(slot->application_name) &&
         memcmp(given->pValue, slot->application_name, given->ulValueLen) == 0;
}

static CK_RV create_data(struct call *call, const CK_ATTRIBUTE *template_, CK_ULONG count, CK_OBJECT_HANDLE *handle) {
  const CK_ATTRIBUTE *label = template_attribute(template_, count, CKA_LABEL);
  const CK_ATTRIBUTE *value = template_attribute(template_, count, CKA_VALUE);
  bool private;
  if (label == NULL) return CKR_TEMPLATE_INCOMPLETE;
  if (!application_is_kept(call->slot, template_, count)) return CKR_ATTRIBUTE_VALUE_INVALID;
  // SKF has no empty files.
  if (value == NULL || value->ulValueLen == 0) return CKR_ATTRIBUTE_VALUE_INVALID;
  if (!template_flag(template_, count, CKA_PRIVATE, false, &private)) return CKR_ATTRIBUTE_VALUE_INVALID;
  if (label->ulValueLen == 0 || label->ulValueLen > file_name_limit) return CKR_ATTRIBUTE_VALUE_INVALID;
  if (memchr(label->pValue, '\0', label->ulValueLen) != NULL) return CKR_ATTRIBUTE_VALUE_INVALID;
  if (value->ulValueLen > FILE_SIZE_LIMIT) return CKR_DEVICE_MEMORY;
  char name[NAME_LIMIT + 1] = "";
  memcpy(name, label->pValue, label->ulValueLen);
  struct bytes content = {value->pValue, value->ulValueLen};
  struct file_info info = {.size = (ULONG)content.length,
                           .read_rights = private ? SECURE_USER_ACCOUNT : SECURE_ANYONE_ACCOUNT,
                           .write_rights = SECURE_USER_ACCOUNT};
  CK_RV rv = write_file(call, name, &info, &content);
  return rv == CKR_OK ? find_written(call, CKO_DATA, name, false, handle) : rv;
}

/** The private key that a certificate certifies; NULL when it is not on the token. */
static const struct object *find_key(const struct slot *slot, const struct public_key *public_key) {
  for (size_t i = 0; i < slot->object_count; i++) {
    const struct object *object = slot->objects[i];
    if (object->class == CKO_PRIVATE_KEY && public_key_equal(&object->public_key, public_key)) return object;
  }
  return NULL;
}

static CK_RV create_certificate(struct call *call, const CK_ATTRIBUTE *template_, CK_ULONG count,
                                CK_OBJECT_HANDLE *handle) {
  const CK_ATTRIBUTE *value = template_attribute(template_, count, CKA_VALUE);
  CK_ULONG type;
  if (value == NULL) return CKR_TEMPLATE_INCOMPLETE;
  bool x509 = template_number(template_, count, CKA_CERTIFICATE_TYPE, CKC_X_509, &type) && type == CKC_X_509;
  if (!x509 || value->ulValueLen == 0 || certificate_length(value->pValue, value->ulValueLen) != value->ulValueLen) {
    return CKR_ATTRIBUTE_VALUE_INVALID;
  }
  struct certificate parts;
  certificate_read(&parts, value->pValue, value->ulValueLen);
  CK_RV rv = slot_read_objects(call->library, call->slot);
  if (rv != CKR_OK) return rv;
  const struct object *key = find_key(call->slot, &parts.public_key);
  // SKF has no place for a certificate without a key, such as a CA's.
  if (key == NULL) return CKR_TEMPLATE_INCONSISTENT;
  char name[NAME_LIMIT + 1];
  strcpy(name, key->name);
  bool signing = key->signing;
  const struct vendor *vendor = &call->library->vendor;
  struct bytes certificate = {value->pValue, value->ulValueLen};
  HCONTAINER container;
  ULONG answer = vendor_open_container(vendor, call->slot->application, name, &container);
  if (answer == SAR_OK) {
    answer = vendor_write_certificate(vendor, container, signing, &certificate);
    vendor_close_container(vendor, container);
  }
  rv = slot_return_value(call->library, call->slot, answer);
  return rv == CKR_OK ? find_written(call, CKO_CERTIFICATE, name, signing, handle) : rv;
}

CK_RV C_CreateObject(CK_SESSION_HANDLE handle, CK_ATTRIBUTE *template_, CK_ULONG count, CK_OBJECT_HANDLE *object) {
  if (object == NULL || template_ == NULL || !template_readable(template_, count)) return CKR_ARGUMENTS_BAD;
  struct call call;
  CK_RV rv = call_on_session(&call, handle);
  if (rv != CKR_OK) return rv;
  CK_ULONG class;
  bool on_token;
  if (template_attribute(template_, count, CKA_CLASS) == NULL) return call_end(&call, CKR_TEMPLATE_INCOMPLETE);
  bool readable = template_number(template_, count, CKA_CLASS, 0, &class) &&
                  template_flag(template_, count, CKA_TOKEN, false, &on_token);
  // What is created is kept by the device: there are no session objects, which is what CKA_TOKEN absent means (PKCS#11
  // v2.40, 4.4).
  if (!readable || !on_token) return call_end(&call, CKR_ATTRIBUTE_VALUE_INVALID);
  rv = check_may_write(&call);
  if (rv != CKR_OK) return call_end(&call, rv);
  switch (class) {
    case CKO_DATA: return call_end(&call, create_data(&call, template_, count, object));
    case CKO_CERTIFICATE: return call_end(&call, create_certificate(&call, template_, count, object));
    default: return call_end(&call, CKR_TEMPLATE_INCONSISTENT);
  }
}

CK_RV C_DestroyObject(CK_SESSION_HANDLE handle, CK_OBJECT_HANDLE object_handle) {
  struct call call;
  CK_RV rv = call_on_session(&call, handle);
  if (rv != CKR_OK) return rv;
  const struct object *object = slot_object(call.slot, object_handle);
  if (object == NULL) return call_end(&call, CKR_OBJECT_HANDLE_INVALID);
  rv = check_may_write(&call);
  if (rv != CKR_OK) return call_end(&call, rv);
  // A certificate or a key can only go with its whole container, which a private key stands for while nothing else is
  // in it.
  const struct attribute *destroyable = object_attribute(object, CKA_DESTROYABLE);
  if (destroyable == NULL || destroyable->value.data[0] == CK_FALSE) return call_end(&call, CKR_ACTION_PROHIBITED);
  const struct vendor *vendor = &call.library->vendor;
  HAPPLICATION application = call.slot->application;
  ULONG answer = object->class == CKO_DATA ? vendor_delete_file(vendor, application, object->name)
                                           : vendor_delete_container(vendor, application, object->name);
  call.slot->objects_stale = true;
  rv = slot_return_value(call.library, call.slot, answer);
  if (rv == CKR_OK) rv = slot_read_objects(call.library, call.slot);
  return call_end(&call, rv);
}
