#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <shellapi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform.h"

static SRWLOCK module_lock = SRWLOCK_INIT;
static CONDITION_VARIABLE module_woken = CONDITION_VARIABLE_INIT;

void platform_lock(void) {
  AcquireSRWLockExclusive(&module_lock);
}

void platform_unlock(void) {
  ReleaseSRWLockExclusive(&module_lock);
}

void platform_wait(uint32_t milliseconds) {
  SleepConditionVariableSRW(&module_woken, &module_lock, milliseconds, 0);
}

void platform_wake(void) {
  WakeAllConditionVariable(&module_woken);
}

uint64_t platform_milliseconds(void) {
  return GetTickCount64();
}

static wchar_t *wide(const char *text) {
  int count = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, NULL, 0);
  if (count <= 0) return NULL;
  wchar_t *copy = malloc((size_t)count * sizeof *copy);
  if (copy != NULL) MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, copy, count);
  return copy;
}

static char *narrow(const wchar_t *text) {
  int count = WideCharToMultiByte(CP_UTF8, 0, text, -1, NULL, 0, NULL, NULL);
  if (count <= 0) return NULL;
  char *copy = malloc((size_t)count);
  if (copy != NULL) WideCharToMultiByte(CP_UTF8, 0, text, -1, copy, count, NULL, NULL);
  return copy;
}

char *platform_environment(const char *name) {
  wchar_t *wide_name = wide(name);
  if (wide_name == NULL) return NULL;
  char *value = NULL;
  DWORD count = GetEnvironmentVariableW(wide_name, NULL, 0);
  wchar_t *text = count > 1 ? malloc(count * sizeof *text) : NULL;
  if (text != NULL) {
    DWORD got = GetEnvironmentVariableW(wide_name, text, count);
    if (got > 0 && got < count) value = narrow(text);
  }
  free(text);
  free(wide_name);
  return value;
}

char *platform_join(const char *folder, const char *name) {
  size_t size = strlen(folder) + strlen(name) + 2;
  char *path = malloc(size);
  if (path != NULL) snprintf(path, size, "%s\\%s", folder, name);
  return path;
}

static HANDLE open_file(const char *path, DWORD access, DWORD share, DWORD disposition) {
  wchar_t *wide_path = wide(path);
  if (wide_path == NULL) {
    SetLastError(ERROR_INVALID_NAME);
    return INVALID_HANDLE_VALUE;
  }
  HANDLE file = CreateFileW(wide_path, access, share, NULL, disposition, FILE_ATTRIBUTE_NORMAL, NULL);
  free(wide_path);
  return file;
}

static bool is_absent(DWORD error) {
  return error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND;
}

enum platform_outcome platform_try_lock(const char *path, struct file_lock *lock) {
  HANDLE file = open_file(path, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, OPEN_ALWAYS);
  if (file == INVALID_HANDLE_VALUE) return is_absent(GetLastError()) ? PLATFORM_ABSENT : PLATFORM_FAILED;
  OVERLAPPED whole = {0};
  if (!LockFileEx(file, LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &whole)) {
    DWORD error = GetLastError();
    CloseHandle(file);
    return error == ERROR_LOCK_VIOLATION || error == ERROR_IO_PENDING ? PLATFORM_BUSY : PLATFORM_FAILED;
  }
  lock->file = (intptr_t)file;
  lock->held = true;
  return PLATFORM_DONE;
}

void platform_release(struct file_lock *lock) {
  if (!lock->held) return;
  OVERLAPPED whole = {0};
  UnlockFileEx((HANDLE)lock->file, 0, 1, 0, &whole);
  CloseHandle((HANDLE)lock->file);
  lock->held = false;
}

enum platform_outcome platform_read(const char *path, size_t most, uint8_t **bytes, size_t *length) {
  HANDLE file = open_file(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, OPEN_EXISTING);
  if (file == INVALID_HANDLE_VALUE) return is_absent(GetLastError()) ? PLATFORM_ABSENT : PLATFORM_FAILED;
  LARGE_INTEGER file_size;
  size_t size = 0;
  if (GetFileSizeEx(file, &file_size) && file_size.QuadPart >= 0) {
    size = (uint64_t)file_size.QuadPart < most ? (size_t)file_size.QuadPart : most;
  }
  uint8_t *buffer = malloc(size > 0 ? size : 1);
  size_t got = 0;
  bool failed = buffer == NULL;
  while (!failed && got < size) {
    DWORD piece = size - got > 0x100000u ? 0x100000u : (DWORD)(size - got);
    DWORD more = 0;
    if (!ReadFile(file, buffer + got, piece, &more, NULL)) failed = true;
    if (more == 0) break;
    got += more;
  }
  CloseHandle(file);
  if (failed) {
    free(buffer);
    return PLATFORM_FAILED;
  }
  *bytes = buffer;
  *length = got;
  return PLATFORM_DONE;
}

