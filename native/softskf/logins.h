/**
 * Who is logged in, in this process: the secure state is the application's, so that all handles to it share it.
 * All calls need the module's lock.
 */
#ifndef SOFTSKF_LOGINS_H
#define SOFTSKF_LOGINS_H

#include <stdbool.h>

#include "device.h"

struct login {
  char *folder;
  uint8_t application_id[APPLICATION_ID_LENGTH];
  bool admin;
  bool user;
  /** What opens the private keys; there while the user is logged in. */
  uint8_t data_key[DATA_KEY_LENGTH];
};

/** NULL when nobody is logged in. */
struct login *logins_find(const char *folder, const uint8_t application_id[APPLICATION_ID_LENGTH]);

/** SAR_OK, SAR_MEMORYERR. */
ULONG logins_add(const char *folder, const uint8_t application_id[APPLICATION_ID_LENGTH], ULONG type,
                 const uint8_t data_key[DATA_KEY_LENGTH]);

/** Ends one of the two logins. */
void logins_end(const char *folder, const uint8_t application_id[APPLICATION_ID_LENGTH], ULONG type);

/** Wipes an application's logins; all those of the device when `application_id` is NULL. */
void logins_forget(const char *folder, const uint8_t *application_id);

#endif
