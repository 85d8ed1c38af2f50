/** PINs: what is sealed under them, and how long they may be. Counting tries is `access.c`'s. */
#ifndef SOFTSKF_PIN_H
#define SOFTSKF_PIN_H

#include <stdbool.h>

#include "device.h"

bool pin_length_fits(const char *pin);

/** Seals `data_key` under a new PIN, with all tries left. False when OpenSSL fails; the old PIN then still holds. */
bool pin_set(struct application *application, ULONG type, const char *pin, const uint8_t data_key[DATA_KEY_LENGTH]);

/** True with the data key when the PIN is right, false with it wiped when not. */
bool pin_open(const struct application *application, ULONG type, const char *pin, uint8_t data_key[DATA_KEY_LENGTH]);

#endif
