/** How SKF hands out bytes, lists and structures. */
#ifndef SOFTSKF_ANSWERS_H
#define SOFTSKF_ANSWERS_H

#include <stddef.h>

#include "bytes.h"
#include "skf.h"

/**
 * The two-call convention: with a NULL buffer answers the length; SAR_BUFFER_TOO_SMALL with the length when the buffer
 * is too short; else fills it. `length` must not be NULL.
 */
ULONG answer_bytes(const void *bytes, size_t length, BYTE *buffer, ULONG *buffer_length);

/** A list of names under construction; start with `{0}`. */
struct name_list {
  struct writer writer;
};

void name_list_add(struct name_list *list, const char *name);
/** Ends the list, answers it by the two-call convention, and frees it. */
ULONG answer_names(struct name_list *list, LPSTR buffer, ULONG *buffer_length);

/** Copies text into a field filled with NULs; text as long as the field leaves none. */
void fill_field(CHAR *field, size_t size, const char *text);

#endif
