#include "instance.h"

#include <stdlib.h>

#include "handle-layout.h"
#include "library-opening.h"

/** How long C_Finalize waits for calls that are inside a vendor's library. */
static const uint64_t ending_limit_ms = 5000;

static struct {
  mutex_t lock;
  struct instance *current;
  /** Whose the lock and the instance are. Changes only in C_Initialize, before which no other thread may call. */
  uint64_t process;
} module = {.lock = MUTEX_INITIALIZER};

_Static_assert(LIBRARIES_LIMIT <= 1 << LIBRARY_INDEX_BITS, "a session handle has room for every library's index");

static void instance_free(struct instance *instance) {
  for (size_t i = 0; i < instance->library_count; i++) library_close(instance->libraries[i]);
  condition_destroy(&instance->changed);
  mutex_destroy(&instance->lock);
  free(instance);
}

/** CKR_GENERAL_ERROR when libraries are configured and none of them can be loaded. */
static CK_RV open_libraries(struct instance *instance) {
  struct configuration configuration;
  bool read = configuration_read(&configuration);
  bool loaded = configuration.count == 0;
  for (size_t i = 0; read && i < configuration.count; i++) {
    struct library *library = library_open(&configuration.libraries[i], i);
    read = library != NULL;
    if (!read) break;
    instance->libraries[instance->library_count++] = library;
    loaded |= library->vendor.library != NULL;
  }
  configuration_clear(&configuration);
  if (!read) return CKR_HOST_MEMORY;
  return loaded ? CKR_OK : CKR_GENERAL_ERROR;
}

CK_RV instance_begin(void) {
  if (module.process != process_id()) {
    // After fork() the lock may be held by a thread that is not here. What the parent had open is the parent's: it is
    // not closed.
    mutex_init(&module.lock);
    module.current = NULL;
    module.process = process_id();
  }
  mutex_lock(&module.lock);
  CK_RV rv = module.current != NULL ? CKR_CRYPTOKI_ALREADY_INITIALIZED : CKR_OK;
  struct instance *instance = rv == CKR_OK ? calloc(1, sizeof *instance) : NULL;
  if (rv == CKR_OK && instance == NULL) rv = CKR_HOST_MEMORY;
  if (instance != NULL) {
    mutex_init(&instance->lock);
    condition_init(&instance->changed);
    rv = open_libraries(instance);
    if (rv == CKR_OK) {
      module.current = instance;
    } else {
      instance_free(instance);
    }
  }
  mutex_unlock(&module.lock);
  return rv;
}

/** Wakes those who wait for devices. Again and again, as a wait may begin just after it. */
static void cancel_waits(struct instance *instance) {
  condition_wake_all(&instance->changed);
  for (size_t i = 0; i < instance->library_count; i++) {
    struct library *library = instance->libraries[i];
    if (vendor_can_wait(&library->vendor)) vendor_cancel_wait(&library->vendor);
  }
}

CK_RV instance_end(void) {
  if (module.process != process_id()) return CKR_CRYPTOKI_NOT_INITIALIZED;
  mutex_lock(&module.lock);
  struct instance *instance = module.current;
  module.current = NULL;
  mutex_unlock(&module.lock);
  if (instance == NULL) return CKR_CRYPTOKI_NOT_INITIALIZED;

  uint64_t begun_ms = clock_ms();
  mutex_lock(&instance->lock);
  instance->ending = true;
  while (instance->active > 0 && clock_ms() < begun_ms + ending_limit_ms) {
    cancel_waits(instance);
    condition_wait(&instance->changed, &instance->lock, 20);
  }
  bool idle = instance->active == 0;
  mutex_unlock(&instance->lock);
  // A call that hangs in a vendor's library still uses the instance: better lost than freed under it.
  if (idle) instance_free(instance);
  return CKR_OK;
}

struct instance *instance_enter(void) {
  if (module.process != process_id()) return NULL;
  mutex_lock(&module.lock);
  struct instance *instance = module.current;
  if (instance != NULL) {
    mutex_lock(&instance->lock);
    instance->active++;
    mutex_unlock(&instance->lock);
  }
  mutex_unlock(&module.lock);
  return instance;
}

void instance_leave(struct instance *instance) {
  mutex_lock(&instance->lock);
  instance->active--;
  if (instance->ending) condition_wake_all(&instance->changed);
  mutex_unlock(&instance->lock);
}

bool instance_pause(struct instance *instance, unsigned duration_ms) {
  mutex_lock(&instance->lock);
  if (!instance->ending) condition_wait(&instance->changed, &instance->lock, duration_ms);
  bool ending = instance->ending;
  mutex_unlock(&instance->lock);
  return !ending;
}

bool instance_ending(struct instance *instance) {
  mutex_lock(&instance->lock);
  bool ending = instance->ending;
  mutex_unlock(&instance->lock);
  return ending;
}

/** Enters and locks a library. */
static CK_RV call_on_library(struct call *call, size_t index, CK_RV unless_found) {
  *call = (struct call){.instance = instance_enter()};
  if (call->instance == NULL) return CKR_CRYPTOKI_NOT_INITIALIZED;
  if (index >= call->instance->library_count) {
    instance_leave(call->instance);
    return unless_found;
  }
  call->library = call->instance->libraries[index];
  mutex_lock(&call->library->lock);
  return CKR_OK;
}

CK_RV call_on_slot(struct call *call, CK_SLOT_ID id) {
  CK_RV rv = call_on_library(call, slot_library_index(id), CKR_SLOT_ID_INVALID);
  if (rv != CKR_OK) return rv;
  call->slot = library_slot(call->library, id);
  return call->slot != NULL ? CKR_OK : call_end(call, CKR_SLOT_ID_INVALID);
}

CK_RV call_on_session(struct call *call, CK_SESSION_HANDLE handle) {
  CK_RV rv = call_on_library(call, session_library_index(handle), CKR_SESSION_HANDLE_INVALID);
  if (rv != CKR_OK) return rv;
  call->session = library_session(call->library, handle);
  if (call->session == NULL) return call_end(call, CKR_SESSION_HANDLE_INVALID);
  call->slot = call->session->slot;
  return call->session->removed ? call_end(call, CKR_DEVICE_REMOVED) : CKR_OK;
}

CK_RV call_end(struct call *call, CK_RV return_value) {
  if (call->session != NULL && call->session->removed && return_value == CKR_DEVICE_REMOVED) {
    session_close(call->library, call->session);
  }
  mutex_unlock(&call->library->lock);
  instance_leave(call->instance);
  return return_value;
}
