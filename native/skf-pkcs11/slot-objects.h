/** The objects of a token, as they were last read. */
#ifndef QIANYIN_SLOT_OBJECTS_H
#define QIANYIN_SLOT_OBJECTS_H

#include "library.h"

/** NULL when there is none, or none that may be seen without login. */
struct object *slot_object(const struct slot *slot, CK_OBJECT_HANDLE handle);
/** Whether there is such an object at all, seen or not. */
bool slot_has_object(const struct slot *slot, CK_OBJECT_HANDLE handle);
bool slot_object_visible(const struct slot *slot, const struct object *object);
void slot_forget_objects(struct slot *slot);

#endif
