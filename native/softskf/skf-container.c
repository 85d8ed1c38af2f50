#include <string.h>

#include "answers.h"
#include "certificate.h"
#include "skf.h"
#include "visit.h"

static ULONG check_name(const char *name) {
  if (name == NULL) return SAR_INVALIDPARAMERR;
  size_t length = bounded_length(name, CONTAINER_NAME_LENGTH + 1);
  return length > 0 && length <= CONTAINER_NAME_LENGTH ? SAR_OK : SAR_NAMELENERR;
}

static ULONG open_container(struct visit *visit, const char *name, HCONTAINER *value) {
  struct handle *handle = handle_open(HANDLE_CONTAINER, visit->handle);
  if (handle == NULL) return SAR_MEMORYERR;
  strcpy(handle->container_name, name);
  *value = handle_value(handle);
  return SAR_OK;
}

ULONG DEVAPI SKF_CreateContainer(HAPPLICATION hApplication, LPSTR szContainerName, HCONTAINER *phContainer) {
  ULONG answer = check_name(szContainerName);
  if (answer == SAR_OK && phContainer == NULL) answer = SAR_INVALIDPARAMERR;
  if (answer != SAR_OK) return answer;
  struct visit visit;
  answer = visit_begin(hApplication, HANDLE_APPLICATION, &visit);
  if (answer != SAR_OK) return answer;
  struct application *application = visit.application;
  if (!visit_user_is_in(&visit)) return visit_end(&visit, SAR_USER_NOT_LOGGED_IN);
  if (application_container(application, szContainerName) != NULL) return visit_end(&visit, SAR_FAIL);
  if (application->container_count == MAX_CONTAINERS) return visit_end(&visit, SAR_REACH_MAX_CONTAINER_COUNT);
  strcpy(application->containers[application->container_count++].name, szContainerName);
  answer = visit_save(&visit);
  if (answer == SAR_OK) answer = open_container(&visit, szContainerName, phContainer);
  return visit_end(&visit, answer);
}

ULONG DEVAPI SKF_DeleteContainer(HAPPLICATION hApplication, LPSTR szContainerName) {
  ULONG answer = check_name(szContainerName);
  if (answer != SAR_OK) return answer;
  struct visit visit;
  answer = visit_begin(hApplication, HANDLE_APPLICATION, &visit);
  if (answer != SAR_OK) return answer;
  if (!visit_user_is_in(&visit)) return visit_end(&visit, SAR_USER_NOT_LOGGED_IN);
  struct container *container = application_container(visit.application, szContainerName);
  if (container == NULL) return visit_end(&visit, SAR_INVALIDPARAMERR);
  application_remove_container(visit.application, container);
  return visit_end_saving(&visit);
}

ULONG DEVAPI SKF_OpenContainer(HAPPLICATION hApplication, LPSTR szContainerName, HCONTAINER *phContainer) {
  ULONG answer = check_name(szContainerName);
  if (answer == SAR_OK && phContainer == NULL) answer = SAR_INVALIDPARAMERR;
  if (answer != SAR_OK) return answer;
  struct visit visit;
  answer = visit_begin(hApplication, HANDLE_APPLICATION, &visit);
  if (answer != SAR_OK) return answer;
  answer = SAR_INVALIDPARAMERR;
  if (application_container(visit.application, szContainerName) != NULL) {
    answer = open_container(&visit, szContainerName, phContainer);
  }
  return visit_end(&visit, answer);
}

/** Closing succeeds with the device gone too, so that callers can clean up. */
ULONG DEVAPI SKF_CloseContainer(HCONTAINER hContainer) {
  platform_lock();
  struct handle *handle = handle_find(hContainer, HANDLE_CONTAINER);
  if (handle != NULL) handle_close(handle);
  platform_unlock();
  return handle != NULL ? SAR_OK : SAR_INVALIDHANDLEERR;
}

ULONG DEVAPI SKF_EnumContainer(HAPPLICATION hApplication, LPSTR szContainerName, ULONG *pulSize) {
  if (pulSize == NULL) return SAR_INVALIDPARAMERR;
  struct visit visit;
  ULONG answer = visit_begin(hApplication, HANDLE_APPLICATION, &visit);
  if (answer != SAR_OK) return answer;
  struct name_list names = {0};
  for (uint32_t index = 0; index < visit.application->container_count; index++) {
    name_list_add(&names, visit.application->containers[index].name);
  }
  return visit_end(&visit, answer_names(&names, szContainerName, pulSize));
}

ULONG DEVAPI SKF_GetContainerType(HCONTAINER hContainer, ULONG *pulContainerType) {
  if (pulContainerType == NULL) return SAR_INVALIDPARAMERR;
  struct visit visit;
  ULONG answer = visit_begin(hContainer, HANDLE_CONTAINER, &visit);
  if (answer != SAR_OK) return answer;
  *pulContainerType = visit.container->type;
  return visit_end(&visit, SAR_OK);
}

static struct key_pair *pair_of(struct container *container, BOOL is_signing) {
  return is_signing ? &container->signing : &container->encryption;
}

ULONG DEVAPI SKF_ImportCertificate(HCONTAINER hContainer, BOOL bSignFlag, BYTE *pbCert, ULONG ulCertLen) {
  if (pbCert == NULL) return SAR_INVALIDPARAMERR;
  if (ulCertLen == 0 || ulCertLen > MAX_CERTIFICATE_LENGTH) return SAR_INDATALENERR;
  struct visit visit;
  ULONG answer = visit_begin(hContainer, HANDLE_CONTAINER, &visit);
  if (answer != SAR_OK) return answer;
  struct key_pair *pair = pair_of(visit.container, bSignFlag);
  if (!visit_user_is_in(&visit)) return visit_end(&visit, SAR_USER_NOT_LOGGED_IN);
  answer = certificate_check(pbCert, ulCertLen, pair, visit.container->type);
  if (answer == SAR_OK && ulCertLen > device_free_space(visit.device)) answer = SAR_NO_ROOM;
  if (answer == SAR_OK && !blob_set(&pair->certificate, pbCert, ulCertLen)) answer = SAR_MEMORYERR;
  return answer == SAR_OK ? visit_end_saving(&visit) : visit_end(&visit, answer);
}

ULONG DEVAPI SKF_ExportCertificate(HCONTAINER hContainer, BOOL bSignFlag, BYTE *pbCert, ULONG *pulCertLen) {
  if (pulCertLen == NULL) return SAR_INVALIDPARAMERR;
  struct visit visit;
  ULONG answer = visit_begin(hContainer, HANDLE_CONTAINER, &visit);
  if (answer != SAR_OK) return answer;
  const struct blob *certificate = &pair_of(visit.container, bSignFlag)->certificate;
  answer = SAR_CERTNOTFOUNTERR;
  if (certificate->length > 0) answer = answer_bytes(certificate->bytes, certificate->length, pbCert, pulCertLen);
  return visit_end(&visit, answer);
}

ULONG DEVAPI SKF_ExportPublicKey(HCONTAINER hContainer, BOOL bSignFlag, BYTE *pbBlob, ULONG *pulBlobLen) {
  if (pulBlobLen == NULL) return SAR_INVALIDPARAMERR;
  struct visit visit;
  ULONG answer = visit_begin(hContainer, HANDLE_CONTAINER, &visit);
  if (answer != SAR_OK) return answer;
  const struct blob *key = &pair_of(visit.container, bSignFlag)->public_key;
  answer = SAR_KEYNOTFOUNTERR;
  if (key->length > 0) answer = answer_bytes(key->bytes, key->length, pbBlob, pulBlobLen);
  return visit_end(&visit, answer);
}
