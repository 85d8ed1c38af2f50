#include "library.h"

#include <string.h>

struct slot *library_slot(const struct library *library, CK_SLOT_ID id) {
  for (size_t i = 0; i < library->slot_count; i++) {
    if (library->slots[i]->id == id) return library->slots[i];
  }
  return NULL;
}

struct device *library_device(const struct library *library, const char *name) {
  for (struct device *device = library->devices; device != NULL; device = device->next) {
    if (strcmp(device->name, name) == 0) return device;
  }
  return NULL;
}
