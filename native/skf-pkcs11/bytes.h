/** Owned runs of bytes. All zero is an empty one. */
#ifndef QIANYIN_BYTES_H
#define QIANYIN_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes {
  uint8_t *data;
  size_t length;
};

/** Makes `bytes`, which is empty, a copy. False when memory ran out. */
bool bytes_copy(struct bytes *bytes, const void *data, size_t length);
void bytes_clear(struct bytes *bytes);
bool bytes_equal(const struct bytes *bytes, const void *data, size_t length);

#endif
