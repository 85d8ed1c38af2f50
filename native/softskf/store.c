#include "store.h"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device-format.h"

static const char device_file[] = "device.skf";

char *store_home(void) {
  return platform_environment("QIANYIN_SOFTSKF_HOME");
}

bool serial_is_valid(const char *serial) {
  static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
  size_t length = bounded_length(serial, SERIAL_LENGTH + 1);
  if (length == 0 || length > SERIAL_LENGTH) return false;
  if (strchr("._-", serial[0]) != NULL) return false;
  return strspn(serial, allowed) == length;
}

char *store_folder(const char *home, const char *serial) {
  return platform_join(home, serial);
}

bool store_has_device(const char *folder) {
  char *path = platform_join(folder, device_file);
  bool found = path != NULL && platform_exists(path);
  free(path);
  return found;
}

struct listing {
  const char *home;
  struct device_list *list;
};

static bool add_device(void *context, const char *name) {
  struct listing *listing = context;
  struct device_list *list = listing->list;
  if (!serial_is_valid(name)) return true;
  char *folder = platform_join(listing->home, name);
  bool found = folder != NULL && store_has_device(folder);
  free(folder);
  if (!found) return true;
  char(*grown)[SERIAL_LENGTH + 1] = realloc(list->serials, (list->count + 1) * sizeof *grown);
  if (grown == NULL) {
    list->failed = true;
    return false;
  }
  list->serials = grown;
  strcpy(list->serials[list->count++], name);
  return true;
}

static int by_name(const void *left, const void *right) {
  return strcmp(left, right);
}

ULONG store_list(const char *home, struct device_list *list) {
  struct listing listing = {home, list};
  memset(list, 0, sizeof *list);
  enum platform_outcome outcome = platform_each_folder(home, add_device, &listing);
  if (list->failed || outcome == PLATFORM_FAILED) {
    free(list->serials);
    list->serials = NULL;
    return list->failed ? SAR_MEMORYERR : SAR_FAIL;
  }
  if (list->count > 1) qsort(list->serials, list->count, sizeof *list->serials, by_name);
  return SAR_OK;
}

bool store_is_plugged(const char *folder, char mark[PLUG_MARK_LENGTH + 1]) {
  memset(mark, 0, PLUG_MARK_LENGTH + 1);
  char *unplugged = platform_join(folder, "unplugged");
  char *plugged = platform_join(folder, "plugged");
  bool present = unplugged != NULL && plugged != NULL && store_has_device(folder) && !platform_exists(unplugged);
  uint8_t *bytes = NULL;
  size_t length = 0;
  if (present && platform_read(plugged, PLUG_MARK_LENGTH, &bytes, &length) == PLATFORM_DONE) {
    memcpy(mark, bytes, length);
    free(bytes);
  }
  free(unplugged);
  free(plugged);
  return present;
}

enum platform_outcome store_unplug(const char *folder) {
  char *path = platform_join(folder, "unplugged");
  enum platform_outcome outcome = PLATFORM_FAILED;
  uint8_t random[PLUG_MARK_LENGTH / 2];
  char mark[PLUG_MARK_LENGTH + 1];
  if (path != NULL && platform_exists(path)) {
    outcome = PLATFORM_ABSENT;
  } else if (path != NULL && RAND_bytes(random, sizeof random) == 1) {
    for (size_t index = 0; index < sizeof random; index++) snprintf(mark + 2 * index, 3, "%02x", random[index]);
    outcome = platform_write_atomically(path, mark, PLUG_MARK_LENGTH);
  }
  free(path);
  return outcome;
}

enum platform_outcome store_plug(const char *folder) {
  char *unplugged = platform_join(folder, "unplugged");
  char *plugged = platform_join(folder, "plugged");
  enum platform_outcome outcome =
      unplugged != NULL && plugged != NULL ? platform_rename(unplugged, plugged) : PLATFORM_FAILED;
  free(unplugged);
  free(plugged);
  return outcome;
}

