#include "text.h"

#include <string.h>

/** The length of the UTF-8 character at the front of `length` bytes (RFC 3629, 4); 0 when there is none. */
static size_t character_length(const unsigned char *text, size_t length) {
  unsigned char first = text[0];
  if (first < 0x80) return first >= 0x20 && first != 0x7F ? 1 : 0;
  size_t size = first >= 0xC2 && first <= 0xDF   ? 2
                : (first & 0xF0) == 0xE0         ? 3
                : first >= 0xF0 && first <= 0xF4 ? 4
                                                 : 0;
  if (size == 0 || size > length) return 0;
  for (size_t i = 1; i < size; i++) {
    if ((text[i] & 0xC0) != 0x80) return 0;
  }
  if ((first == 0xE0 && text[1] < 0xA0) || (first == 0xED && text[1] > 0x9F)) return 0;
  if ((first == 0xF0 && text[1] < 0x90) || (first == 0xF4 && text[1] > 0x8F)) return 0;
  return size;
}

void text_from_field(char *target, size_t target_size, const char *field, size_t field_size) {
  const unsigned char *from = (const unsigned char *)field;
  size_t length = 0;
  while (length < field_size && from[length] != '\0') length++;
  while (length > 0 && from[length - 1] <= ' ') length--;
  while (length > 0 && *from <= ' ') from++, length--;
  size_t used = 0;
  while (length > 0) {
    size_t size = character_length(from, length);
    size_t taken = size > 0 ? size : 1;
    if (used + taken + 1 > target_size) break;
    if (size > 0) {
      memcpy(target + used, from, size);
    } else {
      target[used] = '?';
    }
    used += taken;
    from += taken;
    length -= taken;
  }
  target[used] = '\0';
}

void text_to_field(unsigned char *field, size_t field_size, const char *text) {
  size_t length = strlen(text);
  if (length > field_size) {
    length = field_size;
    // Continuation bytes are 10xxxxxx: a character that does not fit whole is left out whole.
    while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80) length--;
  }
  memset(field, ' ', field_size);
  memcpy(field, text, length);
}
