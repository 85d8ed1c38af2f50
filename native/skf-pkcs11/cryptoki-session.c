/** Sessions, logins and PINs. */
#include <string.h>

#include "instance.h"
#include "library-devices.h"
#include "slot.h"

CK_RV C_OpenSession(CK_SLOT_ID slot_id, CK_FLAGS flags, void *application, CK_NOTIFY notify,
                    CK_SESSION_HANDLE *handle) {
  // Nothing here takes long enough to be surrendered: the callback is never called.
  (void)application, (void)notify;
  if (handle == NULL) return CKR_ARGUMENTS_BAD;
  if ((flags & CKF_SERIAL_SESSION) == 0) return CKR_SESSION_PARALLEL_NOT_SUPPORTED;
  struct call call;
  CK_RV rv = call_on_slot(&call, slot_id);
  if (rv != CKR_OK) return rv;
  library_refresh(call.library);
  bool read_write = (flags & CKF_RW_SESSION) != 0;
  if (call.slot->device == NULL) return call_end(&call, CKR_TOKEN_NOT_PRESENT);
  if (call.slot->application == NULL) return call_end(&call, CKR_TOKEN_NOT_RECOGNIZED);
  if (!read_write && call.slot->login == LOGIN_SO) return call_end(&call, CKR_SESSION_READ_WRITE_SO_EXISTS);
  struct session *session = session_open(call.library, call.slot, read_write);
  if (session == NULL) return call_end(&call, CKR_SESSION_COUNT);
  *handle = session->handle;
  return call_end(&call, CKR_OK);
}

CK_RV C_CloseSession(CK_SESSION_HANDLE handle) {
  struct call call;
  CK_RV rv = call_on_session(&call, handle);
  if (rv != CKR_OK) return rv;
  session_close(call.library, call.session);
  call.session = NULL;
  return call_end(&call, CKR_OK);
}

CK_RV C_CloseAllSessions(CK_SLOT_ID slot_id) {
  struct call call;
  CK_RV rv = call_on_slot(&call, slot_id);
  if (rv != CKR_OK) return rv;
  session_close_all(call.library, call.slot);
  return call_end(&call, CKR_OK);
}

CK_RV C_GetSessionInfo(CK_SESSION_HANDLE handle, CK_SESSION_INFO *info) {
  if (info == NULL) return CKR_ARGUMENTS_BAD;
  struct call call;
  CK_RV rv = call_on_session(&call, handle);
  if (rv != CKR_OK) return rv;
  // Programs ask this to learn whether the token is still there; some ask very often.
  library_refresh_if_older(call.library, 1000);
  if (call.session->removed) return call_end(&call, CKR_DEVICE_REMOVED);
  bool read_write = call.session->read_write;
  memset(info, 0, sizeof *info);
  info->slotID = call.slot->id;
  info->flags = CKF_SERIAL_SESSION | (read_write ? CKF_RW_SESSION : 0);
  switch (call.slot->login) {
    case LOGIN_NONE: info->state = read_write ? CKS_RW_PUBLIC_SESSION : CKS_RO_PUBLIC_SESSION; break;
    case LOGIN_USER: info->state = read_write ? CKS_RW_USER_FUNCTIONS : CKS_RO_USER_FUNCTIONS; break;
    case LOGIN_SO: info->state = CKS_RW_SO_FUNCTIONS; break;
  }
  return call_end(&call, CKR_OK);
}

/** Makes a PIN text. One that holds a NUL would be cut short on its way to the device. */
static CK_RV copy_pin(char target[PIN_LIMIT + 1], const CK_UTF8CHAR *pin, CK_ULONG length) {
  if (length == 0 || length > PIN_LIMIT) return CKR_PIN_LEN_RANGE;
  if (memchr(pin, '\0', length) != NULL) return CKR_PIN_INVALID;
  memcpy(target, pin, length);
  target[length] = '\0';
  return CKR_OK;
}

static CK_RV check_login(const struct call *call, CK_USER_TYPE user) {
  if (user == CKU_CONTEXT_SPECIFIC) return CKR_OPERATION_NOT_INITIALIZED;
  if (user != CKU_USER && user != CKU_SO) return CKR_USER_TYPE_INVALID;
  enum login login = call->slot->login;
  if (login != LOGIN_NONE) {
    return (login == LOGIN_USER) == (user == CKU_USER) ? CKR_USER_ALREADY_LOGGED_IN
                                                       : CKR_USER_ANOTHER_ALREADY_LOGGED_IN;
  }
  bool read_only =
      slot_session_count(call->library, call->slot, false) > slot_session_count(call->library, call->slot, true);
  return user == CKU_SO && read_only ? CKR_SESSION_READ_ONLY_EXISTS : CKR_OK;
}

