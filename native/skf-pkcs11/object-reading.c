#include "object-reading.h"

#include <stdlib.h>
#include <string.h>

#include "certificate.h"
#include "container-name.h"
#include "slot-objects.h"
#include "slot.h"
#include "text.h"

static const size_t containers_limit = 64;
static const size_t files_limit = 256;
/** A program that keeps a session open for days is to see what another program writes to the token. */
static const uint64_t objects_age_limit_ms = 30000;

struct object_list {
  struct object **objects;
  size_t count, room;
};

static void list_clear(struct object_list *list) {
  for (size_t i = 0; i < list->count; i++) object_free(list->objects[i]);
  free(list->objects);
  *list = (struct object_list){0};
}

/** Takes the object over, also when it fails. `complete` tells whether the object got all its attributes. */
static bool list_add(struct object_list *list, struct object *object, bool complete) {
  if (complete && list->count == list->room) {
    size_t room = list->room == 0 ? 16 : list->room * 2;
    struct object **grown = realloc(list->objects, room * sizeof *grown);
    complete = grown != NULL;
    if (complete) list->objects = grown, list->room = room;
  }
  if (!complete) {
    object_free(object);
    return false;
  }
  list->objects[list->count++] = object;
  return true;
}

static bool add_common(struct object *object, const char *label, bool destroyable) {
  return object_add_number(object, CKA_CLASS, object->class) && object_add_flag(object, CKA_TOKEN, true) &&
         object_add_flag(object, CKA_PRIVATE, object->is_private) && object_add_flag(object, CKA_MODIFIABLE, false) &&
         object_add_flag(object, CKA_COPYABLE, false) && object_add_flag(object, CKA_DESTROYABLE, destroyable) &&
         object_add_text(object, CKA_LABEL, label);
}

/** One of a container's two pairs, as it was read. */
struct pair {
  const char *container;
  bool signing;
  struct key_names names;
  struct public_key key;
  struct bytes certificate;
  struct certificate parts;
  /** The container holds nothing else. */
  bool alone;
};

static bool add_certificate(struct object_list *list, const struct pair *pair) {
  struct object *object = object_new(CKO_CERTIFICATE, pair->container);
  if (object == NULL) return false;
  const struct certificate *parts = &pair->parts;
  object->signing = pair->signing;
  bool complete =
      add_common(object, pair->names.label, false) && object_add_number(object, CKA_CERTIFICATE_TYPE, CKC_X_509) &&
      object_add_number(object, CKA_CERTIFICATE_CATEGORY, 0) && object_add_flag(object, CKA_TRUSTED, false) &&
      object_add(object, CKA_ID, pair->names.id, pair->names.id_length) &&
      object_add(object, CKA_SUBJECT, parts->subject.data, parts->subject.length) &&
      object_add(object, CKA_ISSUER, parts->issuer.data, parts->issuer.length) &&
      object_add(object, CKA_SERIAL_NUMBER, parts->serial_number.data, parts->serial_number.length) &&
      object_add(object, CKA_VALUE, pair->certificate.data, pair->certificate.length);
  return list_add(list, object, complete);
}

/** How the key was made, as far as CKA_LOCAL claims to know it: encryption pairs come from outside. */
static CK_ULONG generation_of(const struct pair *pair) {
  if (!pair->signing) return CK_UNAVAILABLE_INFORMATION;
  return pair->key.algorithm == KEY_RSA ? CKM_RSA_PKCS_KEY_PAIR_GEN : CKM_EC_KEY_PAIR_GEN;
}

static bool add_key_common(struct object *object, const struct pair *pair, bool destroyable) {
  const struct certificate *parts = &pair->parts;
  object->signing = pair->signing;
  object->public_key = pair->key;
  return add_common(object, pair->names.label, destroyable) &&
         object_add_number(object, CKA_KEY_TYPE, pair->key.algorithm == KEY_RSA ? CKK_RSA : CKK_EC) &&
         object_add(object, CKA_ID, pair->names.id, pair->names.id_length) &&
         object_add(object, CKA_SUBJECT, parts->subject.data, parts->subject.length) &&
         object_add(object, CKA_START_DATE, "", 0) && object_add(object, CKA_END_DATE, "", 0) &&
         object_add_flag(object, CKA_DERIVE, false) && object_add_flag(object, CKA_LOCAL, pair->signing) &&
         object_add_number(object, CKA_KEY_GEN_MECHANISM, generation_of(pair));
}

