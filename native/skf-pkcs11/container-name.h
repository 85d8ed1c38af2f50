/**
 * CKA_LABEL and CKA_ID out of the one name that an SKF container has.
 *
 * Any name is its label, and its bytes are the id, so that both stay when the certificate is renewed. Where a program
 * asks for an id of its own when it generates a key pair, the container is named `label#id`, with the id in lower-case
 * hexadecimal.
 */
#ifndef QIANYIN_CONTAINER_NAME_H
#define QIANYIN_CONTAINER_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vendor.h"

struct key_names {
  char label[NAME_LIMIT + 16];
  uint8_t id[NAME_LIMIT + 1];
  size_t id_length;
};

/** Those of the encryption pair differ from the signing pair's by what is added at their ends. */
void container_key_names(const char *container, bool signing, struct key_names *names);

/** GM/T 0016 grants container names 64 bytes. */
#define CONTAINER_NAME_LIMIT 64

/** The name for a label and an id; either may be empty. False when it would be too long or holds a NUL. */
bool container_name_for(char name[CONTAINER_NAME_LIMIT + 1], const void *label, size_t label_length, const uint8_t *id,
                        size_t id_length);

#endif
