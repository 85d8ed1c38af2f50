#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "platform.h"

static pthread_mutex_t module_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t module_woken = PTHREAD_COND_INITIALIZER;

void platform_lock(void) {
  pthread_mutex_lock(&module_lock);
}

void platform_unlock(void) {
  pthread_mutex_unlock(&module_lock);
}

void platform_wait(uint32_t milliseconds) {
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_sec += (time_t)(milliseconds / 1000);
  until.tv_nsec += (long)(milliseconds % 1000) * 1000000L;
  if (until.tv_nsec >= 1000000000L) {
    until.tv_sec += 1;
    until.tv_nsec -= 1000000000L;
  }
  pthread_cond_timedwait(&module_woken, &module_lock, &until);
}

void platform_wake(void) {
  pthread_cond_broadcast(&module_woken);
}

uint64_t platform_milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000u + (uint64_t)now.tv_nsec / 1000000u;
}

char *platform_environment(const char *name) {
  const char *value = getenv(name);
  if (value == NULL || value[0] == '\0') return NULL;
  char *copy = malloc(strlen(value) + 1);
  if (copy != NULL) strcpy(copy, value);
  return copy;
}

char *platform_join(const char *folder, const char *name) {
  size_t size = strlen(folder) + strlen(name) + 2;
  char *path = malloc(size);
  if (path != NULL) snprintf(path, size, "%s/%s", folder, name);
  return path;
}

enum platform_outcome platform_try_lock(const char *path, struct file_lock *lock) {
  int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return errno == ENOENT ? PLATFORM_ABSENT : PLATFORM_FAILED;
  int refused;
  do {
    refused = flock(file, LOCK_EX | LOCK_NB);
  } while (refused != 0 && errno == EINTR);
  if (refused != 0) {
    bool busy = errno == EWOULDBLOCK;
    close(file);
    return busy ? PLATFORM_BUSY : PLATFORM_FAILED;
  }
  lock->file = file;
  lock->held = true;
  return PLATFORM_DONE;
}

void platform_release(struct file_lock *lock) {
  if (!lock->held) return;
  close((int)lock->file);
  lock->held = false;
}

enum platform_outcome platform_read(const char *path, size_t most, uint8_t **bytes, size_t *length) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return errno == ENOENT || errno == ENOTDIR ? PLATFORM_ABSENT : PLATFORM_FAILED;
  struct stat status;
  size_t size = 0;
  if (fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size >= 0) {
    size = (uintmax_t)status.st_size < most ? (size_t)status.st_size : most;
  }
  uint8_t *buffer = malloc(size > 0 ? size : 1);
  size_t got = 0;
  bool failed = buffer == NULL;
  while (!failed && got < size) {
    ssize_t more = read(file, buffer + got, size - got);
    if (more < 0 && errno == EINTR) continue;
    if (more < 0) failed = true;
    if (more <= 0) break;
    got += (size_t)more;
  }
  close(file);
  if (failed) {
    free(buffer);
    return PLATFORM_FAILED;
  }
  *bytes = buffer;
  *length = got;
  return PLATFORM_DONE;
}

/** The name itself is durable only once its folder is on the disk. */
static void sync_folder_of(const char *path) {
  const char *slash = strrchr(path, '/');
  if (slash == NULL) return;
  size_t length = (size_t)(slash - path);
  char *folder = malloc(length + 1);
  if (folder == NULL) return;
  memcpy(folder, path, length);
  folder[length] = '\0';
  int file = open(length > 0 ? folder : "/", O_RDONLY | O_CLOEXEC);
  if (file >= 0) {
    fsync(file);
    close(file);
  }
  free(folder);
}

/** On macOS fsync leaves the bytes in the drive's cache. */
static bool sync_file(int file) {
#ifdef F_FULLFSYNC
  if (fcntl(file, F_FULLFSYNC) == 0) return true;
#endif
  return fsync(file) == 0;
}

static bool write_whole(int file, const uint8_t *bytes, size_t length) {
  while (length > 0) {
    ssize_t written = write(file, bytes, length);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes += written;
    length -= (size_t)written;
  }
  return sync_file(file);
}

enum platform_outcome platform_write_atomically(const char *path, const void *bytes, size_t length) {
  size_t size = strlen(path) + sizeof ".new";
  char *temporary = malloc(size);
  if (temporary == NULL) return PLATFORM_FAILED;
  snprintf(temporary, size, "%s.new", path);
  int file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  bool written = false;
  if (file >= 0) {
    written = write_whole(file, bytes, length);
    if (close(file) != 0) written = false;
  }
  if (written && rename(temporary, path) != 0) written = false;
  if (written) {
    sync_folder_of(path);
  } else if (file >= 0) {
    unlink(temporary);
  }
  free(temporary);
  return written ? PLATFORM_DONE : PLATFORM_FAILED;
}

enum platform_outcome platform_make_folder(const char *path) {
  if (mkdir(path, 0700) == 0) {
    sync_folder_of(path);
    return PLATFORM_DONE;
  }
  return errno == EEXIST ? PLATFORM_BUSY : PLATFORM_FAILED;
}

bool platform_exists(const char *path) {
  return access(path, F_OK) == 0;
}

enum platform_outcome platform_rename(const char *from, const char *to) {
  if (rename(from, to) == 0) return PLATFORM_DONE;
  return errno == ENOENT ? PLATFORM_ABSENT : PLATFORM_FAILED;
}

enum platform_outcome platform_each_folder(const char *path, bool (*each)(void *context, const char *name),
                                           void *context) {
  DIR *folder = opendir(path);
  if (folder == NULL) return errno == ENOENT ? PLATFORM_ABSENT : PLATFORM_FAILED;
  for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
    if (entry->d_name[0] == '.') continue;
    struct stat status;
    if (fstatat(dirfd(folder), entry->d_name, &status, 0) != 0 || !S_ISDIR(status.st_mode)) continue;
    if (!each(context, entry->d_name)) break;
  }
  closedir(folder);
  return PLATFORM_DONE;
}

void platform_arguments(int *count, char ***values) {
  (void)count;
  (void)values;
}
