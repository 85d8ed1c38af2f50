/** What slot ids and session handles are made of: each leads to its library, and so to the right lock. */
#ifndef QIANYIN_HANDLE_LAYOUT_H
#define QIANYIN_HANDLE_LAYOUT_H

#include "pkcs11.h"

/** A slot id is the library's index and, in its last bits, the slot's number. */
#define SLOT_NUMBER_BITS 16
#define slot_id_of(number, library_index) ((CK_SLOT_ID)((library_index) << SLOT_NUMBER_BITS | (number)))
#define slot_library_index(id) ((id) >> SLOT_NUMBER_BITS)

/** A session handle is a number and, in its last bits, the library's index. */
#define LIBRARY_INDEX_BITS 4
#define SESSION_NUMBER_MASK 0xFFFFFFFUL
#define session_handle_of(number, library_index) ((CK_SESSION_HANDLE)((number) << LIBRARY_INDEX_BITS | (library_index)))
#define session_library_index(handle) ((handle) & ((1u << LIBRARY_INDEX_BITS) - 1))

#endif
