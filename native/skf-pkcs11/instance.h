/** The module between C_Initialize and C_Finalize, and the way into it that every other function takes. */
#ifndef QIANYIN_INSTANCE_H
#define QIANYIN_INSTANCE_H

#include "configuration.h"
#include "library.h"
#include "session.h"

struct instance {
  /** Set once; a library has its own lock. */
  struct library *libraries[LIBRARIES_LIMIT];
  size_t library_count;
  /** Guards what follows. */
  mutex_t lock;
  condition_t changed;
  /** Calls that are inside. */
  size_t active;
  bool ending;
};

/**
 * C_Initialize after its arguments were checked. A child made by fork() begins anew and leaves its parent's devices
 * alone.
 */
CK_RV instance_begin(void);
/**
 * C_Finalize: ends waits, lets calls run out, frees everything. Calls that hang in a vendor's library are left behind.
 */
CK_RV instance_end(void);

/**
 * The instance, which stays until instance_leave; NULL when the module is not initialized, or was in the parent
 * process.
 */
struct instance *instance_enter(void);
void instance_leave(struct instance *instance);
/** Waits a while, or until C_Finalize. False when it is C_Finalize's turn. */
bool instance_pause(struct instance *instance, unsigned duration_ms);
bool instance_ending(struct instance *instance);

/** A call on a slot or a session: where it is, with the library locked. */
struct call {
  struct instance *instance;
  struct library *library;
  struct slot *slot;
  /** NULL in calls on slots. */
  struct session *session;
};

/** Finds and locks. Unless CKR_OK is returned there is nothing to end. */
CK_RV call_on_slot(struct call *call, CK_SLOT_ID id);
CK_RV call_on_session(struct call *call, CK_SESSION_HANDLE handle);
/** Unlocks and returns the value given. A session that was told of its token's removal ends here. */
CK_RV call_end(struct call *call, CK_RV return_value);

#endif
