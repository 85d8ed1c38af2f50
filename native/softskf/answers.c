#include "answers.h"

#include <string.h>

ULONG answer_bytes(const void *bytes, size_t length, BYTE *buffer, ULONG *buffer_length) {
  ULONG room = *buffer_length;
  *buffer_length = (ULONG)length;
  if (buffer == NULL) return SAR_OK;
  if (room < length) return SAR_BUFFER_TOO_SMALL;
  if (length > 0) memcpy(buffer, bytes, length);
  return SAR_OK;
}

void name_list_add(struct name_list *list, const char *name) {
  write_bytes(&list->writer, name, strlen(name) + 1);
}

ULONG answer_names(struct name_list *list, LPSTR buffer, ULONG *buffer_length) {
  write_bytes(&list->writer, "", 1);
  ULONG answer = SAR_MEMORYERR;
  if (!list->writer.failed) {
    answer = answer_bytes(list->writer.bytes, list->writer.length, (BYTE *)buffer, buffer_length);
  }
  writer_clear(&list->writer);
  return answer;
}

void fill_field(CHAR *field, size_t size, const char *text) {
  size_t length = bounded_length(text, size);
  memset(field, 0, size);
  memcpy(field, text, length);
}