static bool add_public_value(struct object *object, const struct public_key *key) {
  if (key->algorithm == KEY_SM2) {
    return object_add(object, CKA_EC_PARAMS, sm2_curve_oid, sizeof sm2_curve_oid) &&
           object_add(object, CKA_EC_POINT, key->point, sizeof key->point);
  }
  return object_add(object, CKA_MODULUS, key->modulus, key->modulus_length) &&
         object_add(object, CKA_PUBLIC_EXPONENT, key->exponent, key->exponent_length);
}

static bool add_public_key(struct object_list *list, const struct pair *pair) {
  struct object *object = object_new(CKO_PUBLIC_KEY, pair->container);
  if (object == NULL) return false;
  bool complete = add_key_common(object, pair, false) && add_public_value(object, &pair->key) &&
                  object_add_flag(object, CKA_ENCRYPT, false) &&
                  object_add_flag(object, CKA_VERIFY, pair->signing) &&
                  object_add_flag(object, CKA_VERIFY_RECOVER, false) && object_add_flag(object, CKA_WRAP, false) &&
                  object_add_flag(object, CKA_TRUSTED, false);
  if (complete && pair->key.algorithm == KEY_RSA) {
    complete = object_add_number(object, CKA_MODULUS_BITS, (CK_ULONG)pair->key.modulus_length * 8);
  }
  return list_add(list, object, complete);
}

static bool add_private_key(struct object_list *list, const struct pair *pair) {
  struct object *object = object_new(CKO_PRIVATE_KEY, pair->container);
  if (object == NULL) return false;
  object->is_private = true;
  bool complete =
      add_key_common(object, pair, pair->alone) && add_public_value(object, &pair->key) &&
      object_add_flag(object, CKA_SENSITIVE, true) && object_add_flag(object, CKA_ALWAYS_SENSITIVE, pair->signing) &&
      object_add_flag(object, CKA_EXTRACTABLE, false) &&
      object_add_flag(object, CKA_NEVER_EXTRACTABLE, pair->signing) &&
      object_add_flag(object, CKA_SIGN, pair->signing) && object_add_flag(object, CKA_SIGN_RECOVER, false) &&
      // There is no mechanism to decrypt with, also not for encryption pairs.
      object_add_flag(object, CKA_DECRYPT, false) && object_add_flag(object, CKA_UNWRAP, false) &&
      object_add_flag(object, CKA_ALWAYS_AUTHENTICATE, false) && object_add_flag(object, CKA_WRAP_WITH_TRUSTED, false);
  return list_add(list, object, complete);
}

/** Reads a pair. What the container does not tell of the key, its certificate tells. */
static void read_pair(const struct vendor *vendor, HCONTAINER container, struct pair *pair) {
  container_key_names(pair->container, pair->signing, &pair->names);
  vendor_read_certificate(vendor, container, pair->signing, &pair->certificate);
  certificate_read(&pair->parts, pair->certificate.data, pair->certificate.length);
  if (vendor_public_key(vendor, container, pair->signing, &pair->key) != SAR_OK) pair->key = pair->parts.public_key;
}

static bool add_pair(struct object_list *list, const struct pair *pair) {
  if (pair->certificate.length > 0 && !add_certificate(list, pair)) return false;
  if (pair->key.algorithm == KEY_NONE) return true;
  return add_public_key(list, pair) && add_private_key(list, pair);
}

/** Some libraries show the signing pair once more when there is no encryption pair. */
static bool is_copy(const struct pair *pair, const struct pair *of) {
  const struct bytes *certificate = &pair->certificate;
  bool own_certificate =
      certificate->length > 0 && !bytes_equal(&of->certificate, certificate->data, certificate->length);
  return !own_certificate && (pair->key.algorithm == KEY_NONE || public_key_equal(&pair->key, &of->key));
}

static ULONG read_container(const struct vendor *vendor, HAPPLICATION application, const char *name,
                            struct object_list *list) {
  HCONTAINER container;
  ULONG answer = vendor_open_container(vendor, application, name, &container);
  if (answer != SAR_OK) return answer;
  struct pair signing = {.container = name, .signing = true}, encryption = {.container = name, .signing = false};
  read_pair(vendor, container, &signing);
  read_pair(vendor, container, &encryption);
  vendor_close_container(vendor, container);
  bool two =
      !is_copy(&encryption, &signing) && (encryption.key.algorithm != KEY_NONE || encryption.certificate.length > 0);
  signing.alone = !two;
  encryption.alone = signing.key.algorithm == KEY_NONE && signing.certificate.length == 0;
  bool added = add_pair(list, &signing) && (!two || add_pair(list, &encryption));
  bytes_clear(&signing.certificate);
  bytes_clear(&encryption.certificate);
  return added ? SAR_OK : SAR_MEMORYERR;
}

