#include "bytes.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

bool blob_set(struct blob *blob, const void *bytes, size_t length) {
  if (length > UINT32_MAX) return false;
  uint8_t *copy = malloc(length > 0 ? length : 1);
  if (copy == NULL) return false;
  if (length > 0) memcpy(copy, bytes, length);
  blob_clear(blob);
  blob->bytes = copy;
  blob->length = (uint32_t)length;
  return true;
}

void blob_clear(struct blob *blob) {
  if (blob->bytes != NULL) OPENSSL_cleanse(blob->bytes, blob->length);
  free(blob->bytes);
  blob->bytes = NULL;
  blob->length = 0;
}

static bool reserve(struct writer *writer, size_t more) {
  if (writer->failed) return false;
  if (more <= writer->capacity - writer->length) return true;
  size_t capacity = writer->capacity > 0 ? writer->capacity : 1024;
  while (capacity - writer->length < more) {
    if (capacity > SIZE_MAX / 2) {
      writer->failed = true;
      return false;
    }
    capacity *= 2;
  }
  uint8_t *bytes = malloc(capacity);
  if (bytes == NULL) {
    writer->failed = true;
    return false;
  }
  if (writer->bytes != NULL) {
    memcpy(bytes, writer->bytes, writer->length);
    OPENSSL_cleanse(writer->bytes, writer->length);
    free(writer->bytes);
  }
  writer->bytes = bytes;
  writer->capacity = capacity;
  return true;
}

void write_bytes(struct writer *writer, const void *bytes, size_t length) {
  if (length == 0 || !reserve(writer, length)) return;
  memcpy(writer->bytes + writer->length, bytes, length);
  writer->length += length;
}

void write_u32(struct writer *writer, uint32_t value) {
  const uint8_t bytes[4] = {(uint8_t)value, (uint8_t)(value >> 8), (uint8_t)(value >> 16), (uint8_t)(value >> 24)};
  write_bytes(writer, bytes, sizeof bytes);
}

void write_block(struct writer *writer, const void *bytes, size_t length) {
  if (length > UINT32_MAX) {
    writer->failed = true;
    return;
  }
  write_u32(writer, (uint32_t)length);
  write_bytes(writer, bytes, length);
}

void writer_clear(struct writer *writer) {
  if (writer->bytes != NULL) OPENSSL_cleanse(writer->bytes, writer->length);
  free(writer->bytes);
  memset(writer, 0, sizeof *writer);
}

static const uint8_t *take(struct reader *reader, size_t length) {
  if (reader->failed || length > reader->left) {
    reader->failed = true;
    return NULL;
  }
  const uint8_t *bytes = reader->bytes;
  reader->bytes += length;
  reader->left -= length;
  return bytes;
}

uint32_t read_u32(struct reader *reader) {
  const uint8_t *bytes = take(reader, 4);
  if (bytes == NULL) return 0;
  return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

void read_bytes(struct reader *reader, void *bytes, size_t length) {
  const uint8_t *from = take(reader, length);
  if (from != NULL) memcpy(bytes, from, length);
}

void read_blob(struct reader *reader, struct blob *blob, size_t most) {
  size_t length = read_u32(reader);
  if (length > most) reader->failed = true;
  const uint8_t *from = take(reader, length);
  if (from != NULL && length > 0 && !blob_set(blob, from, length)) reader->failed = true;
}

void read_text(struct reader *reader, char *text, size_t size) {
  size_t length = read_u32(reader);
  if (length >= size) reader->failed = true;
  const uint8_t *from = take(reader, length);
  text[0] = '\0';
  if (from == NULL) return;
  if (memchr(from, 0, length) != NULL) {
    reader->failed = true;
    return;
  }
  memcpy(text, from, length);
  text[length] = '\0';
}

size_t bounded_length(const char *text, size_t most) {
  size_t length = 0;
  while (length < most && text[length] != '\0') length++;
  return length;
}
