/** Reads a token's objects out of containers and files. */
#ifndef QIANYIN_OBJECT_READING_H
#define QIANYIN_OBJECT_READING_H

#include "library.h"

/**
 * Reads the token's objects unless they were read and nothing is known to have changed. Same objects keep their
 * handles.
 */
CK_RV slot_read_objects(struct library *library, struct slot *slot);
/** Reads a data object's content, unless it was. */
CK_RV slot_read_value(struct library *library, struct slot *slot, struct object *object);

#endif
