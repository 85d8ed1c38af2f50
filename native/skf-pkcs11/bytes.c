#include "bytes.h"

#include <stdlib.h>
#include <string.h>

bool bytes_copy(struct bytes *bytes, const void *data, size_t length) {
  bytes->data = malloc(length > 0 ? length : 1);
  if (bytes->data == NULL) return false;
  if (length > 0) memcpy(bytes->data, data, length);
  bytes->length = length;
  return true;
}

void bytes_clear(struct bytes *bytes) {
  free(bytes->data);
  *bytes = (struct bytes){0};
}

bool bytes_equal(const struct bytes *bytes, const void *data, size_t length) {
  return bytes->length == length && (length == 0 || memcmp(bytes->data, data, length) == 0);
}
