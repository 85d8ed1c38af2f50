#include "platform.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

void mutex_init(mutex_t *mutex) {
  pthread_mutex_init(mutex, NULL);
}

void mutex_destroy(mutex_t *mutex) {
  pthread_mutex_destroy(mutex);
}

void mutex_lock(mutex_t *mutex) {
  pthread_mutex_lock(mutex);
}

void mutex_unlock(mutex_t *mutex) {
  pthread_mutex_unlock(mutex);
}

void condition_init(condition_t *condition) {
  pthread_cond_init(condition, NULL);
}

void condition_destroy(condition_t *condition) {
  pthread_cond_destroy(condition);
}

void condition_wake_all(condition_t *condition) {
  pthread_cond_broadcast(condition);
}

void condition_wait(condition_t *condition, mutex_t *mutex, unsigned timeout_ms) {
  // macOS has no pthread_condattr_setclock: a clock that is set back makes one wait longer, which the waiters bear.
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_sec += (time_t)(timeout_ms / 1000);
  until.tv_nsec += (long)(timeout_ms % 1000) * 1000000L;
  if (until.tv_nsec >= 1000000000L) {
    until.tv_nsec -= 1000000000L;
    until.tv_sec += 1;
  }
  pthread_cond_timedwait(condition, mutex, &until);
}

uint64_t clock_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000u + (uint64_t)now.tv_nsec / 1000000u;
}

uint64_t process_id(void) {
  return (uint64_t)getpid();
}

void cleanse(void *memory, size_t size) {
  volatile unsigned char *byte = memory;
  while (size-- > 0) *byte++ = 0;
}

char *environment_value(const char *name) {
  // A program with more rights than its caller must not load what the caller's environment names.
  if (geteuid() != getuid() || getegid() != getgid()) return NULL;
  const char *value = getenv(name);
  return value != NULL && value[0] != '\0' ? strdup(value) : NULL;
}

static char *join(const char *folder, const char *name) {
  size_t size = strlen(folder) + strlen(name) + 1;
  char *path = malloc(size);
  if (path != NULL) snprintf(path, size, "%s%s", folder, name);
  return path;
}

static char *in_environment_folder(const char *variable, const char *name) {
  char *folder = environment_value(variable);
  char *path = join(folder != NULL ? folder : "", folder != NULL ? name : "");
  free(folder);
  return path;
}

char *default_configuration_path(size_t index) {
#ifdef __APPLE__
  switch (index) {
    case 0: return in_environment_folder("HOME", "/Library/Application Support/Qianyin/skf-pkcs11.conf");
    case 1: return strdup("/Library/Application Support/Qianyin/skf-pkcs11.conf");
    default: return NULL;
  }
#else
  switch (index) {
    case 0: return in_environment_folder("XDG_CONFIG_HOME", "/qianyin/skf-pkcs11.conf");
    case 1: return in_environment_folder("HOME", "/.config/qianyin/skf-pkcs11.conf");
    case 2: return strdup("/etc/qianyin/skf-pkcs11.conf");
    default: return NULL;
  }
#endif
}

char *read_text_file(const char *path, size_t limit) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) return NULL;
  char *text = malloc(limit + 1);
  size_t length = text != NULL ? fread(text, 1, limit + 1, file) : 0;
  bool whole = text != NULL && length <= limit && !ferror(file);
  fclose(file);
  if (!whole) {
    free(text);
    return NULL;
  }
  text[length] = '\0';
  return text;
}

bool file_exists(const char *path) {
  struct stat found;
  return stat(path, &found) == 0 && S_ISREG(found.st_mode);
}

bool same_file(const char *a, const char *b) {
  struct stat first, second;
  if (stat(a, &first) != 0 || stat(b, &second) != 0) return strcmp(a, b) == 0;
  return first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

void *library_load(const char *path) {
  return dlopen(path, RTLD_NOW | RTLD_LOCAL);
}

void library_unload(void *library) {
  dlclose(library);
}

any_function library_function(void *library, const char *name) {
  // ISO C has no conversion from an object pointer to a function pointer; POSIX says that they are alike.
  void *address = dlsym(library, name);
  any_function function;
  memcpy(&function, &address, sizeof function);
  return function;
}
