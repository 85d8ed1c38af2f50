#include "library.h"

#include <stdlib.h>
#include <string.h>

#include "text.h"

struct library *library_open(const struct configured_library *configured, size_t index) {
  struct library *library = calloc(1, sizeof *library);
  if (library == NULL) return NULL;
  mutex_init(&library->lock);
  library->index = index;
  if (configured->name != NULL) text_from_field(library->name, sizeof library->name, configured->name, strlen(configured->name));
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

struct slot *library_slot(const struct library *library, CK_SLOT_ID id) {
  for (size_t i = 0; i < library->slot_count; i++) {
    if (library->slots[i]->id == id) return library->slots[i];
  }
  return NULL;
}

struct session *library_session(const struct library *library, CK_SESSION_HANDLE handle) {
  for (struct session *session = library->sessions; session != NULL; session = session->next) {
    if (session->handle == handle) return session;
  }
  return NULL;
}
