/** Text that crosses the borders: bytes of unknown encoding from SKF, UTF-8 of fixed width to PKCS#11. */
#ifndef QIANYIN_TEXT_H
#define QIANYIN_TEXT_H

#include <stddef.h>

/**
 * Copies text that fills a field and may lack its NUL. Blanks around it are cut; bytes that are not UTF-8, and control
 * characters, become `?`. `target` is ended by NUL within `target_size`, never in the middle of a character.
 */
void text_from_field(char *target, size_t target_size, const char *field, size_t field_size);

/** Fills a field of PKCS#11: as many whole characters as fit, then blanks. */
void text_to_field(unsigned char *field, size_t field_size, const char *text);

#endif
