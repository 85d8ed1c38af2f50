/**
 * AES-256-GCM as this device uses it: a fresh random nonce each time, and the place of the secret as associated data.
 */
#ifndef SOFTSKF_SEALING_H
#define SOFTSKF_SEALING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SEALING_NONCE_LENGTH = 12, SEALING_TAG_LENGTH = 16 };

/** `sealed` takes `length` bytes. False when OpenSSL fails. */
bool seal_bytes(const uint8_t key[32], const void *place, size_t place_length, const uint8_t *bytes, size_t length,
                uint8_t nonce[SEALING_NONCE_LENGTH], uint8_t *sealed, uint8_t tag[SEALING_TAG_LENGTH]);

/** True with `bytes` filled; false with `bytes` wiped when the key is another, or anything was changed. */
bool open_bytes(const uint8_t key[32], const void *place, size_t place_length, const uint8_t *sealed, size_t length,
                const uint8_t nonce[SEALING_NONCE_LENGTH], const uint8_t tag[SEALING_TAG_LENGTH], uint8_t *bytes);

#endif
