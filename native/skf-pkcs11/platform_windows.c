#include "platform.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void mutex_init(mutex_t *mutex) {
  InitializeSRWLock(mutex);
}

void mutex_destroy(mutex_t *mutex) {
  (void)mutex;
}

void mutex_lock(mutex_t *mutex) {
  AcquireSRWLockExclusive(mutex);
}

void mutex_unlock(mutex_t *mutex) {
  ReleaseSRWLockExclusive(mutex);
}

void condition_init(condition_t *condition) {
  InitializeConditionVariable(condition);
}

void condition_destroy(condition_t *condition) {
  (void)condition;
}

void condition_wake_all(condition_t *condition) {
  WakeAllConditionVariable(condition);
}

void condition_wait(condition_t *condition, mutex_t *mutex, unsigned timeout_ms) {
  SleepConditionVariableSRW(condition, mutex, timeout_ms, 0);
}

uint64_t clock_ms(void) {
  return GetTickCount64();
}

uint64_t process_id(void) {
  return GetCurrentProcessId();
}

void cleanse(void *memory, size_t size) {
  SecureZeroMemory(memory, size);
}

static wchar_t *to_wide(const char *text) {
  int length = MultiByteToWideChar(CP_UTF8, 0, text, -1, NULL, 0);
  wchar_t *wide = length > 0 ? malloc((size_t)length * sizeof *wide) : NULL;
  if (wide != NULL) MultiByteToWideChar(CP_UTF8, 0, text, -1, wide, length);
  return wide;
}

static char *to_utf8(const wchar_t *wide) {
  int length = WideCharToMultiByte(CP_UTF8, 0, wide, -1, NULL, 0, NULL, NULL);
  char *text = length > 0 ? malloc((size_t)length) : NULL;
  if (text != NULL) WideCharToMultiByte(CP_UTF8, 0, wide, -1, text, length, NULL, NULL);
  return text;
}

char *environment_value(const char *name) {
  wchar_t *wide_name = to_wide(name);
  if (wide_name == NULL) return NULL;
  DWORD size = GetEnvironmentVariableW(wide_name, NULL, 0);
  wchar_t *wide = size > 1 ? malloc(size * sizeof *wide) : NULL;
  char *value = NULL;
  if (wide != NULL && GetEnvironmentVariableW(wide_name, wide, size) == size - 1) value = to_utf8(wide);
  free(wide);
  free(wide_name);
  return value;
}

char *default_configuration_path(size_t index) {
  static const char *const folders[] = {"APPDATA", "ProgramData"};
  static const char name[] = "\\Qianyin\\skf-pkcs11.conf";
  if (index >= sizeof folders / sizeof folders[0]) return NULL;
  char *folder = environment_value(folders[index]);
  size_t size = (folder != NULL ? strlen(folder) : 0) + sizeof name;
  char *path = malloc(size);
  if (path != NULL) snprintf(path, size, "%s%s", folder != NULL ? folder : "", folder != NULL ? name : "");
  free(folder);
  return path;
}

char *read_text_file(const char *path, size_t limit) {
  wchar_t *wide_path = to_wide(path);
  FILE *file = wide_path != NULL ? _wfopen(wide_path, L"rb") : NULL;
  free(wide_path);
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
  wchar_t *wide = to_wide(path);
  if (wide == NULL) return false;
  DWORD attributes = GetFileAttributesW(wide);
  free(wide);
  return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) == 0;
}

bool same_file(const char *a, const char *b) {
  return _stricmp(a, b) == 0;
}

void *library_load(const char *path) {
  wchar_t *wide = to_wide(path);
  if (wide == NULL) return NULL;
  // The vendor's other libraries lie beside the one that is named.
  HMODULE library = LoadLibraryExW(wide, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
  free(wide);
  return library;
}

void library_unload(void *library) {
  FreeLibrary((HMODULE)library);
}

any_function library_function(void *library, const char *name) {
  return (any_function)GetProcAddress((HMODULE)library, name);
}
