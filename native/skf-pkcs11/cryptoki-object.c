/** Finding objects and reading their attributes. */
#include <stdlib.h>
#include <string.h>

#include "instance.h"
#include "object-reading.h"
#include "slot-objects.h"

static void end_search(struct session *session) {
  free(session->found);
  session->found = NULL;
  session->found_count = session->found_next = 0;
  session->finding = false;
}

/** Reads the contents that a template compares with. One that cannot be read matches nothing. */
static CK_RV prepare_value(struct call *call, struct object *object, const CK_ATTRIBUTE *template_, CK_ULONG count) {
  if (object->class != CKO_DATA || template_attribute(template_, count, CKA_VALUE) == NULL) return CKR_OK;
  CK_RV rv = slot_read_value(call->library, call->slot, object);
  return rv == CKR_DEVICE_REMOVED ? rv : CKR_OK;
}

static CK_RV search(struct call *call, const CK_ATTRIBUTE *template_, CK_ULONG count) {
  CK_RV rv = slot_read_objects(call->library, call->slot);
  if (rv != CKR_OK) return rv;
  struct slot *slot = call->slot;
  struct session *session = call->session;
  session->found = calloc(slot->object_count + 1, sizeof *session->found);
  if (session->found == NULL) return CKR_HOST_MEMORY;
  for (size_t i = 0; i < slot->object_count; i++) {
    struct object *object = slot->objects[i];
    if (!slot_object_visible(slot, object)) continue;
    rv = prepare_value(call, object, template_, count);
    if (rv != CKR_OK) {
      end_search(session);
      return rv;
    }
    if (object_matches(object, template_, count)) session->found[session->found_count++] = object->handle;
  }
  session->finding = true;
  return CKR_OK;
}

CK_RV C_FindObjectsInit(CK_SESSION_HANDLE handle, CK_ATTRIBUTE *template_, CK_ULONG count) {
  if (!template_readable(template_, count)) return CKR_ARGUMENTS_BAD;
  struct call call;
  CK_RV rv = call_on_session(&call, handle);
  if (rv != CKR_OK) return rv;
  if (call.session->finding) return call_end(&call, CKR_OPERATION_ACTIVE);
  return call_end(&call, search(&call, template_, count));
}

CK_RV C_FindObjects(CK_SESSION_HANDLE handle, CK_OBJECT_HANDLE *objects, CK_ULONG limit, CK_ULONG *count) {
  if (count == NULL || (objects == NULL && limit > 0)) return CKR_ARGUMENTS_BAD;
  struct call call;
  CK_RV rv = call_on_session(&call, handle);
  if (rv != CKR_OK) return rv;
  struct session *session = call.session;
  if (!session->finding) return call_end(&call, CKR_OPERATION_NOT_INITIALIZED);
  CK_ULONG given = 0;
  while (given < limit && session->found_next < session->found_count) {
    objects[given++] = session->found[session->found_next++];
  }
  *count = given;
  return call_end(&call, CKR_OK);
}

CK_RV C_FindObjectsFinal(CK_SESSION_HANDLE handle) {
  struct call call;
  CK_RV rv = call_on_session(&call, handle);
  if (rv != CKR_OK) return rv;
  if (!call.session->finding) return call_end(&call, CKR_OPERATION_NOT_INITIALIZED);
  end_search(call.session);
  return call_end(&call, CKR_OK);
}

/** Fills in one entry of a template (PKCS#11 v2.40, 5.7: C_GetAttributeValue). */
static CK_RV read_attribute(const struct object *object, CK_ATTRIBUTE *entry) {
  CK_RV rv = CKR_OK;
  const struct attribute *attribute = object_attribute(object, entry->type);
  if (object_attribute_is_sensitive(object, entry->type)) {
    rv = CKR_ATTRIBUTE_SENSITIVE;
  } else if (attribute == NULL) {
    rv = CKR_ATTRIBUTE_TYPE_INVALID;
  } else if (entry->pValue != NULL && entry->ulValueLen < attribute->value.length) {
    rv = CKR_BUFFER_TOO_SMALL;
  }
  if (rv != CKR_OK) {
    entry->ulValueLen = CK_UNAVAILABLE_INFORMATION;
    return rv;
  }
  if (entry->pValue != NULL && attribute->value.length > 0) {
    memcpy(entry->pValue, attribute->value.data, attribute->value.length);
  }
  entry->ulValueLen = (CK_ULONG)attribute->value.length;
  return CKR_OK;
}

CK_RV C_GetAttributeValue(CK_SESSION_HANDLE handle, CK_OBJECT_HANDLE object_handle, CK_ATTRIBUTE *template_,
                          CK_ULONG count) {
  if (template_ == NULL && count > 0) return CKR_ARGUMENTS_BAD;
  struct call call;
  CK_RV rv = call_on_session(&call, handle);
  if (rv != CKR_OK) return rv;
  struct object *object = slot_object(call.slot, object_handle);
  if (object == NULL) return call_end(&call, CKR_OBJECT_HANDLE_INVALID);
  if (object->value_unread && template_attribute(template_, count, CKA_VALUE) != NULL) {
    rv = slot_read_value(call.library, call.slot, object);
    if (rv != CKR_OK) return call_end(&call, rv);
  }
  // Every entry is filled in, whatever becomes of the others; any one of the errors may be returned.
  for (CK_ULONG i = 0; i < count; i++) {
    CK_RV entry_rv = read_attribute(object, &template_[i]);
    if (rv == CKR_OK) rv = entry_rv;
  }
  return call_end(&call, rv);
}

CK_RV C_GetObjectSize(CK_SESSION_HANDLE handle, CK_OBJECT_HANDLE object_handle, CK_ULONG *size) {
  if (size == NULL) return CKR_ARGUMENTS_BAD;
  struct call call;
  CK_RV rv = call_on_session(&call, handle);
  if (rv != CKR_OK) return rv;
  const struct object *object = slot_object(call.slot, object_handle);
  if (object == NULL) return call_end(&call, CKR_OBJECT_HANDLE_INVALID);
  const struct attribute *value = object_attribute(object, CKA_VALUE);
  *size = (CK_ULONG)(value != NULL ? value->value.length : object->file_size);
  if (value == NULL && object->class != CKO_DATA) *size = CK_UNAVAILABLE_INFORMATION;
  return call_end(&call, CKR_OK);
}
