/**
 * A vendor's SKF library, and the edge where its answers are not believed: every function here hands out only what is
 * within bounds, ended, and of the expected shape, whatever the library wrote. Each returns the library's SAR_… value,
 * or one made up here: SAR_NOTSUPPORTYETERR when the library lacks the function, SAR_FAIL when its answer makes no
 * sense.
 *
 * Nothing here locks: a library is called by one thread at a time, but for vendor_wait_for_event and its cancelling.
 */
#ifndef QIANYIN_VENDOR_H
#define QIANYIN_VENDOR_H

#include <stdbool.h>

#include "bytes.h"
#include "profile.h"
#include "public-key.h"
#include "skf.h"
#include "vendor-functions.h"

struct vendor {
  void *library;
  /** `layout` is never SKF_LAYOUT_BY_FUNCTIONS. */
  struct skf_options options;
  struct vendor_functions functions;
};

/** False when the library cannot be loaded or lacks what nothing works without. */
bool vendor_open(struct vendor *vendor, const char *path, const struct skf_options *options);

// Names

/**
 * Names of devices, applications, containers or files, each ended by NUL, an empty one after the last. The caller
 * clears it.
 */
struct names {
  char *text;
  size_t size;
};

/** Names longer than this are not handed out. */
#define NAME_LIMIT 128

void names_clear(struct names *names);
/** The name after `previous`, the first after NULL; NULL after the last. */
const char *names_next(const struct names *names, const char *previous);
bool names_contain(const struct names *names, const char *name);

ULONG vendor_list_devices(const struct vendor *vendor, bool present_only, struct names *names);
ULONG vendor_list_applications(const struct vendor *vendor, DEVHANDLE device, struct names *names);
ULONG vendor_list_containers(const struct vendor *vendor, HAPPLICATION application, struct names *names);
ULONG vendor_list_files(const struct vendor *vendor, HAPPLICATION application, struct names *names);

// Devices

/** Text is UTF-8, ended by NUL, without blanks around it. */
struct device_info {
  char manufacturer[65], label[65], serial_number[33];
  VERSION hardware_version, firmware_version;
  /** In bytes; 0 when the library does not say. */
  ULONG total_space, free_space;
  /** 0 when the library does not say. */
  unsigned pin_length_min, pin_length_max;
};

ULONG vendor_connect(const struct vendor *vendor, const char *name, DEVHANDLE *device);
void vendor_disconnect(const struct vendor *vendor, DEVHANDLE device);
bool vendor_device_present(const struct vendor *vendor, const char *name);
ULONG vendor_device_info(const struct vendor *vendor, DEVHANDLE device, struct device_info *info);
ULONG vendor_random(const struct vendor *vendor, DEVHANDLE device, uint8_t *random, size_t length);

/** Whether the library can be waited on and the wait ended from outside. */
bool vendor_can_wait(const struct vendor *vendor);
/**
 * Blocks until a device comes or goes, or the wait is cancelled. `name` is that of the device, empty when it is not
 * told.
 */
ULONG vendor_wait_for_event(const struct vendor *vendor, char name[NAME_LIMIT + 1], ULONG *event);
void vendor_cancel_wait(const struct vendor *vendor);

// Applications and PINs

ULONG vendor_open_application(const struct vendor *vendor, DEVHANDLE device, const char *name,
                              HAPPLICATION *application);
void vendor_close_application(const struct vendor *vendor, HAPPLICATION application);

struct pin_tries {
  ULONG max, left;
};

/** `type` is USER_TYPE or ADMIN_TYPE. */
ULONG vendor_pin_tries(const struct vendor *vendor, HAPPLICATION application, ULONG type, struct pin_tries *tries);
ULONG vendor_verify_pin(const struct vendor *vendor, HAPPLICATION application, ULONG type, char *pin);
ULONG vendor_change_pin(const struct vendor *vendor, HAPPLICATION application, ULONG type, char *old_pin,
                        char *new_pin);
ULONG vendor_unblock_pin(const struct vendor *vendor, HAPPLICATION application, char *admin_pin, char *new_user_pin);
ULONG vendor_forget_login(const struct vendor *vendor, HAPPLICATION application);

// Containers

ULONG vendor_create_container(const struct vendor *vendor, HAPPLICATION application, const char *name,
                              HCONTAINER *container);
ULONG vendor_delete_container(const struct vendor *vendor, HAPPLICATION application, const char *name);
ULONG vendor_open_container(const struct vendor *vendor, HAPPLICATION application, const char *name,
                            HCONTAINER *container);
void vendor_close_container(const struct vendor *vendor, HCONTAINER container);

/**
 * `signing` chooses between the signing and the encryption certificate. The caller clears the bytes, which come in
 * empty.
 */
ULONG vendor_read_certificate(const struct vendor *vendor, HCONTAINER container, bool signing,
                              struct bytes *certificate);
ULONG vendor_write_certificate(const struct vendor *vendor, HCONTAINER container, bool signing,
                               const struct bytes *certificate);
ULONG vendor_public_key(const struct vendor *vendor, HCONTAINER container, bool signing, struct public_key *key);

ULONG vendor_generate_sm2(const struct vendor *vendor, HCONTAINER container);
ULONG vendor_generate_rsa(const struct vendor *vendor, HCONTAINER container, ULONG bits);

/** `signature` is r ‖ s. */
ULONG vendor_sign_sm2(const struct vendor *vendor, HCONTAINER container, const uint8_t e[32], uint8_t signature[64]);
/** `signature` is as long as the modulus. `data` is what the library's profile says: a DigestInfo or a bare hash. */
ULONG vendor_sign_rsa(const struct vendor *vendor, HCONTAINER container, const uint8_t *data, size_t length,
                      uint8_t *signature, size_t signature_length);
/** SAR_FAIL, or whatever the library says, when the signature is not good. */
ULONG vendor_verify_sm2(const struct vendor *vendor, DEVHANDLE device, const struct public_key *key,
                        const uint8_t e[32], const uint8_t signature[64]);
ULONG vendor_verify_rsa(const struct vendor *vendor, DEVHANDLE device, const struct public_key *key,
                        const uint8_t *data, size_t length, const uint8_t *signature, size_t signature_length);

// Files

/** Files longer than this are not shown. */
#define FILE_SIZE_LIMIT (4u * 1024 * 1024)

struct file_info {
  ULONG size, read_rights, write_rights;
};

ULONG vendor_file_info(const struct vendor *vendor, HAPPLICATION application, const char *name, struct file_info *info);
/** Reads `size` bytes, or fewer when the file ends before. The caller clears the bytes, which come in empty. */
ULONG vendor_read_file(const struct vendor *vendor, HAPPLICATION application, const char *name, size_t size,
                       struct bytes *content);
ULONG vendor_create_file(const struct vendor *vendor, HAPPLICATION application, const char *name,
                         const struct file_info *info);
ULONG vendor_write_file(const struct vendor *vendor, HAPPLICATION application, const char *name,
                        const struct bytes *content);
ULONG vendor_delete_file(const struct vendor *vendor, HAPPLICATION application, const char *name);

#endif
