/** Objects of a token as runs of attributes. */
#ifndef QIANYIN_OBJECT_H
#define QIANYIN_OBJECT_H

#include <stdbool.h>
#include <stddef.h>

#include "bytes.h"
#include "pkcs11.h"
#include "public-key.h"
#include "vendor.h"

struct attribute {
  CK_ATTRIBUTE_TYPE type;
  struct bytes value;
};

#define ATTRIBUTES_LIMIT 32

struct object {
  CK_OBJECT_HANDLE handle;
  CK_OBJECT_CLASS class;
  /** Seen only while the user is logged in (CKA_PRIVATE). */
  bool is_private;
  /** The container, or the file of a data object. */
  char name[NAME_LIMIT + 1];
  /** Of keys and certificates: of the container's signing pair, not its encryption pair. */
  bool signing;
  /** Of keys. */
  struct public_key public_key;
  /** Of data objects: the file's size, and whether its content still has to be read to become CKA_VALUE. */
  size_t file_size;
  bool value_unread;
  struct attribute attributes[ATTRIBUTES_LIMIT];
  size_t attribute_count;
};

struct object *object_new(CK_OBJECT_CLASS class, const char *name);
/** May be given NULL. */
void object_free(struct object *object);

/** Each adds an attribute; false when memory ran out. */
bool object_add(struct object *object, CK_ATTRIBUTE_TYPE type, const void *data, size_t length);
bool object_add_flag(struct object *object, CK_ATTRIBUTE_TYPE type, bool flag);
bool object_add_number(struct object *object, CK_ATTRIBUTE_TYPE type, CK_ULONG number);
bool object_add_text(struct object *object, CK_ATTRIBUTE_TYPE type, const char *text);

/** Takes a data object's content out of memory; it is read again when it is asked for. */
void object_forget_value(struct object *object);

/** NULL when the object has none of the type. */
const struct attribute *object_attribute(const struct object *object, CK_ATTRIBUTE_TYPE type);

/** Whether an attribute is a part of the key that never leaves the device. */
bool object_attribute_is_sensitive(const struct object *object, CK_ATTRIBUTE_TYPE type);

/** Whether the object has every attribute of the template, byte for byte. */
bool object_matches(const struct object *object, const CK_ATTRIBUTE *template_, CK_ULONG count);

/** Whether both stand for the same thing on the token and say the same of it. File contents are not compared. */
bool object_same(const struct object *a, const struct object *b);

/** The attribute of a template, NULL when it has none of the type. */
const CK_ATTRIBUTE *template_attribute(const CK_ATTRIBUTE *template_, CK_ULONG count, CK_ATTRIBUTE_TYPE type);
/** Whether a template can be read at all: no value is announced that is not there. */
bool template_readable(const CK_ATTRIBUTE *template_, CK_ULONG count);
/** Reads a CK_ULONG or CK_BBOOL; `fallback` when the template lacks it. False when its length is wrong. */
bool template_number(const CK_ATTRIBUTE *template_, CK_ULONG count, CK_ATTRIBUTE_TYPE type, CK_ULONG fallback,
                     CK_ULONG *number);
bool template_flag(const CK_ATTRIBUTE *template_, CK_ULONG count, CK_ATTRIBUTE_TYPE type, bool fallback, bool *flag);

#endif
