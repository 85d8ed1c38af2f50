#include <openssl/crypto.h>
#include <string.h>

#include "pin.h"
#include "skf.h"
#include "visit.h"

/**
 * Tries a PIN. The try is on the disk before the PIN is checked: pulling the device or ending the process does not give
 * it back. On SAR_OK the tries are full again in memory, for the caller to save.
 */
static ULONG try_pin(struct visit *visit, ULONG type, const char *pin_text, uint8_t data_key[DATA_KEY_LENGTH],
                     ULONG *tries_left) {
  struct pin *pin = &visit->application->pins[type];
  *tries_left = pin->tries_left;
  if (pin->tries_left == 0) return SAR_PIN_LOCKED;
  if (!pin_length_fits(pin_text)) return SAR_PIN_LEN_RANGE;
  pin->tries_left -= 1;
  ULONG answer = visit_save(visit);
  if (answer != SAR_OK) return answer;
  *tries_left = pin->tries_left;
  if (!pin_open(visit->application, type, pin_text, data_key)) {
    logins_end(visit->connection->folder, visit->application->id, type);
    return pin->tries_left == 0 ? SAR_PIN_LOCKED : SAR_PIN_INCORRECT;
  }
  pin->tries_left = pin->max_tries;
  *tries_left = pin->max_tries;
  return SAR_OK;
}

static bool is_pin_type(ULONG type) {
  return type == ADMIN_TYPE || type == USER_TYPE;
}

ULONG DEVAPI SKF_GetPINInfo(HAPPLICATION hApplication, ULONG ulPINType, ULONG *pulMaxRetryCount,
                            ULONG *pulRemainRetryCount, BOOL *pbDefaultPin) {
  if (pulMaxRetryCount == NULL || pulRemainRetryCount == NULL || pbDefaultPin == NULL) return SAR_INVALIDPARAMERR;
  if (!is_pin_type(ulPINType)) return SAR_USER_TYPE_INVALID;
  struct visit visit;
  ULONG answer = visit_begin(hApplication, HANDLE_APPLICATION, &visit);
  if (answer != SAR_OK) return answer;
  const struct pin *pin = &visit.application->pins[ulPINType];
  *pulMaxRetryCount = pin->max_tries;
  *pulRemainRetryCount = pin->tries_left;
  *pbDefaultPin = pin->unchanged ? TRUE : FALSE;
  return visit_end(&visit, SAR_OK);
}

ULONG DEVAPI SKF_VerifyPIN(HAPPLICATION hApplication, ULONG ulPINType, LPSTR szPIN, ULONG *pulRetryCount) {
  if (szPIN == NULL || pulRetryCount == NULL) return SAR_INVALIDPARAMERR;
  if (!is_pin_type(ulPINType)) return SAR_USER_TYPE_INVALID;
  struct visit visit;
  ULONG answer = visit_begin(hApplication, HANDLE_APPLICATION, &visit);
  if (answer != SAR_OK) return answer;
  uint8_t data_key[DATA_KEY_LENGTH];
  answer = try_pin(&visit, ulPINType, szPIN, data_key, pulRetryCount);
  if (answer == SAR_OK) answer = visit_save(&visit);
  if (answer == SAR_OK) {
    answer = logins_add(visit.connection->folder, visit.application->id, ulPINType, data_key);
  }
  OPENSSL_cleanse(data_key, sizeof data_key);
  return visit_end(&visit, answer);
}

ULONG DEVAPI SKF_ChangePIN(HAPPLICATION hApplication, ULONG ulPINType, LPSTR szOldPin, LPSTR szNewPin,
                           ULONG *pulRetryCount) {
  if (szOldPin == NULL || szNewPin == NULL || pulRetryCount == NULL) return SAR_INVALIDPARAMERR;
  if (!is_pin_type(ulPINType)) return SAR_USER_TYPE_INVALID;
  if (!pin_length_fits(szNewPin)) return SAR_PIN_LEN_RANGE;
  struct visit visit;
  ULONG answer = visit_begin(hApplication, HANDLE_APPLICATION, &visit);
  if (answer != SAR_OK) return answer;
  uint8_t data_key[DATA_KEY_LENGTH];
  answer = try_pin(&visit, ulPINType, szOldPin, data_key, pulRetryCount);
  if (answer == SAR_OK) {
    bool changed = pin_set(visit.application, ulPINType, szNewPin, data_key);
    answer = visit_save(&visit);
    if (answer == SAR_OK && !changed) answer = SAR_FAIL;
  }
  OPENSSL_cleanse(data_key, sizeof data_key);
  return visit_end(&visit, answer);
}

ULONG DEVAPI SKF_UnblockPIN(HAPPLICATION hApplication, LPSTR szAdminPIN, LPSTR szNewUserPIN, ULONG *pulRetryCount) {
  if (szAdminPIN == NULL || szNewUserPIN == NULL || pulRetryCount == NULL) return SAR_INVALIDPARAMERR;
  if (!pin_length_fits(szNewUserPIN)) return SAR_PIN_LEN_RANGE;
  struct visit visit;
  ULONG answer = visit_begin(hApplication, HANDLE_APPLICATION, &visit);
  if (answer != SAR_OK) return answer;
  uint8_t data_key[DATA_KEY_LENGTH];
  answer = try_pin(&visit, ADMIN_TYPE, szAdminPIN, data_key, pulRetryCount);
  if (answer == SAR_OK) {
    bool changed = pin_set(visit.application, USER_TYPE, szNewUserPIN, data_key);
    answer = visit_save(&visit);
    if (answer == SAR_OK && !changed) answer = SAR_FAIL;
  }
  OPENSSL_cleanse(data_key, sizeof data_key);
  return visit_end(&visit, answer);
}

ULONG DEVAPI SKF_ClearSecureState(HAPPLICATION hApplication) {
  struct visit visit;
  ULONG answer = visit_begin(hApplication, HANDLE_APPLICATION, &visit);
  if (answer != SAR_OK) return answer;
  logins_forget(visit.connection->folder, visit.application->id);
  return visit_end(&visit, SAR_OK);
}
