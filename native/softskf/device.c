#include "device.h"

#include <stdlib.h>
#include <string.h>

static void pair_clear(struct key_pair *pair) {
  blob_clear(&pair->public_key);
  blob_clear(&pair->sealed_private_key);
  blob_clear(&pair->certificate);
}

static void container_clear(struct container *container) {
  pair_clear(&container->signing);
  pair_clear(&container->encryption);
}

void application_free(struct application *application) {
  if (application == NULL) return;
  for (uint32_t index = 0; index < application->file_count; index++) blob_clear(&application->files[index].content);
  for (uint32_t index = 0; index < application->container_count; index++) {
    container_clear(&application->containers[index]);
  }
  free(application);
}

void device_free(struct device *device) {
  if (device == NULL) return;
  for (uint32_t index = 0; index < device->application_count; index++) application_free(device->applications[index]);
  free(device);
}

struct application *device_application(struct device *device, const char *name) {
  for (uint32_t index = 0; index < device->application_count; index++) {
    if (strcmp(device->applications[index]->name, name) == 0) return device->applications[index];
  }
  return NULL;
}

struct application *device_application_by_id(struct device *device, const uint8_t id[APPLICATION_ID_LENGTH]) {
  for (uint32_t index = 0; index < device->application_count; index++) {
    if (memcmp(device->applications[index]->id, id, APPLICATION_ID_LENGTH) == 0) return device->applications[index];
  }
  return NULL;
}

struct container *application_container(struct application *application, const char *name) {
  for (uint32_t index = 0; index < application->container_count; index++) {
    if (strcmp(application->containers[index].name, name) == 0) return &application->containers[index];
  }
  return NULL;
}

struct stored_file *application_file(struct application *application, const char *name) {
  for (uint32_t index = 0; index < application->file_count; index++) {
    if (strcmp(application->files[index].name, name) == 0) return &application->files[index];
  }
  return NULL;
}

void device_remove_application(struct device *device, struct application *application) {
  uint32_t index = 0;
  while (device->applications[index] != application) index++;
  application_free(application);
  device->application_count -= 1;
  memmove(&device->applications[index], &device->applications[index + 1],
          (device->application_count - index) * sizeof device->applications[0]);
}

/** Records move down with the heap bytes they own; the place that falls free must own nothing. */
void application_remove_container(struct application *application, struct container *container) {
  uint32_t index = (uint32_t)(container - application->containers);
  container_clear(container);
  application->container_count -= 1;
  memmove(container, container + 1, (application->container_count - index) * sizeof *container);
  memset(&application->containers[application->container_count], 0, sizeof *container);
}

void application_remove_file(struct application *application, struct stored_file *file) {
  uint32_t index = (uint32_t)(file - application->files);
  blob_clear(&file->content);
  application->file_count -= 1;
  memmove(file, file + 1, (application->file_count - index) * sizeof *file);
  memset(&application->files[application->file_count], 0, sizeof *file);
}

static uint32_t pair_space(const struct key_pair *pair) {
  return pair->public_key.length + pair->sealed_private_key.length + pair->certificate.length;
}

uint32_t device_free_space(const struct device *device) {
  uint64_t used = 0;
  for (uint32_t number = 0; number < device->application_count; number++) {
    const struct application *application = device->applications[number];
    for (uint32_t index = 0; index < application->file_count; index++) used += application->files[index].content.length;
    for (uint32_t index = 0; index < application->container_count; index++) {
      used += pair_space(&application->containers[index].signing);
      used += pair_space(&application->containers[index].encryption);
    }
  }
  return used < TOTAL_SPACE ? (uint32_t)(TOTAL_SPACE - used) : 0;
}
