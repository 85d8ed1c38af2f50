/** Sessions and logins. */
#ifndef QIANYIN_SESSION_H
#define QIANYIN_SESSION_H

#include "library.h"
#include "sha2.h"

/** What C_SignInit or C_VerifyInit began. */
struct signing {
  bool active;
  CK_MECHANISM_TYPE mechanism;
  char container[NAME_LIMIT + 1];
  struct public_key public_key;
  /** Parts of C_SignUpdate; `updating` once there was one. */
  bool updating;
  uint8_t data[RSA_MODULUS_LIMIT];
  size_t length;
  /** Of mechanisms that hash: what was hashed so far, in the place of `data`. */
  bool hashing;
  struct sha2 hash;
};

struct session {
  CK_SESSION_HANDLE handle;
  struct slot *slot;
  bool read_write;
  /** Its token was removed: the next call hears of it, and then the session is gone. */
  bool removed;
  /** C_FindObjects. */
  bool finding;
  CK_OBJECT_HANDLE *found;
  size_t found_count, found_next;
  struct signing signing, verifying;
  struct session *next;
};

/** NULL when memory ran out or no handle is free. */
struct session *session_open(struct library *library, struct slot *slot, bool read_write);
/** With the last session of a token the login ends. */
void session_close(struct library *library, struct session *session);
void session_close_all(struct library *library, struct slot *slot);

/** NULL when there is no such session. */
struct session *library_session(const struct library *library, CK_SESSION_HANDLE handle);
size_t slot_session_count(const struct library *library, const struct slot *slot, bool read_write_only);

/** Ends what sessions on the token have begun with private objects, and the device's knowledge of the PIN. */
void slot_log_out(struct library *library, struct slot *slot);

#endif
