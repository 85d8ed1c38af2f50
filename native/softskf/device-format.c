#include "device-format.h"

#include <stdlib.h>
#include <string.h>

static void write_text(struct writer *writer, const char *text) {
  write_block(writer, text, strlen(text));
}

static void write_blob(struct writer *writer, const struct blob *blob) {
  write_block(writer, blob->bytes, blob->length);
}

static void encode_pin(const struct pin *pin, struct writer *writer) {
  write_u32(writer, pin->max_tries);
  write_u32(writer, pin->tries_left);
  write_u32(writer, pin->unchanged);
  write_bytes(writer, pin->salt, sizeof pin->salt);
  write_bytes(writer, pin->nonce, sizeof pin->nonce);
  write_bytes(writer, pin->sealed_key, sizeof pin->sealed_key);
  write_bytes(writer, pin->tag, sizeof pin->tag);
}

static void encode_pair(const struct key_pair *pair, struct writer *writer) {
  write_blob(writer, &pair->public_key);
  write_blob(writer, &pair->sealed_private_key);
  write_blob(writer, &pair->certificate);
}

static void encode_application(const struct application *application, struct writer *writer) {
  write_text(writer, application->name);
  write_bytes(writer, application->id, sizeof application->id);
  write_u32(writer, application->create_file_rights);
  encode_pin(&application->pins[ADMIN_TYPE], writer);
  encode_pin(&application->pins[USER_TYPE], writer);
  write_u32(writer, application->file_count);
  for (uint32_t index = 0; index < application->file_count; index++) {
    const struct stored_file *file = &application->files[index];
    write_text(writer, file->name);
    write_u32(writer, file->read_rights);
    write_u32(writer, file->write_rights);
    write_blob(writer, &file->content);
  }
  write_u32(writer, application->container_count);
  for (uint32_t index = 0; index < application->container_count; index++) {
    const struct container *container = &application->containers[index];
    write_text(writer, container->name);
    write_u32(writer, container->type);
    encode_pair(&container->signing, writer);
    encode_pair(&container->encryption, writer);
  }
}

void device_encode(const struct device *device, struct writer *writer) {
  write_text(writer, device->label);
  write_text(writer, device->serial);
  write_u32(writer, device->application_count);
  for (uint32_t index = 0; index < device->application_count; index++) {
    encode_application(device->applications[index], writer);
  }
}

static uint32_t read_count(struct reader *reader, uint32_t most) {
  uint32_t count = read_u32(reader);
  if (count <= most) return count;
  reader->failed = true;
  return 0;
}

static void decode_pin(struct reader *reader, struct pin *pin) {
  pin->max_tries = read_u32(reader);
  pin->tries_left = read_u32(reader);
  pin->unchanged = read_u32(reader);
  read_bytes(reader, pin->salt, sizeof pin->salt);
  read_bytes(reader, pin->nonce, sizeof pin->nonce);
  read_bytes(reader, pin->sealed_key, sizeof pin->sealed_key);
  read_bytes(reader, pin->tag, sizeof pin->tag);
  if (pin->max_tries < 1 || pin->max_tries > MAX_PIN_TRIES || pin->tries_left > pin->max_tries) reader->failed = true;
}

static size_t public_key_length(uint32_t type) {
  if (type == CONTAINER_TYPE_RSA) return sizeof(RSAPUBLICKEYBLOB);
  return type == CONTAINER_TYPE_ECC ? sizeof(ECCPUBLICKEYBLOB) : 0;
}

static void decode_pair(struct reader *reader, struct key_pair *pair, uint32_t type) {
  read_blob(reader, &pair->public_key, sizeof(RSAPUBLICKEYBLOB));
  read_blob(reader, &pair->sealed_private_key, MAX_SEALED_LENGTH);
  read_blob(reader, &pair->certificate, MAX_CERTIFICATE_LENGTH);
  bool has_public = pair->public_key.length > 0;
  if (has_public && pair->public_key.length != public_key_length(type)) reader->failed = true;
  if (has_public != (pair->sealed_private_key.length > 0)) reader->failed = true;
}

static void decode_application(struct reader *reader, struct application *application) {
  read_text(reader, application->name, sizeof application->name);
  read_bytes(reader, application->id, sizeof application->id);
  application->create_file_rights = read_u32(reader);
  decode_pin(reader, &application->pins[ADMIN_TYPE]);
  decode_pin(reader, &application->pins[USER_TYPE]);
  application->file_count = read_count(reader, MAX_FILES);
  for (uint32_t index = 0; index < application->file_count; index++) {
    struct stored_file *file = &application->files[index];
    read_text(reader, file->name, sizeof file->name);
    file->read_rights = read_u32(reader);
    file->write_rights = read_u32(reader);
    read_blob(reader, &file->content, TOTAL_SPACE);
  }
  application->container_count = read_count(reader, MAX_CONTAINERS);
  for (uint32_t index = 0; index < application->container_count; index++) {
    struct container *container = &application->containers[index];
    read_text(reader, container->name, sizeof container->name);
    container->type = read_count(reader, CONTAINER_TYPE_ECC);
    decode_pair(reader, &container->signing, container->type);
    decode_pair(reader, &container->encryption, container->type);
  }
}

struct device *device_decode(const uint8_t *bytes, size_t length) {
  struct device *device = calloc(1, sizeof *device);
  if (device == NULL) return NULL;
  struct reader reader = {bytes, length, 0};
  read_text(&reader, device->label, sizeof device->label);
  read_text(&reader, device->serial, sizeof device->serial);
  uint32_t count = read_count(&reader, MAX_APPLICATIONS);
  while (!reader.failed && device->application_count < count) {
    struct application *application = calloc(1, sizeof *application);
    if (application == NULL) {
      reader.failed = true;
      break;
    }
    device->applications[device->application_count++] = application;
    decode_application(&reader, application);
  }
  if (!reader.failed && reader.left == 0) return device;
  device_free(device);
  return NULL;
}
