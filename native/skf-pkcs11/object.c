#include "object.h"

#include <stdlib.h>
#include <string.h>

#include "platform.h"

struct object *object_new(CK_OBJECT_CLASS class, const char *name) {
  struct object *object = calloc(1, sizeof *object);
  if (object == NULL) return NULL;
  object->class = class;
  size_t length = strlen(name);
  if (length > NAME_LIMIT) length = NAME_LIMIT;
  memcpy(object->name, name, length);
  return object;
}

void object_free(struct object *object) {
  if (object == NULL) return;
  for (size_t i = 0; i < object->attribute_count; i++) bytes_clear(&object->attributes[i].value);
  free(object);
}

bool object_add(struct object *object, CK_ATTRIBUTE_TYPE type, const void *data, size_t length) {
  if (object->attribute_count == ATTRIBUTES_LIMIT) return false;
  struct attribute *attribute = &object->attributes[object->attribute_count];
  if (!bytes_copy(&attribute->value, data, length)) return false;
  attribute->type = type;
  object->attribute_count++;
  return true;
}

bool object_add_flag(struct object *object, CK_ATTRIBUTE_TYPE type, bool flag) {
  CK_BBOOL value = flag ? CK_TRUE : CK_FALSE;
  return object_add(object, type, &value, sizeof value);
}

bool object_add_number(struct object *object, CK_ATTRIBUTE_TYPE type, CK_ULONG number) {
  return object_add(object, type, &number, sizeof number);
}

bool object_add_text(struct object *object, CK_ATTRIBUTE_TYPE type, const char *text) {
  return object_add(object, type, text, strlen(text));
}

void object_forget_value(struct object *object) {
  // CKA_VALUE is the last attribute of a data object: it is added when it is read.
  if (object->value_unread || object->attribute_count == 0) return;
  struct bytes *value = &object->attributes[--object->attribute_count].value;
  cleanse(value->data, value->length);
  bytes_clear(value);
  object->value_unread = true;
}

const struct attribute *object_attribute(const struct object *object, CK_ATTRIBUTE_TYPE type) {
  for (size_t i = 0; i < object->attribute_count; i++) {
    if (object->attributes[i].type == type) return &object->attributes[i];
  }
  return NULL;
}

bool object_attribute_is_sensitive(const struct object *object, CK_ATTRIBUTE_TYPE type) {
  if (object->class != CKO_PRIVATE_KEY) return false;
  if (object->public_key.algorithm == KEY_SM2) return type == CKA_VALUE;
  return type >= CKA_PRIVATE_EXPONENT && type <= CKA_COEFFICIENT;
}

bool object_matches(const struct object *object, const CK_ATTRIBUTE *template_, CK_ULONG count) {
  for (CK_ULONG i = 0; i < count; i++) {
    const struct attribute *attribute = object_attribute(object, template_[i].type);
    if (attribute == NULL || !bytes_equal(&attribute->value, template_[i].pValue, template_[i].ulValueLen)) {
      return false;
    }
  }
  return true;
}

bool object_same(const struct object *a, const struct object *b) {
  if (a->class != b->class || a->signing != b->signing || strcmp(a->name, b->name) != 0) return false;
  if (a->file_size != b->file_size) return false;
  for (size_t i = 0; i < b->attribute_count; i++) {
    if (b->class == CKO_DATA && b->attributes[i].type == CKA_VALUE) continue;
    const struct attribute *attribute = object_attribute(a, b->attributes[i].type);
    const struct bytes *value = &b->attributes[i].value;
    if (attribute == NULL || !bytes_equal(&attribute->value, value->data, value->length)) return false;
  }
  return true;
}

const CK_ATTRIBUTE *template_attribute(const CK_ATTRIBUTE *template_, CK_ULONG count, CK_ATTRIBUTE_TYPE type) {
  for (CK_ULONG i = 0; i < count; i++) {
    if (template_[i].type == type) return &template_[i];
  }
  return NULL;
}

bool template_readable(const CK_ATTRIBUTE *template_, CK_ULONG count) {
  if (template_ == NULL) return count == 0;
  for (CK_ULONG i = 0; i < count; i++) {
    if (template_[i].pValue == NULL && template_[i].ulValueLen != 0) return false;
  }
  return true;
}

bool template_number(const CK_ATTRIBUTE *template_, CK_ULONG count, CK_ATTRIBUTE_TYPE type, CK_ULONG fallback,
                     CK_ULONG *number) {
  const CK_ATTRIBUTE *attribute = template_attribute(template_, count, type);
  *number = fallback;
  if (attribute == NULL) return true;
  if (attribute->ulValueLen != sizeof *number) return false;
  memcpy(number, attribute->pValue, sizeof *number);
  return true;
}

bool template_flag(const CK_ATTRIBUTE *template_, CK_ULONG count, CK_ATTRIBUTE_TYPE type, bool fallback, bool *flag) {
  const CK_ATTRIBUTE *attribute = template_attribute(template_, count, type);
  *flag = fallback;
  if (attribute == NULL) return true;
  if (attribute->ulValueLen != sizeof(CK_BBOOL)) return false;
  *flag = *(const CK_BBOOL *)attribute->pValue != CK_FALSE;
  return true;
}
