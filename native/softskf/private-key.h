/** A container's private keys, sealed under the data key of the user who is logged in. */
#ifndef SOFTSKF_PRIVATE_KEY_H
#define SOFTSKF_PRIVATE_KEY_H

#include "visit.h"

enum key_use { KEY_USE_ENCRYPTION = 0, KEY_USE_SIGNING = 1 };

/**
 * Puts a key pair in the place of the container's, whose certificate goes when it is for another key. Only in memory:
 * the caller saves. SAR_USER_NOT_LOGGED_IN, SAR_KEYINFOTYPEERR (the container is of another type), SAR_NO_ROOM.
 */
ULONG private_key_store(struct visit *visit, enum key_use use, uint32_t container_type, const void *public_key,
                        size_t public_key_length, const uint8_t *private_key, size_t private_key_length);

/**
 * Opens a private key into a blob that the caller clears. SAR_USER_NOT_LOGGED_IN, SAR_KEYNOTFOUNTERR, SAR_KEYUSAGEERR
 * (the key is of another type), SAR_FILEERR when the device's file was tampered with.
 */
ULONG private_key_open(const struct visit *visit, enum key_use use, uint32_t container_type, struct blob *private_key);

#endif
