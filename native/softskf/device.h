/** What a device holds. Plain records; a device owns everything below it. */
#ifndef SOFTSKF_DEVICE_H
#define SOFTSKF_DEVICE_H

#include "bytes.h"
#include "skf.h"

enum {
  LABEL_LENGTH = 32,
  SERIAL_LENGTH = 32,
  APPLICATION_NAME_LENGTH = 32,
  CONTAINER_NAME_LENGTH = 64,
  FILE_NAME_LENGTH = 31,
  MAX_NAME_LENGTH = 64,
  PIN_MIN_LENGTH = 6,
  PIN_MAX_LENGTH = 16,
  MAX_PIN_TRIES = 255,
  MAX_APPLICATIONS = 8,
  MAX_CONTAINERS = 32,
  MAX_FILES = 64,
  MAX_CERTIFICATE_LENGTH = 16384,
  MAX_SEALED_LENGTH = 4096,
  TOTAL_SPACE = 2 * 1024 * 1024,
  /** The most bytes that one call reads or writes of a file: callers have to loop, as with hardware. */
  MAX_TRANSFER = 16384,
  APPLICATION_ID_LENGTH = 16,
  DATA_KEY_LENGTH = 32
};

/**
 * One PIN: the application's data key, sealed with AES-256-GCM under a key that scrypt makes of the PIN. The right PIN
 * is the one that opens it; the PIN itself is nowhere.
 */
struct pin {
  uint32_t max_tries;
  uint32_t tries_left;
  /** Nobody has changed the PIN since the application was made. */
  uint32_t unchanged;
  uint8_t salt[16];
  uint8_t nonce[12];
  uint8_t sealed_key[DATA_KEY_LENGTH];
  uint8_t tag[16];
};

/** One of a container's two pairs. Its private key is sealed under the application's data key. */
struct key_pair {
  /** RSAPUBLICKEYBLOB or ECCPUBLICKEYBLOB, by the container's type; empty when there is no key. */
  struct blob public_key;
  struct blob sealed_private_key;
  struct blob certificate;
};

struct container {
  char name[CONTAINER_NAME_LENGTH + 1];
  /** CONTAINER_TYPE_*, settled by the first key. */
  uint32_t type;
  struct key_pair signing;
  struct key_pair encryption;
};

struct stored_file {
  char name[FILE_NAME_LENGTH + 1];
  uint32_t read_rights;
  uint32_t write_rights;
  struct blob content;
};

struct application {
  char name[APPLICATION_NAME_LENGTH + 1];
  /** Random: tells an application from a later one of the same name. */
  uint8_t id[APPLICATION_ID_LENGTH];
  uint32_t create_file_rights;
  /** By ADMIN_TYPE and USER_TYPE. */
  struct pin pins[2];
  struct stored_file files[MAX_FILES];
  uint32_t file_count;
  struct container containers[MAX_CONTAINERS];
  uint32_t container_count;
};

struct device {
  char label[LABEL_LENGTH + 1];
  char serial[SERIAL_LENGTH + 1];
  struct application *applications[MAX_APPLICATIONS];
  uint32_t application_count;
};

/** Frees NULL too. */
void device_free(struct device *device);
void application_free(struct application *application);

/** NULL when there is none of that name. */
struct application *device_application(struct device *device, const char *name);
struct application *device_application_by_id(struct device *device, const uint8_t id[APPLICATION_ID_LENGTH]);
struct container *application_container(struct application *application, const char *name);
struct stored_file *application_file(struct application *application, const char *name);

/** What is removed must be in the list. */
void device_remove_application(struct device *device, struct application *application);
void application_remove_container(struct application *application, struct container *container);
void application_remove_file(struct application *application, struct stored_file *file);

/** Bytes that files, certificates and keys may still take. */
uint32_t device_free_space(const struct device *device);

#endif
