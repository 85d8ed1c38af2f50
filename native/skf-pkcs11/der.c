#include "der.h"

#include <string.h>

int der_peek(const struct der *input) {
  return input->length > 0 ? input->data[0] : -1;
}

bool der_read(struct der *input, uint8_t tag, struct der *content, struct der *element) {
  if (input->length < 2 || input->data[0] != tag) return false;
  size_t header = 2;
  size_t length = input->data[1];
  if (length >= 0x80) {
    size_t size = length & 0x7F;
    // Three bytes of length are 16 MiB, more than any token holds; no length (0x80) is BER.
    if (size == 0 || size > 3 || input->length < 2 + size) return false;
    length = 0;
    for (size_t i = 0; i < size; i++) length = length << 8 | input->data[2 + i];
    header += size;
  }
  if (length > input->length - header) return false;
  if (content != NULL) *content = (struct der){input->data + header, length};
  if (element != NULL) *element = (struct der){input->data, header + length};
  input->data += header + length;
  input->length -= header + length;
  return true;
}

bool der_equal(const struct der *der, const void *data, size_t length) {
  return der->length == length && memcmp(der->data, data, length) == 0;
}

struct der der_unsigned(struct der content) {
  while (content.length > 1 && content.data[0] == 0) {
    content.data++;
    content.length--;
  }
  return content;
}
