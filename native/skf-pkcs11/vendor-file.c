/** Files at the vendor's edge; see vendor.h. */
#include <stdlib.h>
#include <string.h>

#include "vendor.h"

/** What is asked for at once: devices limit one transfer, the smallest seen to about 2 KiB. */
static const size_t transfer_size = 1024;

ULONG vendor_file_info(const struct vendor *vendor, HAPPLICATION application, const char *name,
                       struct file_info *info) {
  union {
    FILEATTRIBUTE attribute;
    BYTE room[STRUCTURE_ROOM];
  } answered;
  memset(&answered, 0, sizeof answered);
  *info = (struct file_info){0};
  if (vendor->functions.SKF_GetFileInfo == NULL) return SAR_NOTSUPPORTYETERR;
  ULONG answer = vendor->functions.SKF_GetFileInfo(application, (LPSTR)name, &answered.attribute);
  if (answer != SAR_OK) return answer;
  const FILEATTRIBUTE *attribute = &answered.attribute;
  if (attribute->FileSize > FILE_SIZE_LIMIT) return SAR_FILEERR;
  *info = (struct file_info){attribute->FileSize, attribute->ReadRights, attribute->WriteRights};
  return SAR_OK;
}

/** Reads one piece straight into `target`, which has room for one transfer more than `size`. */
static ULONG read_piece(const struct vendor *vendor, HAPPLICATION application, const char *name, size_t offset,
                        size_t size, uint8_t *target, size_t *read) {
  union wide_ulong length = {.value = (ULONG)size};
  ULONG answer =
      vendor->functions.SKF_ReadFile(application, (LPSTR)name, (ULONG)offset, (ULONG)size, target, &length.value);
  if (answer != SAR_OK) return answer;
  if (length.value > size) return SAR_READFILEERR;
  *read = length.value;
  return SAR_OK;
}

ULONG vendor_read_file(const struct vendor *vendor, HAPPLICATION application, const char *name, size_t size,
                       struct bytes *content) {
  if (vendor->functions.SKF_ReadFile == NULL) return SAR_NOTSUPPORTYETERR;
  content->data = calloc(1, size + transfer_size);
  if (content->data == NULL) return SAR_MEMORYERR;
  while (content->length < size) {
    size_t left = size - content->length;
    size_t read = 0;
    ULONG answer = read_piece(vendor, application, name, content->length, left < transfer_size ? left : transfer_size,
                              content->data + content->length, &read);
    if (answer != SAR_OK) {
      bytes_clear(content);
      return answer;
    }
    if (read == 0) break;
    content->length += read;
  }
  return SAR_OK;
}

ULONG vendor_create_file(const struct vendor *vendor, HAPPLICATION application, const char *name,
                         const struct file_info *info) {
  if (vendor->functions.SKF_CreateFile == NULL) return SAR_NOTSUPPORTYETERR;
  return vendor->functions.SKF_CreateFile(application, (LPSTR)name, info->size, info->read_rights, info->write_rights);
}

ULONG vendor_write_file(const struct vendor *vendor, HAPPLICATION application, const char *name,
                        const struct bytes *content) {
  if (vendor->functions.SKF_WriteFile == NULL) return SAR_NOTSUPPORTYETERR;
  for (size_t offset = 0; offset < content->length;) {
    size_t left = content->length - offset;
    size_t size = left < transfer_size ? left : transfer_size;
    ULONG answer =
        vendor->functions.SKF_WriteFile(application, (LPSTR)name, (ULONG)offset, content->data + offset, (ULONG)size);
    if (answer != SAR_OK) return answer;
    offset += size;
  }
  return SAR_OK;
}

ULONG vendor_delete_file(const struct vendor *vendor, HAPPLICATION application, const char *name) {
  if (vendor->functions.SKF_DeleteFile == NULL) return SAR_NOTSUPPORTYETERR;
  return vendor->functions.SKF_DeleteFile(application, (LPSTR)name);
}
