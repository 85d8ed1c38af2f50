#include "visit.h"

#include <openssl/err.h>
#include <string.h>

enum { LOCK_TIMEOUT_MILLISECONDS = 10000, LOCK_POLL_MILLISECONDS = 5 };

static bool is_present(struct connection *connection) {
  char mark[PLUG_MARK_LENGTH + 1];
  if (connection->removed) return false;
  if (store_is_plugged(connection->folder, mark) && strcmp(mark, connection->plug_mark) == 0) return true;
  connection->removed = true;
  connection->authenticated = false;
  platform_release(&connection->exclusive);
  connection->exclusive_count = 0;
  logins_forget(connection->folder, NULL);
  return false;
}

/** Waiting gives the module's lock up, and the handle may be closed meanwhile: it is looked up again each time. */
static ULONG lock_device(HANDLE value, enum handle_kind kind, uint32_t timeout, struct handle **handle,
                         struct file_lock *lock) {
  uint64_t start = platform_milliseconds();
  for (;;) {
    *handle = handle_find(value, kind);
    if (*handle == NULL) return SAR_INVALIDHANDLEERR;
    struct connection *connection = handle_connection(*handle);
    if (!is_present(connection)) return SAR_DEVICE_REMOVED;
    if (connection->exclusive_count > 0) return SAR_OK;
    enum platform_outcome outcome = store_try_lock(connection->folder, lock);
    if (outcome == PLATFORM_DONE) return SAR_OK;
    if (outcome == PLATFORM_ABSENT) return SAR_DEVICE_REMOVED;
    if (outcome != PLATFORM_BUSY) return SAR_FILEERR;
    if (timeout != UINT32_MAX && platform_milliseconds() - start >= timeout) return SAR_TIMEOUTERR;
    platform_wait(LOCK_POLL_MILLISECONDS);
  }
}

static ULONG find_subject(struct visit *visit) {
  struct handle *handle = visit->handle;
  if (handle->kind == HANDLE_DEVICE) return SAR_OK;
  const struct handle *opened = handle->kind == HANDLE_CONTAINER ? handle->parent : handle;
  visit->application = device_application_by_id(visit->device, opened->application_id);
  if (visit->application == NULL) return SAR_INVALIDHANDLEERR;
  visit->login = logins_find(visit->connection->folder, visit->application->id);
  if (handle->kind == HANDLE_APPLICATION) return SAR_OK;
  visit->container = application_container(visit->application, handle->container_name);
  return visit->container != NULL ? SAR_OK : SAR_INVALIDHANDLEERR;
}

ULONG visit_begin(HANDLE value, enum handle_kind kind, struct visit *visit) {
  memset(visit, 0, sizeof *visit);
  platform_lock();
  // The host may use the same libcrypto: what fails in here must not stand in its list of errors.
  ERR_set_mark();
  ULONG answer = lock_device(value, kind, LOCK_TIMEOUT_MILLISECONDS, &visit->handle, &visit->lock);
  if (answer == SAR_OK) {
    visit->connection = handle_connection(visit->handle);
    answer = store_load(visit->connection->folder, &visit->connection->device, visit->connection->revision);
  }
  if (answer == SAR_OK) {
    visit->device = visit->connection->device;
    answer = kind == HANDLE_DIGEST ? SAR_OK : find_subject(visit);
  }
  if (answer != SAR_OK) visit_end(visit, answer);
  return answer;
}

ULONG visit_end(struct visit *visit, ULONG answer) {
  platform_release(&visit->lock);
  ERR_pop_to_mark();
  platform_unlock();
  return answer;
}

ULONG visit_save(struct visit *visit) {
  struct connection *connection = visit->connection;
  ULONG answer = store_save(connection->folder, connection->device, connection->revision);
  if (answer != SAR_OK) {
    device_free(connection->device);
    connection->device = NULL;
    visit->device = NULL;
  }
  return answer;
}

ULONG visit_end_saving(struct visit *visit) {
  return visit_end(visit, visit_save(visit));
}

bool visit_user_is_in(const struct visit *visit) {
  return visit->login != NULL && visit->login->user;
}

bool visit_has_rights(const struct visit *visit, ULONG rights) {
  if ((rights & SECURE_ANYONE_ACCOUNT) == SECURE_ANYONE_ACCOUNT) return true;
  if (visit->login == NULL) return false;
  if ((rights & SECURE_ADM_ACCOUNT) != 0 && visit->login->admin) return true;
  return (rights & SECURE_USER_ACCOUNT) != 0 && visit->login->user;
}

ULONG visit_lock_device(HANDLE value, uint32_t timeout_milliseconds) {
  struct handle *handle = NULL;
  struct file_lock lock = {0};
  platform_lock();
  ULONG answer = lock_device(value, HANDLE_DEVICE, timeout_milliseconds, &handle, &lock);
  if (answer == SAR_OK) {
    if (lock.held) handle->connection.exclusive = lock;
    handle->connection.exclusive_count += 1;
  }
  platform_unlock();
  return answer;
}

ULONG visit_unlock_device(HANDLE value) {
  platform_lock();
  struct handle *handle = handle_find(value, HANDLE_DEVICE);
  ULONG answer = SAR_OK;
  if (handle == NULL) {
    answer = SAR_INVALIDHANDLEERR;
  } else if (!is_present(&handle->connection)) {
    answer = SAR_DEVICE_REMOVED;
  } else if (handle->connection.exclusive_count == 0) {
    answer = SAR_FAIL;
  } else if (--handle->connection.exclusive_count == 0) {
    platform_release(&handle->connection.exclusive);
    platform_wake();
  }
  platform_unlock();
  return answer;
}
