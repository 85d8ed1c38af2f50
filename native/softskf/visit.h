/**
 * A visit is one call's stay at the device: it takes the module's lock and the device's, sees whether the device is
 * still plugged in, and brings what it holds up to date. Every `visit_begin` that answered SAR_OK needs its
 * `visit_end`.
 */
#ifndef SOFTSKF_VISIT_H
#define SOFTSKF_VISIT_H

#include <stdbool.h>

#include "handles.h"
#include "logins.h"

struct visit {
  struct handle *handle;
  struct connection *connection;
  struct device *device;
  /** By the kind of the handle; NULL where it has none. */
  struct application *application;
  struct container *container;
  /** Who is logged in; NULL when nobody is. */
  struct login *login;
  struct file_lock lock;
};

/**
 * SAR_INVALIDHANDLEERR (also when another process deleted what the handle stands for), SAR_DEVICE_REMOVED,
 * SAR_TIMEOUTERR when another keeps the device locked, SAR_FILEERR when its file is damaged.
 */
ULONG visit_begin(HANDLE value, enum handle_kind kind, struct visit *visit);

/** Ends the visit and answers `answer`, so that a call can end with it. */
ULONG visit_end(struct visit *visit, ULONG answer);

/** Makes changes durable. When that fails they are forgotten: `device` and what is below it are gone. */
ULONG visit_save(struct visit *visit);

/** Saves and ends. */
ULONG visit_end_saving(struct visit *visit);

bool visit_user_is_in(const struct visit *visit);
/** SECURE_*: whether those logged in have one of these rights. */
bool visit_has_rights(const struct visit *visit, ULONG rights);

/**
 * The exclusive use of the device, waiting at most `timeout_milliseconds` (UINT32_MAX: for ever). Takes and gives back
 * the module's lock itself.
 */
ULONG visit_lock_device(HANDLE value, uint32_t timeout_milliseconds);
ULONG visit_unlock_device(HANDLE value);

#endif
