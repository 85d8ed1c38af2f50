/** What C11 leaves to the operating system. Two implementations: platform_posix.c and platform_windows.c. */
#ifndef QIANYIN_PLATFORM_H
#define QIANYIN_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef _WIN32
#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#include <windows.h>
typedef SRWLOCK mutex_t;
typedef CONDITION_VARIABLE condition_t;
#define MUTEX_INITIALIZER SRWLOCK_INIT
#define PATH_LIST_SEPARATOR ';'
#else
#include <pthread.h>
typedef pthread_mutex_t mutex_t;
typedef pthread_cond_t condition_t;
#define MUTEX_INITIALIZER PTHREAD_MUTEX_INITIALIZER
#define PATH_LIST_SEPARATOR ':'
#endif

void mutex_init(mutex_t *mutex);
void mutex_destroy(mutex_t *mutex);
void mutex_lock(mutex_t *mutex);
void mutex_unlock(mutex_t *mutex);

void condition_init(condition_t *condition);
void condition_destroy(condition_t *condition);
void condition_wake_all(condition_t *condition);
/**
 * Waits at most so long; wakes early at times, so the caller looks again at what it waits for. The mutex is held by the
 * caller.
 */
void condition_wait(condition_t *condition, mutex_t *mutex, unsigned timeout_ms);

/** Milliseconds since some moment; never goes back. */
uint64_t clock_ms(void);

/** The number of this process, so that a child made by fork() can tell itself from its parent. */
uint64_t process_id(void);

/** Overwrites with zeros in a way that the compiler does not leave out. */
void cleanse(void *memory, size_t size);

/** An environment variable as UTF-8, or NULL when it is not set or empty. The caller frees it. */
char *environment_value(const char *name);

/**
 * Where the configuration is looked for when the environment does not say, in order; NULL past the last. The caller
 * frees it.
 */
char *default_configuration_path(size_t index);

/**
 * The whole of a file that is no longer than `limit`, ended by NUL; NULL when it cannot be read. The caller frees it.
 */
char *read_text_file(const char *path, size_t limit);

/** Whether the path names a file. */
bool file_exists(const char *path);

/** Whether two paths name the same file, or are equal as text when one of them names none. */
bool same_file(const char *a, const char *b);

/** Opens a shared library; NULL when that fails. */
void *library_load(const char *path);
void library_unload(void *library);

typedef void (*any_function)(void);
/** A function of an open library, NULL when the library has none of that name. */
any_function library_function(void *library, const char *name);

#endif
