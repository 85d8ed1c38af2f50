/**
 * The open handles of this process. A handle's value is its place and how often the place was used, so that a value
 * that was closed, or never was one, is told from those that are open. All calls need the module's lock.
 */
#ifndef SOFTSKF_HANDLES_H
#define SOFTSKF_HANDLES_H

#include <openssl/evp.h>
#include <stdbool.h>

#include "device.h"
#include "platform.h"
#include "store.h"

enum handle_kind {
  HANDLE_FREE = 0,
  HANDLE_DEVICE = 1,
  HANDLE_APPLICATION = 2,
  HANDLE_CONTAINER = 4,
  HANDLE_DIGEST = 8
};

/** What one connection to a device knows. */
struct connection {
  char *folder;
  char plug_mark[PLUG_MARK_LENGTH + 1];
  /** The device was seen gone; only a new connection helps. */
  bool removed;
  /** SKF_DevAuth succeeded. */
  bool authenticated;
  /** The last random that SKF_GenRandom gave, which SKF_DevAuth has to encrypt. */
  uint8_t challenge[16];
  bool has_challenge;
  /** SKF_LockDev: held between calls. */
  struct file_lock exclusive;
  uint32_t exclusive_count;
  /** The device as it was when last read. */
  struct device *device;
  uint8_t revision[REVISION_LENGTH];
};

struct handle {
  enum handle_kind kind;
  uintptr_t uses;
  /** Application and digest stand under a device, containers under an application; NULL for a device. */
  struct handle *parent;
  struct connection connection;
  uint8_t application_id[APPLICATION_ID_LENGTH];
  char container_name[CONTAINER_NAME_LENGTH + 1];
  EVP_MD_CTX *digest;
};

/** A fresh handle, or NULL when none is left. */
struct handle *handle_open(enum handle_kind kind, struct handle *parent);

/** Closes what stands under it too, releases locks, and forgets logins nobody needs any more. */
void handle_close(struct handle *handle);

HANDLE handle_value(const struct handle *handle);

/** NULL when the value is no open handle of one of `kinds`. */
struct handle *handle_find(HANDLE value, unsigned kinds);

/** The connection a handle works over. */
struct connection *handle_connection(struct handle *handle);

#endif
