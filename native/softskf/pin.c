#include "pin.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <string.h>

#include "sealing.h"

/** 16 MiB and some 40 ms for each guess, as interactive logins want it. */
enum { SCRYPT_N = 16384, SCRYPT_R = 8, SCRYPT_P = 1, SCRYPT_MEMORY = 33 * 1024 * 1024 };

bool pin_length_fits(const char *pin) {
  size_t length = bounded_length(pin, PIN_MAX_LENGTH + 1);
  return length >= PIN_MIN_LENGTH && length <= PIN_MAX_LENGTH;
}

static bool derive_key(const char *pin, const uint8_t salt[16], uint8_t key[32]) {
  return EVP_PBE_scrypt(pin, strlen(pin), salt, 16, SCRYPT_N, SCRYPT_R, SCRYPT_P, SCRYPT_MEMORY, key, 32) == 1;
}

/** A sealed key must not open in the place of the other PIN's, nor in another application. */
struct place {
  uint8_t application[APPLICATION_ID_LENGTH];
  uint8_t type;
};

static struct place place_of(const struct application *application, ULONG type) {
  struct place place;
  memcpy(place.application, application->id, sizeof place.application);
  place.type = (uint8_t)type;
  return place;
}

bool pin_set(struct application *application, ULONG type, const char *pin, const uint8_t data_key[DATA_KEY_LENGTH]) {
  struct pin fresh = application->pins[type];
  struct place place = place_of(application, type);
  uint8_t key[32];
  fresh.tries_left = fresh.max_tries;
  fresh.unchanged = 0;
  bool done =
      RAND_bytes(fresh.salt, sizeof fresh.salt) == 1 && derive_key(pin, fresh.salt, key) &&
      seal_bytes(key, &place, sizeof place, data_key, DATA_KEY_LENGTH, fresh.nonce, fresh.sealed_key, fresh.tag);
  OPENSSL_cleanse(key, sizeof key);
  if (done) application->pins[type] = fresh;
  return done;
}

bool pin_open(const struct application *application, ULONG type, const char *pin, uint8_t data_key[DATA_KEY_LENGTH]) {
  const struct pin *stored = &application->pins[type];
  struct place place = place_of(application, type);
  uint8_t key[32];
  bool right = derive_key(pin, stored->salt, key) && open_bytes(key, &place, sizeof place, stored->sealed_key,
                                                                DATA_KEY_LENGTH, stored->nonce, stored->tag, data_key);
  OPENSSL_cleanse(key, sizeof key);
  if (!right) OPENSSL_cleanse(data_key, DATA_KEY_LENGTH);
  return right;
}
