#include "vendor.h"

#include <stdlib.h>
#include <string.h>

#include "platform.h"

/**
 * Room for a list of names. Libraries differ in how they answer when asked for the size first, so they are not asked.
 */
static const ULONG names_room = 64 * 1024;

bool vendor_open(struct vendor *vendor, const char *path, const struct skf_options *options) {
  memset(vendor, 0, sizeof *vendor);
  vendor->library = library_load(path);
  if (vendor->library == NULL) return false;
  vendor->options = *options;
#define LOOK_UP(name) vendor->functions.name = (name##Function *)library_function(vendor->library, #name);
  VENDOR_FUNCTIONS(LOOK_UP)
  const struct vendor_functions *f = &vendor->functions;
  if (f->SKF_EnumDev == NULL || f->SKF_ConnectDev == NULL || f->SKF_EnumApplication == NULL ||
      f->SKF_OpenApplication == NULL) {
    library_unload(vendor->library);
    vendor->library = NULL;
    return false;
  }
  if (vendor->options.layout == SKF_LAYOUT_BY_FUNCTIONS) {
    bool legacy = f->SKF_ReadCert != NULL && f->SKF_ExportCertificate == NULL;
    vendor->options.layout = legacy ? SKF_LAYOUT_LEGACY : SKF_LAYOUT_STANDARD;
  }
  return true;
}

void names_clear(struct names *names) {
  free(names->text);
  *names = (struct names){0};
}

const char *names_next(const struct names *names, const char *previous) {
  const char *name = previous != NULL ? previous + strlen(previous) + 1 : names->text;
  if (name == NULL || (size_t)(name - names->text) >= names->size) return NULL;
  return name[0] != '\0' ? name : NULL;
}

bool names_contain(const struct names *names, const char *wanted) {
  for (const char *name = NULL; (name = names_next(names, name)) != NULL;) {
    if (strcmp(name, wanted) == 0) return true;
  }
  return false;
}

/** Room for names, with two NULs behind it that no library is told of. */
static bool names_reserve(struct names *names) {
  *names = (struct names){.text = calloc(1, (size_t)names_room + 2), .size = names_room};
  return names->text != NULL;
}

/** Makes of what the library wrote a list without names that are too long; on an error an empty one. */
static ULONG names_settle(struct names *names, ULONG answer, ULONG size) {
  if (answer != SAR_OK || size == 0) size = 0;
  if (size > names_room) size = names_room;
  // Some libraries count a single name's bytes without its NUL, and all end the list by an empty name at the latest.
  memset(names->text + size, 0, (size_t)names_room + 2 - size);
  char *kept = names->text;
  for (const char *name = names->text; *name != '\0';) {
    size_t length = strlen(name);
    if (length <= NAME_LIMIT) {
      memmove(kept, name, length + 1);
      kept += length + 1;
    }
    name += length + 1;
  }
  names->size = (size_t)(kept - names->text);
  *kept = '\0';
  return answer;
}

ULONG vendor_list_devices(const struct vendor *vendor, bool present_only, struct names *names) {
  if (!names_reserve(names)) return SAR_MEMORYERR;
  union wide_ulong size = {.value = names_room};
  ULONG answer = vendor->functions.SKF_EnumDev(present_only ? TRUE : FALSE, names->text, &size.value);
  return names_settle(names, answer, size.value);
}

ULONG vendor_list_applications(const struct vendor *vendor, DEVHANDLE device, struct names *names) {
  if (!names_reserve(names)) return SAR_MEMORYERR;
  union wide_ulong size = {.value = names_room};
  ULONG answer = vendor->functions.SKF_EnumApplication(device, names->text, &size.value);
  return names_settle(names, answer, size.value);
}

ULONG vendor_list_containers(const struct vendor *vendor, HAPPLICATION application, struct names *names) {
  if (vendor->functions.SKF_EnumContainer == NULL) return *names = (struct names){0}, SAR_NOTSUPPORTYETERR;
  if (!names_reserve(names)) return SAR_MEMORYERR;
  union wide_ulong size = {.value = names_room};
  ULONG answer = vendor->functions.SKF_EnumContainer(application, names->text, &size.value);
  return names_settle(names, answer, size.value);
}

ULONG vendor_list_files(const struct vendor *vendor, HAPPLICATION application, struct names *names) {
  if (vendor->functions.SKF_EnumFiles == NULL) return *names = (struct names){0}, SAR_NOTSUPPORTYETERR;
  if (!names_reserve(names)) return SAR_MEMORYERR;
  union wide_ulong size = {.value = names_room};
  ULONG answer = vendor->functions.SKF_EnumFiles(application, names->text, &size.value);
  return names_settle(names, answer, size.value);
}
