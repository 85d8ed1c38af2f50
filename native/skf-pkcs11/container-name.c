#include "container-name.h"

#include <string.h>

#include "text.h"

static const char encryption_label[] = " 加密";
static const char digits[] = "0123456789abcdef";

static int digit_value(char digit) {
  const char *at = digit != '\0' ? strchr(digits, digit) : NULL;
  return at != NULL ? (int)(at - digits) : -1;
}

/** Reads the id after the last `#`. Returns the length of what is before, or the whole length when there is no id. */
static size_t read_id(const char *container, struct key_names *names) {
  size_t whole = strlen(container);
  const char *mark = strrchr(container, '#');
  size_t count = mark != NULL ? strlen(mark + 1) : 0;
  if (count == 0 || count % 2 != 0) return whole;
  for (size_t i = 0; i < count; i += 2) {
    int high = digit_value(mark[1 + i]), low = digit_value(mark[2 + i]);
    if (high < 0 || low < 0) return whole;
    names->id[i / 2] = (uint8_t)(high << 4 | low);
  }
  names->id_length = count / 2;
  return (size_t)(mark - container);
}

void container_key_names(const char *container, bool signing, struct key_names *names) {
  memset(names, 0, sizeof *names);
  size_t label_length = read_id(container, names);
  if (names->id_length == 0) {
    names->id_length = strlen(container);
    memcpy(names->id, container, names->id_length);
  }
  text_from_field(names->label, NAME_LIMIT + 1, container, label_length);
  if (signing) return;
  strcat(names->label, encryption_label);
  names->id[names->id_length++] = 'E';
}

bool container_name_for(char name[CONTAINER_NAME_LIMIT + 1], const void *label, size_t label_length, const uint8_t *id,
                        size_t id_length) {
  size_t length = label_length + (id_length > 0 ? 1 + 2 * id_length : 0);
  if (length > CONTAINER_NAME_LIMIT || (label_length > 0 && memchr(label, '\0', label_length) != NULL)) return false;
  if (label_length > 0) memcpy(name, label, label_length);
  char *at = name + label_length;
  if (id_length > 0) *at++ = '#';
  for (size_t i = 0; i < id_length; i++) {
    *at++ = digits[id[i] >> 4];
    *at++ = digits[id[i] & 0xF];
  }
  *at = '\0';
  return true;
}
