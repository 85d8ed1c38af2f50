/**
 * A vendor library in use: its devices, the slots they sit in, the sessions on them. All of it is behind the library's lock, and
 * so are the calls into the vendor's code. Functions here expect the lock to be held, but for library_open and library_close.
 */
#ifndef QIANYIN_LIBRARY_H
#define QIANYIN_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

#include "configuration.h"
#include "object.h"
#include "pkcs11.h"
#include "platform.h"
#include "vendor.h"

struct device {
  char name[NAME_LIMIT + 1];
  DEVHANDLE handle;
  struct device_info info;
  struct device *next;
};

enum login { LOGIN_NONE, LOGIN_USER, LOGIN_SO };

/** Longer PINs are refused; those of SKF have at most 16 bytes. */
#define PIN_LIMIT 64

/** An application of a device is a token in a slot of its own. A slot outlives its token and waits for it to come back. */
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

/** Loads the library and looks at its devices. NULL when memory ran out; a library that cannot be loaded has an empty slot. */
struct library *library_open(const struct configured_library *configured, size_t index);
/** Nobody may be in the library any more. May be given NULL. */
void library_close(struct library *library);

/** NULL when the library has no such slot. */
struct slot *library_slot(const struct library *library, CK_SLOT_ID id);
/** NULL when there is no such session. */
struct session *library_session(const struct library *library, CK_SESSION_HANDLE handle);

/* --- library-devices.c: devices that come and go ------------------------------------------------------------------------------- */

/** Looks which devices are there: connects the new, lets go of the gone, raises the slots' events. */
void library_refresh(struct library *library);
void library_refresh_if_older(struct library *library, uint64_t age_ms);
/** Lets go of a device: its sessions are closed, its slots empty. */
void library_remove_device(struct library *library, struct device *device);
struct device *library_device(const struct library *library, const char *name);

/**
 * The meaning of what a vendor's function answered about the token in a slot. A device found to be gone is let go of and
 * CKR_DEVICE_REMOVED returned; a login that the device has forgotten is forgotten here too.
 */
CK_RV slot_return_value(struct library *library, struct slot *slot, ULONG answer);

/* --- session.c ------------------------------------------------------------------------------------------------------------------ */

/** NULL when memory ran out or no handle is free. */
struct session *session_open(struct library *library, struct slot *slot, bool read_write);
/** With the last session of a token the login ends. */
void session_close(struct library *library, struct session *session);
void session_close_all(struct library *library, struct slot *slot);
/** Ends what sessions on the token have begun with private objects, and the device's knowledge of the PIN. */
void slot_log_out(struct library *library, struct slot *slot);
size_t slot_session_count(const struct library *library, const struct slot *slot, bool read_write_only);

/* --- object-reading.c ------------------------------------------------------------------------------------------------------------- */

/** Reads the token's objects unless they were read and nothing is known to have changed. Same objects keep their handles. */
CK_RV slot_read_objects(struct library *library, struct slot *slot);
/** Reads a data object's content, unless it was. */
CK_RV slot_read_value(struct library *library, struct slot *slot, struct object *object);
/** NULL when there is none, or none that may be seen without login. */
struct object *slot_object(const struct slot *slot, CK_OBJECT_HANDLE handle);
/** Whether there is such an object at all, seen or not. */
bool slot_has_object(const struct slot *slot, CK_OBJECT_HANDLE handle);
void slot_forget_objects(struct slot *slot);
bool slot_object_visible(const struct slot *slot, const struct object *object);

#endif
