#include "private-key.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "certificate.h"
#include "sealing.h"

/** A sealed key must not open in another container, as the other pair, or beside another public key. */
struct place {
  uint8_t application[APPLICATION_ID_LENGTH];
  char container[CONTAINER_NAME_LENGTH + 1];
  uint8_t use;
  uint8_t type;
  uint8_t public_key[sizeof(RSAPUBLICKEYBLOB)];
};

static void find_place(const struct visit *visit, enum key_use use, uint32_t type, const void *public_key,
                       size_t public_key_length, struct place *place) {
  memset(place, 0, sizeof *place);
  memcpy(place->application, visit->application->id, sizeof place->application);
  memcpy(place->container, visit->container->name, strlen(visit->container->name));
  place->use = (uint8_t)use;
  place->type = (uint8_t)type;
  memcpy(place->public_key, public_key, public_key_length);
}

static struct key_pair *pair_of(struct container *container, enum key_use use) {
  return use == KEY_USE_SIGNING ? &container->signing : &container->encryption;
}

ULONG private_key_store(struct visit *visit, enum key_use use, uint32_t container_type, const void *public_key,
                        size_t public_key_length, const uint8_t *private_key, size_t private_key_length) {
  struct container *container = visit->container;
  struct key_pair *pair = pair_of(container, use);
  if (!visit_user_is_in(visit)) return SAR_USER_NOT_LOGGED_IN;
  if (container->type != CONTAINER_TYPE_UNKNOWN && container->type != container_type) return SAR_KEYINFOTYPEERR;
  size_t sealed_length = SEALING_NONCE_LENGTH + SEALING_TAG_LENGTH + private_key_length;
  if (sealed_length > MAX_SEALED_LENGTH || public_key_length > sizeof(RSAPUBLICKEYBLOB)) return SAR_INDATALENERR;
  if (sealed_length + public_key_length > device_free_space(visit->device)) return SAR_NO_ROOM;
  struct place place;
  find_place(visit, use, container_type, public_key, public_key_length, &place);
  uint8_t sealed[MAX_SEALED_LENGTH];
  uint8_t *tag = sealed + SEALING_NONCE_LENGTH;
  if (!seal_bytes(visit->login->data_key, &place, sizeof place, private_key, private_key_length, sealed,
                  tag + SEALING_TAG_LENGTH, tag)) {
    return SAR_FAIL;
  }
  struct key_pair fresh = {0};
  if (!blob_set(&fresh.public_key, public_key, public_key_length) ||
      !blob_set(&fresh.sealed_private_key, sealed, sealed_length)) {
    blob_clear(&fresh.public_key);
    blob_clear(&fresh.sealed_private_key);
    return SAR_MEMORYERR;
  }
  blob_clear(&pair->public_key);
  blob_clear(&pair->sealed_private_key);
  pair->public_key = fresh.public_key;
  pair->sealed_private_key = fresh.sealed_private_key;
  container->type = container_type;
  const struct blob *certificate = &pair->certificate;
  if (certificate->length > 0 &&
      certificate_check(certificate->bytes, certificate->length, pair, container_type) != SAR_OK) {
    blob_clear(&pair->certificate);
  }
  return SAR_OK;
}

ULONG private_key_open(const struct visit *visit, enum key_use use, uint32_t container_type, struct blob *private_key) {
  const struct key_pair *pair = pair_of(visit->container, use);
  const struct blob *sealed = &pair->sealed_private_key;
  if (sealed->length == 0) return SAR_KEYNOTFOUNTERR;
  if (visit->container->type != container_type) return SAR_KEYUSAGEERR;
  if (!visit_user_is_in(visit)) return SAR_USER_NOT_LOGGED_IN;
  if (sealed->length <= SEALING_NONCE_LENGTH + SEALING_TAG_LENGTH) return SAR_FILEERR;
  struct place place;
  find_place(visit, use, container_type, pair->public_key.bytes, pair->public_key.length, &place);
  const uint8_t *tag = sealed->bytes + SEALING_NONCE_LENGTH;
  uint32_t length = sealed->length - SEALING_NONCE_LENGTH - SEALING_TAG_LENGTH;
  uint8_t *opened = malloc(length);
  if (opened == NULL) return SAR_MEMORYERR;
  if (!open_bytes(visit->login->data_key, &place, sizeof place, tag + SEALING_TAG_LENGTH, length, sealed->bytes, tag,
                  opened)) {
    free(opened);
    return SAR_FILEERR;
  }
  private_key->bytes = opened;
  private_key->length = length;
  return SAR_OK;
}
