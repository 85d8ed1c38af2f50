#include <string.h>

#include "answers.h"
#include "new-application.h"
#include "skf.h"
#include "visit.h"

static ULONG open_application(struct visit *visit, const struct application *application, HAPPLICATION *value) {
  struct handle *handle = handle_open(HANDLE_APPLICATION, visit->handle);
  if (handle == NULL) return SAR_MEMORYERR;
  memcpy(handle->application_id, application->id, APPLICATION_ID_LENGTH);
  *value = handle_value(handle);
  return SAR_OK;
}

ULONG DEVAPI SKF_CreateApplication(DEVHANDLE hDev, LPSTR szAppName, LPSTR szAdminPin, DWORD dwAdminPinRetryCount,
                                   LPSTR szUserPin, DWORD dwUserPinRetryCount, DWORD dwCreateFileRights,
                                   HAPPLICATION *phApplication) {
  if (szAppName == NULL || szAdminPin == NULL || szUserPin == NULL || phApplication == NULL) return SAR_INVALIDPARAMERR;
  struct visit visit;
  ULONG answer = visit_begin(hDev, HANDLE_DEVICE, &visit);
  if (answer != SAR_OK) return answer;
  if (!visit.connection->authenticated) return visit_end(&visit, SAR_USER_NOT_LOGGED_IN);
  answer = device_add_application(visit.device, szAppName, szAdminPin, dwAdminPinRetryCount, szUserPin,
                                  dwUserPinRetryCount, dwCreateFileRights);
  if (answer == SAR_OK) answer = visit_save(&visit);
  if (answer == SAR_OK) answer = open_application(&visit, device_application(visit.device, szAppName), phApplication);
  return visit_end(&visit, answer);
}

ULONG DEVAPI SKF_EnumApplication(DEVHANDLE hDev, LPSTR szAppName, ULONG *pulSize) {
  if (pulSize == NULL) return SAR_INVALIDPARAMERR;
  struct visit visit;
  ULONG answer = visit_begin(hDev, HANDLE_DEVICE, &visit);
  if (answer != SAR_OK) return answer;
  struct name_list names = {0};
  for (uint32_t index = 0; index < visit.device->application_count; index++) {
    name_list_add(&names, visit.device->applications[index]->name);
  }
  return visit_end(&visit, answer_names(&names, szAppName, pulSize));
}

static ULONG find_application(struct visit *visit, const char *name, struct application **application) {
  size_t length = bounded_length(name, APPLICATION_NAME_LENGTH + 1);
  if (length == 0 || length > APPLICATION_NAME_LENGTH) return SAR_APPLICATION_NAME_INVALID;
  *application = device_application(visit->device, name);
  return *application != NULL ? SAR_OK : SAR_APPLICATION_NOT_EXISTS;
}

ULONG DEVAPI SKF_DeleteApplication(DEVHANDLE hDev, LPSTR szAppName) {
  if (szAppName == NULL) return SAR_INVALIDPARAMERR;
  struct visit visit;
  ULONG answer = visit_begin(hDev, HANDLE_DEVICE, &visit);
  if (answer != SAR_OK) return answer;
  struct application *application = NULL;
  answer = visit.connection->authenticated ? find_application(&visit, szAppName, &application) : SAR_USER_NOT_LOGGED_IN;
  if (answer != SAR_OK) return visit_end(&visit, answer);
  logins_forget(visit.connection->folder, application->id);
  device_remove_application(visit.device, application);
  return visit_end_saving(&visit);
}

ULONG DEVAPI SKF_OpenApplication(DEVHANDLE hDev, LPSTR szAppName, HAPPLICATION *phApplication) {
  if (szAppName == NULL || phApplication == NULL) return SAR_INVALIDPARAMERR;
  struct visit visit;
  ULONG answer = visit_begin(hDev, HANDLE_DEVICE, &visit);
  if (answer != SAR_OK) return answer;
  struct application *application = NULL;
  answer = find_application(&visit, szAppName, &application);
  if (answer == SAR_OK) answer = open_application(&visit, application, phApplication);
  return visit_end(&visit, answer);
}

/** Closing succeeds with the device gone too, so that callers can clean up. */
ULONG DEVAPI SKF_CloseApplication(HAPPLICATION hApplication) {
  platform_lock();
  struct handle *handle = handle_find(hApplication, HANDLE_APPLICATION);
  if (handle != NULL) handle_close(handle);
  platform_unlock();
  return handle != NULL ? SAR_OK : SAR_INVALIDHANDLEERR;
}
