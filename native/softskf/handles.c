#include "handles.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "logins.h"

enum { PLACE_BITS = 10, MAX_HANDLES = 1 << PLACE_BITS };

static struct handle handles[MAX_HANDLES];

struct handle *handle_open(enum handle_kind kind, struct handle *parent) {
  for (size_t index = 0; index < MAX_HANDLES; index++) {
    struct handle *handle = &handles[index];
    if (handle->kind != HANDLE_FREE) continue;
    handle->kind = kind;
    handle->uses += 1;
    handle->parent = parent;
    return handle;
  }
  return NULL;
}

static void connection_close(struct connection *connection) {
  platform_release(&connection->exclusive);
  OPENSSL_cleanse(connection->challenge, sizeof connection->challenge);
  device_free(connection->device);
  free(connection->folder);
}

static bool application_is_open(const char *folder, const uint8_t id[APPLICATION_ID_LENGTH]) {
  for (size_t index = 0; index < MAX_HANDLES; index++) {
    const struct handle *other = &handles[index];
    if (other->kind == HANDLE_APPLICATION && memcmp(other->application_id, id, APPLICATION_ID_LENGTH) == 0 &&
        strcmp(other->parent->connection.folder, folder) == 0) {
      return true;
    }
  }
  return false;
}

void handle_close(struct handle *handle) {
  for (size_t index = 0; index < MAX_HANDLES; index++) {
    if (handles[index].kind != HANDLE_FREE && handles[index].parent == handle) handle_close(&handles[index]);
  }
  enum handle_kind kind = handle->kind;
  uintptr_t uses = handle->uses;
  handle->kind = HANDLE_FREE;
  if (kind == HANDLE_APPLICATION) {
    const char *folder = handle->parent->connection.folder;
    if (!application_is_open(folder, handle->application_id)) logins_forget(folder, handle->application_id);
  }
  if (kind == HANDLE_DEVICE) connection_close(&handle->connection);
  EVP_MD_CTX_free(handle->digest);
  memset(handle, 0, sizeof *handle);
  handle->uses = uses;
}

HANDLE handle_value(const struct handle *handle) {
  uintptr_t place = (uintptr_t)(handle - handles);
  return (HANDLE)(handle->uses << PLACE_BITS | place);
}

struct handle *handle_find(HANDLE value, unsigned kinds) {
  struct handle *handle = &handles[(uintptr_t)value & (MAX_HANDLES - 1)];
  if ((handle->kind & kinds) == 0 || handle_value(handle) != value) return NULL;
  return handle;
}

struct connection *handle_connection(struct handle *handle) {
  while (handle->parent != NULL) handle = handle->parent;
  return &handle->connection;
}
