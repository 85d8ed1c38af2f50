#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "answers.h"
#include "skf.h"
#include "visit.h"

static ULONG check_name(const char *name) {
  if (name == NULL) return SAR_INVALIDPARAMERR;
  size_t length = bounded_length(name, FILE_NAME_LENGTH + 1);
  return length > 0 && length <= FILE_NAME_LENGTH ? SAR_OK : SAR_NAMELENERR;
}

/** Begins a visit and finds the file; on any other answer than SAR_OK the visit is over. */
static ULONG visit_file(HAPPLICATION value, const char *name, struct visit *visit, struct stored_file **file) {
  ULONG answer = check_name(name);
  if (answer != SAR_OK) return answer;
  answer = visit_begin(value, HANDLE_APPLICATION, visit);
  if (answer != SAR_OK) return answer;
  *file = application_file(visit->application, name);
  return *file != NULL ? SAR_OK : visit_end(visit, SAR_FILE_NOT_EXIST);
}

ULONG DEVAPI SKF_CreateFile(HAPPLICATION hApplication, LPSTR szFileName, ULONG ulFileSize, ULONG ulReadRights,
                            ULONG ulWriteRights) {
  ULONG answer = check_name(szFileName);
  if (answer != SAR_OK) return answer;
  if (ulFileSize == 0) return SAR_INVALIDPARAMERR;
  struct visit visit;
  answer = visit_begin(hApplication, HANDLE_APPLICATION, &visit);
  if (answer != SAR_OK) return answer;
  struct application *application = visit.application;
  if (!visit_has_rights(&visit, application->create_file_rights)) return visit_end(&visit, SAR_USER_NOT_LOGGED_IN);
  if (application_file(application, szFileName) != NULL) return visit_end(&visit, SAR_FILE_ALREADY_EXIST);
  if (application->file_count == MAX_FILES || ulFileSize > device_free_space(visit.device)) {
    return visit_end(&visit, SAR_NO_ROOM);
  }
  struct stored_file file = {.read_rights = ulReadRights, .write_rights = ulWriteRights};
  file.content.bytes = calloc(ulFileSize, 1);
  if (file.content.bytes == NULL) return visit_end(&visit, SAR_MEMORYERR);
  file.content.length = ulFileSize;
  strcpy(file.name, szFileName);
  application->files[application->file_count++] = file;
  return visit_end_saving(&visit);
}

ULONG DEVAPI SKF_DeleteFile(HAPPLICATION hApplication, LPSTR szFileName) {
  struct visit visit;
  struct stored_file *file = NULL;
  ULONG answer = visit_file(hApplication, szFileName, &visit, &file);
  if (answer != SAR_OK) return answer;
  if (!visit_has_rights(&visit, visit.application->create_file_rights)) {
    return visit_end(&visit, SAR_USER_NOT_LOGGED_IN);
  }
  application_remove_file(visit.application, file);
  return visit_end_saving(&visit);
}

ULONG DEVAPI SKF_EnumFiles(HAPPLICATION hApplication, LPSTR szFileList, ULONG *pulSize) {
  if (pulSize == NULL) return SAR_INVALIDPARAMERR;
  struct visit visit;
  ULONG answer = visit_begin(hApplication, HANDLE_APPLICATION, &visit);
  if (answer != SAR_OK) return answer;
  struct name_list names = {0};
  for (uint32_t index = 0; index < visit.application->file_count; index++) {
    name_list_add(&names, visit.application->files[index].name);
  }
  return visit_end(&visit, answer_names(&names, szFileList, pulSize));
}

ULONG DEVAPI SKF_GetFileInfo(HAPPLICATION hApplication, LPSTR szFileName, FILEATTRIBUTE *pFileInfo) {
  if (pFileInfo == NULL) return SAR_INVALIDPARAMERR;
  struct visit visit;
  struct stored_file *file = NULL;
  ULONG answer = visit_file(hApplication, szFileName, &visit, &file);
  if (answer != SAR_OK) return answer;
  fill_field(pFileInfo->FileName, sizeof pFileInfo->FileName, file->name);
  pFileInfo->FileSize = file->content.length;
  pFileInfo->ReadRights = file->read_rights;
  pFileInfo->WriteRights = file->write_rights;
  return visit_end(&visit, SAR_OK);
}

/** Answers at most MAX_TRANSFER bytes at once, and fewer than wanted at the file's end. */
ULONG DEVAPI SKF_ReadFile(HAPPLICATION hApplication, LPSTR szFileName, ULONG ulOffset, ULONG ulSize, BYTE *pbOutData,
                          ULONG *pulOutLen) {
  if (pulOutLen == NULL) return SAR_INVALIDPARAMERR;
  struct visit visit;
  struct stored_file *file = NULL;
  ULONG answer = visit_file(hApplication, szFileName, &visit, &file);
  if (answer != SAR_OK) return answer;
  if (!visit_has_rights(&visit, file->read_rights)) return visit_end(&visit, SAR_USER_NOT_LOGGED_IN);
  if (ulOffset > file->content.length) return visit_end(&visit, SAR_INVALIDPARAMERR);
  ULONG length = file->content.length - ulOffset;
  if (length > ulSize) length = ulSize;
  if (length > MAX_TRANSFER) length = MAX_TRANSFER;
  return visit_end(&visit, answer_bytes(file->content.bytes + ulOffset, length, pbOutData, pulOutLen));
}

ULONG DEVAPI SKF_WriteFile(HAPPLICATION hApplication, LPSTR szFileName, ULONG ulOffset, BYTE *pbData, ULONG ulSize) {
  if (pbData == NULL) return SAR_INVALIDPARAMERR;
  if (ulSize == 0 || ulSize > MAX_TRANSFER) return SAR_INDATALENERR;
  struct visit visit;
  struct stored_file *file = NULL;
  ULONG answer = visit_file(hApplication, szFileName, &visit, &file);
  if (answer != SAR_OK) return answer;
  if (!visit_has_rights(&visit, file->write_rights)) return visit_end(&visit, SAR_USER_NOT_LOGGED_IN);
  if (ulOffset > file->content.length || ulSize > file->content.length - ulOffset) {
    return visit_end(&visit, SAR_INDATALENERR);
  }
  memcpy(file->content.bytes + ulOffset, pbData, ulSize);
  return visit_end_saving(&visit);
}
