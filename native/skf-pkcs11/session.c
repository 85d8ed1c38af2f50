#include "session.h"

#include <stdlib.h>

#include "handle-layout.h"

static const size_t sessions_limit = 1024;
/**
 * Objects that nobody had a session for since are read again when the next one opens: another program may have changed
 * them.
 */
static const uint64_t unwatched_objects_age_ms = 5000;

struct session *library_session(const struct library *library, CK_SESSION_HANDLE handle) {
  for (struct session *session = library->sessions; session != NULL; session = session->next) {
    if (session->handle == handle) return session;
  }
  return NULL;
}

static size_t session_count(const struct library *library) {
  size_t count = 0;
  for (const struct session *session = library->sessions; session != NULL; session = session->next) count++;
  return count;
}

size_t slot_session_count(const struct library *library, const struct slot *slot, bool read_write_only) {
  size_t count = 0;
  for (const struct session *session = library->sessions; session != NULL; session = session->next) {
    if (session->slot == slot && !session->removed && (session->read_write || !read_write_only)) count++;
  }
  return count;
}

struct session *session_open(struct library *library, struct slot *slot, bool read_write) {
  if (session_count(library) >= sessions_limit) return NULL;
  struct session *session = calloc(1, sizeof *session);
  if (session == NULL) return NULL;
  do {
    library->last_session_number = (library->last_session_number + 1) & SESSION_NUMBER_MASK;
    session->handle = session_handle_of(library->last_session_number, library->index);
  } while (library->last_session_number == 0 || library_session(library, session->handle) != NULL);
  bool first = slot_session_count(library, slot, false) == 0;
  if (first && clock_ms() > slot->objects_read_at_ms + unwatched_objects_age_ms) slot->objects_stale = true;
  session->slot = slot;
  session->read_write = read_write;
  session->next = library->sessions;
  library->sessions = session;
  return session;
}

void session_close(struct library *library, struct session *session) {
  struct slot *slot = session->slot;
  struct session **link = &library->sessions;
  while (*link != session) link = &(*link)->next;
  *link = session->next;
  bool removed = session->removed;
  free(session->found);
  cleanse(session, sizeof *session);
  free(session);
  if (!removed && slot_session_count(library, slot, false) == 0) slot_log_out(library, slot);
}

void session_close_all(struct library *library, struct slot *slot) {
  for (struct session *session = library->sessions, *next; session != NULL; session = next) {
    next = session->next;
    if (session->slot == slot) session_close(library, session);
  }
}

void slot_log_out(struct library *library, struct slot *slot) {
  if (slot->login == LOGIN_NONE) return;
  slot->login = LOGIN_NONE;
  slot->objects_stale = true;
  cleanse(slot->so_pin, sizeof slot->so_pin);
  for (struct session *session = library->sessions; session != NULL; session = session->next) {
    if (session->slot != slot) continue;
    cleanse(&session->signing, sizeof session->signing);
  }
  // Contents that only the user may read do not stay in memory.
  for (size_t i = 0; i < slot->object_count; i++) {
    struct object *object = slot->objects[i];
    if (object->is_private && object->class == CKO_DATA) object_forget_value(object);
  }
  vendor_forget_login(&library->vendor, slot->application);
}
