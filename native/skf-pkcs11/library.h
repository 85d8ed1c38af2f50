/**
 * A vendor library in use: its devices, the slots they are in, the sessions on them. All of it is behind the library's
 * lock, and so are the calls into the vendor's code. Every function that takes a library expects the lock to be held,
 * but for library_open and library_close.
 */
#ifndef QIANYIN_LIBRARY_H
#define QIANYIN_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

#include "object.h"
#include "pkcs11.h"
#include "platform.h"
#include "vendor.h"

struct session;

struct device {
  char name[NAME_LIMIT + 1];
  DEVHANDLE handle;
  struct device_info info;
  struct device *next;
};

enum login { LOGIN_NONE, LOGIN_USER, LOGIN_SO };

/** Longer PINs are refused; those of SKF have at most 16 bytes. */
#define PIN_LIMIT 64

/**
 * An application of a device is a token in a slot of its own. A slot outlives its token and waits for it to come back.
 */
struct slot {
  CK_SLOT_ID id;
  /** Of the token that is, or was, in the slot; empty as long as they are not known. */
  char device_name[NAME_LIMIT + 1];
  char application_name[NAME_LIMIT + 1];
  char serial_number[33];
  /** NULL while the slot is empty. */
  struct device *device;
  /** NULL on a device without applications, which is a token that is not initialized. */
  HAPPLICATION application;
  enum login login;
  /** While the security officer is logged in: SKF wants the PIN again to unblock the user's. */
  char so_pin[PIN_LIMIT + 1];
  /** Came or went since C_WaitForSlotEvent told of it. */
  bool event;
  struct object **objects;
  size_t object_count;
  /** The objects have to be read (again) before they are shown. */
  bool objects_stale;
  uint64_t objects_read_at_ms;
};

#define SLOTS_LIMIT 64

struct library {
  mutex_t lock;
  /** Its place among the configured libraries, which is part of slot ids and session handles. */
  size_t index;
  /** What the configuration calls it, empty when it does not. */
  char name[64];
  /** `vendor.library` is NULL when it could not be loaded. */
  struct vendor vendor;
  struct device *devices;
  struct slot *slots[SLOTS_LIMIT];
  size_t slot_count;
  struct session *sessions;
  CK_ULONG last_session_number;
  CK_OBJECT_HANDLE last_object_handle;
  /** 0 when it is to be looked anew whatever the time. */
  uint64_t refreshed_at_ms;
  bool known_devices_listed;
  /** A thread is in SKF_WaitForDevEvent. */
  bool waited_on;
  /** SKF_WaitForDevEvent proved useless. */
  bool wait_useless;
};

/** NULL when the library has no such slot. */
struct slot *library_slot(const struct library *library, CK_SLOT_ID id);
/** NULL when no device of the name is connected. */
struct device *library_device(const struct library *library, const char *name);

#endif
