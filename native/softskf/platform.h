/**
 * What differs between systems: the module's one lock, the clock, files and their locks. Paths and texts are UTF-8
 * everywhere. `platform_posix.c` or `platform_windows.c` stands behind it.
 */
#ifndef SOFTSKF_PLATFORM_H
#define SOFTSKF_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The one lock of the module, not recursive. */
void platform_lock(void);
void platform_unlock(void);
/** Gives the lock up for at most `milliseconds` or until `platform_wake`, then holds it again. */
void platform_wait(uint32_t milliseconds);
/** Ends every `platform_wait` that is under way. */
void platform_wake(void);

/** Milliseconds of a clock that is never set back. */
uint64_t platform_milliseconds(void);

/** The variable's value on the heap, or NULL when it is unset, empty, or memory is out. */
char *platform_environment(const char *name);

/** `folder/name` on the heap, or NULL when memory is out. */
char *platform_join(const char *folder, const char *name);

enum platform_outcome { PLATFORM_DONE, PLATFORM_ABSENT, PLATFORM_BUSY, PLATFORM_FAILED };

/** A lock between processes and between its holders in one process. `held` says whether it has to be released. */
struct file_lock {
  intptr_t file;
  bool held;
};

/** PLATFORM_DONE with the lock held, PLATFORM_BUSY when another holds it. Never waits. Makes the file. */
enum platform_outcome platform_try_lock(const char *path, struct file_lock *lock);
void platform_release(struct file_lock *lock);

/**
 * Reads the first `most` bytes of a file; `*length` is what there was. The bytes are on the heap and the caller's.
 * PLATFORM_ABSENT when there is no such file.
 */
enum platform_outcome platform_read(const char *path, size_t most, uint8_t **bytes, size_t *length);

/**
 * Makes the file hold exactly these bytes, on the disk, at once: other readers and a crash see the old or the new file.
 */
enum platform_outcome platform_write_atomically(const char *path, const void *bytes, size_t length);

/** PLATFORM_BUSY when the folder is there already. Only its owner may enter it. */
enum platform_outcome platform_make_folder(const char *path);
bool platform_exists(const char *path);
/** Puts `from` in the place of `to`. */
enum platform_outcome platform_rename(const char *from, const char *to);

/** Calls back with the name of every folder in `path` until the callback answers false. */
enum platform_outcome platform_each_folder(const char *path, bool (*each)(void *context, const char *name),
                                           void *context);

/**
 * Replaces main's arguments by their UTF-8 form where the system gives them otherwise; they live as long as the
 * process.
 */
void platform_arguments(int *count, char ***values);

#endif