static bool write_whole(HANDLE file, const uint8_t *bytes, size_t length) {
  while (length > 0) {
    DWORD piece = length > 0x100000u ? 0x100000u : (DWORD)length;
    DWORD written = 0;
    if (!WriteFile(file, bytes, piece, &written, NULL) || written == 0) return false;
    bytes += written;
    length -= written;
  }
  return FlushFileBuffers(file) != 0;
}

enum platform_outcome platform_write_atomically(const char *path, const void *bytes, size_t length) {
  size_t size = strlen(path) + sizeof ".new";
  char *temporary = malloc(size);
  if (temporary == NULL) return PLATFORM_FAILED;
  snprintf(temporary, size, "%s.new", path);
  HANDLE file = open_file(temporary, GENERIC_WRITE, 0, CREATE_ALWAYS);
  bool written = false;
  if (file != INVALID_HANDLE_VALUE) {
    written = write_whole(file, bytes, length);
    CloseHandle(file);
  }
  if (written && platform_rename(temporary, path) != PLATFORM_DONE) written = false;
  free(temporary);
  return written ? PLATFORM_DONE : PLATFORM_FAILED;
}

enum platform_outcome platform_make_folder(const char *path) {
  wchar_t *wide_path = wide(path);
  if (wide_path == NULL) return PLATFORM_FAILED;
  BOOL made = CreateDirectoryW(wide_path, NULL);
  DWORD error = GetLastError();
  free(wide_path);
  if (made) return PLATFORM_DONE;
  return error == ERROR_ALREADY_EXISTS ? PLATFORM_BUSY : PLATFORM_FAILED;
}

bool platform_exists(const char *path) {
  wchar_t *wide_path = wide(path);
  if (wide_path == NULL) return false;
  DWORD attributes = GetFileAttributesW(wide_path);
  free(wide_path);
  return attributes != INVALID_FILE_ATTRIBUTES;
}

enum platform_outcome platform_rename(const char *from, const char *to) {
  wchar_t *wide_from = wide(from);
  wchar_t *wide_to = wide(to);
  BOOL moved = FALSE;
  DWORD error = ERROR_INVALID_NAME;
  if (wide_from != NULL && wide_to != NULL) {
    moved = MoveFileExW(wide_from, wide_to, MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH);
    error = GetLastError();
  }
  free(wide_from);
  free(wide_to);
  if (moved) return PLATFORM_DONE;
  return is_absent(error) ? PLATFORM_ABSENT : PLATFORM_FAILED;
}

enum platform_outcome platform_each_folder(const char *path, bool (*each)(void *context, const char *name),
                                           void *context) {
  char *pattern = platform_join(path, "*");
  wchar_t *wide_pattern = pattern != NULL ? wide(pattern) : NULL;
  free(pattern);
  if (wide_pattern == NULL) return PLATFORM_FAILED;
  WIN32_FIND_DATAW found;
  HANDLE search = FindFirstFileW(wide_pattern, &found);
  free(wide_pattern);
  if (search == INVALID_HANDLE_VALUE) return is_absent(GetLastError()) ? PLATFORM_ABSENT : PLATFORM_FAILED;
  bool more = true;
  do {
    if (!(found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) || found.cFileName[0] == L'.') continue;
    char *name = narrow(found.cFileName);
    if (name != NULL) more = each(context, name);
    free(name);
  } while (more && FindNextFileW(search, &found));
  FindClose(search);
  return PLATFORM_DONE;
}

void platform_arguments(int *count, char ***values) {
  int wide_count = 0;
  wchar_t **wide_values = CommandLineToArgvW(GetCommandLineW(), &wide_count);
  char **narrowed = wide_values != NULL ? calloc((size_t)wide_count + 1, sizeof *narrowed) : NULL;
  bool all = narrowed != NULL;
  for (int index = 0; all && index < wide_count; index++) {
    narrowed[index] = narrow(wide_values[index]);
    all = narrowed[index] != NULL;
  }
  LocalFree(wide_values);
  if (!all) return;
  *count = wide_count;
  *values = narrowed;
}
