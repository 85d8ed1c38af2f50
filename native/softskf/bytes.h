/** Bytes written one after the other, and read back without trusting them. Numbers are little-endian. */
#ifndef SOFTSKF_BYTES_H
#define SOFTSKF_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Bytes on the heap, owned by whoever holds the structure. */
struct blob {
  uint8_t *bytes;
  uint32_t length;
};

/**
 * Copies `length` bytes into `blob`, whose old bytes are wiped and freed. False when memory is out: `blob` is
 * unchanged.
 */
bool blob_set(struct blob *blob, const void *bytes, size_t length);

/** Wipes and frees. */
void blob_clear(struct blob *blob);

/** Grows as needed; `failed` is set once memory is out, and stays. The bytes belong to the caller: `writer_clear`. */
struct writer {
  uint8_t *bytes;
  size_t length;
  size_t capacity;
  bool failed;
};

void write_u32(struct writer *writer, uint32_t value);
void write_bytes(struct writer *writer, const void *bytes, size_t length);
/** The length as u32, then the bytes. */
void write_block(struct writer *writer, const void *bytes, size_t length);
/** Wipes and frees. */
void writer_clear(struct writer *writer);

/** Reads from bytes it does not own; `failed` is set once something is missing or too long, and stays. */
struct reader {
  const uint8_t *bytes;
  size_t left;
  bool failed;
};

uint32_t read_u32(struct reader *reader);
void read_bytes(struct reader *reader, void *bytes, size_t length);
/** A block of at most `most` bytes into a blob that holds nothing yet. */
void read_blob(struct reader *reader, struct blob *blob, size_t most);
/** A block without NULs into a field of `size` bytes, ended by NUL. */
void read_text(struct reader *reader, char *text, size_t size);

/** The length of `text`, at most `most`; text that is longer answers `most`. */
size_t bounded_length(const char *text, size_t most);

#endif
