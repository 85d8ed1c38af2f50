#include "library-opening.h"

#include <stdlib.h>
#include <string.h>

#include "library-devices.h"
#include "session.h"
#include "text.h"

struct library *library_open(const struct configured_library *configured, size_t index) {
  struct library *library = calloc(1, sizeof *library);
  if (library == NULL) return NULL;
  mutex_init(&library->lock);
  library->index = index;
  if (configured->name != NULL) {
    text_from_field(library->name, sizeof library->name, configured->name, strlen(configured->name));
  }
  vendor_open(&library->vendor, configured->path, &configured->options);
  library_refresh(library);
  for (size_t i = 0; i < library->slot_count; i++) library->slots[i]->event = false;
  return library;
}

void library_close(struct library *library) {
  if (library == NULL) return;
  while (library->devices != NULL) library_remove_device(library, library->devices);
  while (library->sessions != NULL) session_close(library, library->sessions);
  for (size_t i = 0; i < library->slot_count; i++) free(library->slots[i]);
  // The vendor's code stays loaded: its threads may still run in it.
  mutex_destroy(&library->lock);
  free(library);
}
