#include "slot-objects.h"

#include <stdlib.h>

bool slot_object_visible(const struct slot *slot, const struct object *object) {
  return !object->is_private || slot->login == LOGIN_USER;
}

static struct object *find_object(const struct slot *slot, CK_OBJECT_HANDLE handle) {
  for (size_t i = 0; i < slot->object_count; i++) {
    if (slot->objects[i]->handle == handle) return slot->objects[i];
  }
  return NULL;
}

struct object *slot_object(const struct slot *slot, CK_OBJECT_HANDLE handle) {
  struct object *object = find_object(slot, handle);
  return object != NULL && slot_object_visible(slot, object) ? object : NULL;
}

bool slot_has_object(const struct slot *slot, CK_OBJECT_HANDLE handle) {
  return find_object(slot, handle) != NULL;
}

void slot_forget_objects(struct slot *slot) {
  for (size_t i = 0; i < slot->object_count; i++) object_free(slot->objects[i]);
  free(slot->objects);
  slot->objects = NULL;
  slot->object_count = 0;
  slot->objects_stale = true;
}