static CK_RV log_in(const struct call *call, CK_USER_TYPE user, char *pin) {
  const struct vendor *vendor = &call->library->vendor;
  struct slot *slot = call->slot;
  ULONG type = user == CKU_USER ? USER_TYPE : ADMIN_TYPE;
  ULONG answer = vendor_verify_pin(vendor, slot->application, type, pin);
  if (answer == SAR_USER_ALREADY_LOGGED_IN) {
    // A login that another program left behind: this PIN has not been looked at yet.
    vendor_forget_login(vendor, slot->application);
    answer = vendor_verify_pin(vendor, slot->application, type, pin);
  }
  CK_RV rv = slot_return_value(call->library, slot, answer);
  if (rv != CKR_OK) return rv;
  slot->login = user == CKU_USER ? LOGIN_USER : LOGIN_SO;
  slot->objects_stale = true;
  if (user == CKU_SO) strcpy(slot->so_pin, pin);
  return CKR_OK;
}

CK_RV C_Login(CK_SESSION_HANDLE handle, CK_USER_TYPE user, CK_UTF8CHAR *pin, CK_ULONG pin_length) {
  struct call call;
  CK_RV rv = call_on_session(&call, handle);
  if (rv != CKR_OK) return rv;
  char text[PIN_LIMIT + 1] = "";
  // No token of SKF has a PIN pad of its own that a NULL PIN would ask for.
  rv = pin != NULL ? check_login(&call, user) : CKR_ARGUMENTS_BAD;
  if (rv == CKR_OK) rv = copy_pin(text, pin, pin_length);
  if (rv == CKR_OK) rv = log_in(&call, user, text);
  cleanse(text, sizeof text);
  return call_end(&call, rv);
}

CK_RV C_Logout(CK_SESSION_HANDLE handle) {
  struct call call;
  CK_RV rv = call_on_session(&call, handle);
  if (rv != CKR_OK) return rv;
  if (call.slot->login == LOGIN_NONE) return call_end(&call, CKR_USER_NOT_LOGGED_IN);
  slot_log_out(call.library, call.slot);
  return call_end(&call, CKR_OK);
}

static CK_RV change_pin(const struct call *call, char *old_pin, char *new_pin) {
  struct slot *slot = call->slot;
  bool so = slot->login == LOGIN_SO;
  ULONG answer =
      vendor_change_pin(&call->library->vendor, slot->application, so ? ADMIN_TYPE : USER_TYPE, old_pin, new_pin);
  CK_RV rv = slot_return_value(call->library, slot, answer);
  if (rv == CKR_OK && so) strcpy(slot->so_pin, new_pin);
  return rv;
}

CK_RV C_SetPIN(CK_SESSION_HANDLE handle, CK_UTF8CHAR *old_pin, CK_ULONG old_length, CK_UTF8CHAR *new_pin,
               CK_ULONG new_length) {
  struct call call;
  CK_RV rv = call_on_session(&call, handle);
  if (rv != CKR_OK) return rv;
  char old_text[PIN_LIMIT + 1] = "", new_text[PIN_LIMIT + 1] = "";
  if (old_pin == NULL || new_pin == NULL) rv = CKR_ARGUMENTS_BAD;
  if (rv == CKR_OK && !call.session->read_write) rv = CKR_SESSION_READ_ONLY;
  if (rv == CKR_OK) rv = copy_pin(old_text, old_pin, old_length);
  if (rv == CKR_OK) rv = copy_pin(new_text, new_pin, new_length);
  if (rv == CKR_OK) rv = change_pin(&call, old_text, new_text);
  cleanse(old_text, sizeof old_text);
  cleanse(new_text, sizeof new_text);
  return call_end(&call, rv);
}

/** The security officer gives a locked user a new PIN (SKF_UnblockPIN). */
CK_RV C_InitPIN(CK_SESSION_HANDLE handle, CK_UTF8CHAR *pin, CK_ULONG pin_length) {
  struct call call;
  CK_RV rv = call_on_session(&call, handle);
  if (rv != CKR_OK) return rv;
  struct slot *slot = call.slot;
  char text[PIN_LIMIT + 1] = "";
  if (pin == NULL) rv = CKR_ARGUMENTS_BAD;
  if (rv == CKR_OK && slot->login != LOGIN_SO) rv = CKR_USER_NOT_LOGGED_IN;
  if (rv == CKR_OK) rv = copy_pin(text, pin, pin_length);
  if (rv == CKR_OK) {
    ULONG answer = vendor_unblock_pin(&call.library->vendor, slot->application, slot->so_pin, text);
    rv = slot_return_value(call.library, slot, answer);
  }
  cleanse(text, sizeof text);
  return call_end(&call, rv);
}