static ULONG read_file_object(const struct vendor *vendor, const struct slot *slot, const char *name,
                              struct object_list *list) {
  struct file_info info;
  ULONG answer = vendor_file_info(vendor, slot->application, name, &info);
  if (answer != SAR_OK) return answer;
  if ((info.read_rights & SECURE_USER_ACCOUNT) == 0) return SAR_OK;
  struct object *object = object_new(CKO_DATA, name);
  if (object == NULL) return SAR_MEMORYERR;
  // A name that is not UTF-8 is shown as text can be shown; the file is still reached by its bytes.
  char label[NAME_LIMIT + 1];
  text_from_field(label, sizeof label, name, strlen(name));
  object->is_private = info.read_rights != SECURE_ANYONE_ACCOUNT;
  object->file_size = info.size;
  object->value_unread = true;
  bool complete = add_common(object, label, info.write_rights != SECURE_NEVER_ACCOUNT) &&
                  object_add_text(object, CKA_APPLICATION, slot->application_name) &&
                  object_add(object, CKA_OBJECT_ID, "", 0);
  return list_add(list, object, complete) ? SAR_OK : SAR_MEMORYERR;
}

/** Errors after which nothing else on the token can be read. */
static bool ends_reading(ULONG answer) {
  return answer == SAR_DEVICE_REMOVED || answer == SAR_MEMORYERR;
}

/**
 * Reads what can be read. Returns the first error that may say something of the whole token, SAR_OK when there was
 * none.
 */
static ULONG read_all(const struct vendor *vendor, const struct slot *slot, struct object_list *list) {
  struct names containers, files;
  ULONG first = vendor_list_containers(vendor, slot->application, &containers);
  size_t count = 0;
  for (const char *name = NULL; (name = names_next(&containers, name)) != NULL && count < containers_limit; count++) {
    ULONG answer = read_container(vendor, slot->application, name, list);
    if (first == SAR_OK || ends_reading(answer)) first = answer;
    if (ends_reading(answer)) break;
  }
  names_clear(&containers);
  if (ends_reading(first)) return first;
  vendor_list_files(vendor, slot->application, &files);
  count = 0;
  for (const char *name = NULL; (name = names_next(&files, name)) != NULL && count < files_limit; count++) {
    ULONG answer = read_file_object(vendor, slot, name, list);
    if (first == SAR_OK || ends_reading(answer)) first = answer;
    if (ends_reading(answer)) break;
  }
  names_clear(&files);
  // Before login some devices list nothing: that is no trouble of the token's.
  return first != SAR_USER_NOT_LOGGED_IN && first != SAR_NOTSUPPORTYETERR ? first : SAR_OK;
}

/** Gives each object the handle it had before, or a new one. */
static void assign_handles(struct library *library, const struct slot *slot, struct object_list *list) {
  for (size_t i = 0; i < list->count; i++) {
    struct object *object = list->objects[i];
    for (size_t j = 0; j < slot->object_count && object->handle == CK_INVALID_HANDLE; j++) {
      if (object_same(slot->objects[j], object)) object->handle = slot->objects[j]->handle;
    }
    if (object->handle == CK_INVALID_HANDLE) object->handle = ++library->last_object_handle;
  }
}

CK_RV slot_read_objects(struct library *library, struct slot *slot) {
  if (clock_ms() > slot->objects_read_at_ms + objects_age_limit_ms) slot->objects_stale = true;
  if (!slot->objects_stale || slot->application == NULL) return CKR_OK;
  struct object_list list = {0};
  ULONG answer = read_all(&library->vendor, slot, &list);
  CK_RV rv = slot_return_value(library, slot, answer);
  if (rv == CKR_DEVICE_REMOVED || rv == CKR_HOST_MEMORY) {
    list_clear(&list);
    return rv;
  }
  assign_handles(library, slot, &list);
  slot_forget_objects(slot);
  slot->objects = list.objects;
  slot->object_count = list.count;
  slot->objects_stale = false;
  slot->objects_read_at_ms = clock_ms();
  return CKR_OK;
}

CK_RV slot_read_value(struct library *library, struct slot *slot, struct object *object) {
  if (!object->value_unread) return CKR_OK;
  struct bytes content = {0};
  ULONG answer = vendor_read_file(&library->vendor, slot->application, object->name, object->file_size, &content);
  if (answer != SAR_OK) return slot_return_value(library, slot, answer);
  bool added = object_add(object, CKA_VALUE, content.data, content.length);
  if (object->is_private) cleanse(content.data, content.length);
  bytes_clear(&content);
  if (!added) return CKR_HOST_MEMORY;
  object->value_unread = false;
  return CKR_OK;
}
