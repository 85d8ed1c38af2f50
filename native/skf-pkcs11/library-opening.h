/** Takes a vendor library into use, and out of it. */
#ifndef QIANYIN_LIBRARY_OPENING_H
#define QIANYIN_LIBRARY_OPENING_H

#include "configuration.h"
#include "library.h"

/**
 * Loads the library and connects its devices. NULL when memory ran out; a library that cannot be loaded has an empty
 * slot.
 */
struct library *library_open(const struct configured_library *configured, size_t index);
/** No thread may be in the library any more. May be given NULL. */
void library_close(struct library *library);

#endif
