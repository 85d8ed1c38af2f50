#include "logins.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_LOGINS = 64 };

static struct login logins[MAX_LOGINS];

struct login *logins_find(const char *folder, const uint8_t application_id[APPLICATION_ID_LENGTH]) {
  for (size_t index = 0; index < MAX_LOGINS; index++) {
    struct login *login = &logins[index];
    if (login->folder != NULL && strcmp(login->folder, folder) == 0 &&
        memcmp(login->application_id, application_id, APPLICATION_ID_LENGTH) == 0) {
      return login;
    }
  }
  return NULL;
}

static struct login *start(const char *folder, const uint8_t application_id[APPLICATION_ID_LENGTH]) {
  for (size_t index = 0; index < MAX_LOGINS; index++) {
    struct login *login = &logins[index];
    if (login->folder != NULL) continue;
    login->folder = malloc(strlen(folder) + 1);
    if (login->folder == NULL) return NULL;
    strcpy(login->folder, folder);
    memcpy(login->application_id, application_id, APPLICATION_ID_LENGTH);
    return login;
  }
  return NULL;
}

static void forget(struct login *login) {
  free(login->folder);
  OPENSSL_cleanse(login, sizeof *login);
}

ULONG logins_add(const char *folder, const uint8_t application_id[APPLICATION_ID_LENGTH], ULONG type,
                 const uint8_t data_key[DATA_KEY_LENGTH]) {
  struct login *login = logins_find(folder, application_id);
  if (login == NULL) login = start(folder, application_id);
  if (login == NULL) return SAR_MEMORYERR;
  if (type == ADMIN_TYPE) {
    login->admin = true;
  } else {
    login->user = true;
    memcpy(login->data_key, data_key, DATA_KEY_LENGTH);
  }
  return SAR_OK;
}

void logins_end(const char *folder, const uint8_t application_id[APPLICATION_ID_LENGTH], ULONG type) {
  struct login *login = logins_find(folder, application_id);
  if (login == NULL) return;
  if (type == ADMIN_TYPE) {
    login->admin = false;
  } else {
    login->user = false;
    OPENSSL_cleanse(login->data_key, sizeof login->data_key);
  }
  if (!login->admin && !login->user) forget(login);
}

void logins_forget(const char *folder, const uint8_t *application_id) {
  for (size_t index = 0; index < MAX_LOGINS; index++) {
    struct login *login = &logins[index];
    if (login->folder == NULL || strcmp(login->folder, folder) != 0) continue;
    if (application_id != NULL && memcmp(login->application_id, application_id, APPLICATION_ID_LENGTH) != 0) continue;
    forget(login);
  }
}