enum platform_outcome store_try_lock(const char *folder, struct file_lock *lock) {
  char *path = platform_join(folder, "lock");
  if (path == NULL) return PLATFORM_FAILED;
  enum platform_outcome outcome = platform_try_lock(path, lock);
  free(path);
  return outcome;
}

/** magic[8] revision[16] SHA-256[32] of the body, then the body. */
static const uint8_t magic[8] = {'S', 'O', 'F', 'T', 'S', 'K', 'F', 1};
enum {
  DIGEST_LENGTH = 32,
  REVISION_AT = 8,
  DIGEST_AT = REVISION_AT + REVISION_LENGTH,
  BODY_AT = DIGEST_AT + DIGEST_LENGTH
};
enum { MAX_FILE_LENGTH = 2 * TOTAL_SPACE };

static bool digest_body(const uint8_t *body, size_t length, uint8_t digest[DIGEST_LENGTH]) {
  return EVP_Digest(body, length, digest, NULL, EVP_sha256(), NULL) == 1;
}

static struct device *decode_file(const uint8_t *bytes, size_t length) {
  uint8_t digest[DIGEST_LENGTH];
  if (length < BODY_AT || memcmp(bytes, magic, sizeof magic) != 0) return NULL;
  if (!digest_body(bytes + BODY_AT, length - BODY_AT, digest)) return NULL;
  if (memcmp(digest, bytes + DIGEST_AT, DIGEST_LENGTH) != 0) return NULL;
  return device_decode(bytes + BODY_AT, length - BODY_AT);
}

static ULONG answer_of_read(enum platform_outcome outcome) {
  if (outcome == PLATFORM_DONE) return SAR_OK;
  return outcome == PLATFORM_ABSENT ? SAR_DEVICE_REMOVED : SAR_READFILEERR;
}

static bool is_current(const char *path, const uint8_t revision[REVISION_LENGTH]) {
  uint8_t *head = NULL;
  size_t length = 0;
  if (platform_read(path, DIGEST_AT, &head, &length) != PLATFORM_DONE) return false;
  bool current = length == DIGEST_AT && memcmp(head + REVISION_AT, revision, REVISION_LENGTH) == 0;
  free(head);
  return current;
}

ULONG store_load(const char *folder, struct device **device, uint8_t revision[REVISION_LENGTH]) {
  char *path = platform_join(folder, device_file);
  if (path != NULL && *device != NULL && is_current(path, revision)) {
    free(path);
    return SAR_OK;
  }
  device_free(*device);
  *device = NULL;
  if (path == NULL) return SAR_MEMORYERR;
  uint8_t *bytes = NULL;
  size_t length = 0;
  ULONG answer = answer_of_read(platform_read(path, MAX_FILE_LENGTH, &bytes, &length));
  free(path);
  if (answer != SAR_OK) return answer;
  *device = decode_file(bytes, length);
  if (*device != NULL) memcpy(revision, bytes + REVISION_AT, REVISION_LENGTH);
  free(bytes);
  return *device != NULL ? SAR_OK : SAR_FILEERR;
}

ULONG store_save(const char *folder, const struct device *device, uint8_t revision[REVISION_LENGTH]) {
  uint8_t fresh[REVISION_LENGTH];
  uint8_t head[BODY_AT] = {0};
  if (RAND_bytes(fresh, sizeof fresh) != 1) return SAR_GENRANDERR;
  struct writer writer = {0};
  write_bytes(&writer, head, sizeof head);
  device_encode(device, &writer);
  char *path = platform_join(folder, device_file);
  ULONG answer = SAR_MEMORYERR;
  if (path != NULL && !writer.failed) {
    memcpy(writer.bytes, magic, sizeof magic);
    memcpy(writer.bytes + REVISION_AT, fresh, REVISION_LENGTH);
    answer = SAR_WRITEFILEERR;
    if (digest_body(writer.bytes + BODY_AT, writer.length - BODY_AT, writer.bytes + DIGEST_AT) &&
        platform_write_atomically(path, writer.bytes, writer.length) == PLATFORM_DONE) {
      memcpy(revision, fresh, REVISION_LENGTH);
      answer = SAR_OK;
    }
  }
  free(path);
  writer_clear(&writer);
  return answer;
}
