#include "new-application.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>

#include "pin.h"

static ULONG check_new_application(struct device *device, const char *name, const char *admin_pin, uint32_t admin_tries,
                                   const char *user_pin, uint32_t user_tries) {
  size_t length = bounded_length(name, APPLICATION_NAME_LENGTH + 1);
  if (length == 0 || length > APPLICATION_NAME_LENGTH) return SAR_APPLICATION_NAME_INVALID;
  if (!pin_length_fits(admin_pin) || !pin_length_fits(user_pin)) return SAR_PIN_LEN_RANGE;
  if (admin_tries < 1 || admin_tries > MAX_PIN_TRIES) return SAR_INVALIDPARAMERR;
  if (user_tries < 1 || user_tries > MAX_PIN_TRIES) return SAR_INVALIDPARAMERR;
  if (device_application(device, name) != NULL) return SAR_APPLICATION_EXISTS;
  if (device->application_count == MAX_APPLICATIONS) return SAR_NO_ROOM;
  return SAR_OK;
}

ULONG device_add_application(struct device *device, const char *name, const char *admin_pin, uint32_t admin_tries,
                             const char *user_pin, uint32_t user_tries, uint32_t create_file_rights) {
  ULONG answer = check_new_application(device, name, admin_pin, admin_tries, user_pin, user_tries);
  if (answer != SAR_OK) return answer;
  struct application *application = calloc(1, sizeof *application);
  if (application == NULL) return SAR_MEMORYERR;
  strcpy(application->name, name);
  application->create_file_rights = create_file_rights;
  uint8_t data_key[DATA_KEY_LENGTH];
  answer = SAR_GENRANDERR;
  if (RAND_bytes(application->id, sizeof application->id) == 1 && RAND_priv_bytes(data_key, sizeof data_key) == 1) {
    application->pins[ADMIN_TYPE].max_tries = admin_tries;
    application->pins[USER_TYPE].max_tries = user_tries;
    answer =
        pin_set(application, ADMIN_TYPE, admin_pin, data_key) && pin_set(application, USER_TYPE, user_pin, data_key)
            ? SAR_OK
            : SAR_FAIL;
    application->pins[ADMIN_TYPE].unchanged = 1;
    application->pins[USER_TYPE].unchanged = 1;
  }
  OPENSSL_cleanse(data_key, sizeof data_key);
  if (answer != SAR_OK) {
    application_free(application);
    return answer;
  }
  device->applications[device->application_count++] = application;
  return SAR_OK;
}
