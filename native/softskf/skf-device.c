#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>

#include "answers.h"
#include "events.h"
#include "skf.h"
#include "visit.h"

/** The key every blank device comes with; it keeps nobody out and is here so that callers have to do the exchange. */
static const BYTE device_authentication_key[16] = {'1', '2', '3', '4', '5', '6', '7', '8',
                                                   '1', '2', '3', '4', '5', '6', '7', '8'};

ULONG DEVAPI SKF_EnumDev(BOOL bPresent, LPSTR szNameList, ULONG *pulSize) {
  if (pulSize == NULL) return SAR_INVALIDPARAMERR;
  struct name_list names = {0};
  char *home = store_home();
  if (home != NULL) {
    struct device_list list;
    ULONG answer = store_list(home, &list);
    for (size_t index = 0; answer == SAR_OK && index < list.count; index++) {
      char mark[PLUG_MARK_LENGTH + 1];
      char *folder = store_folder(home, list.serials[index]);
      if (folder != NULL && (!bPresent || store_is_plugged(folder, mark))) name_list_add(&names, list.serials[index]);
      if (folder == NULL) answer = SAR_MEMORYERR;
      free(folder);
    }
    free(list.serials);
    free(home);
    if (answer != SAR_OK) {
      writer_clear(&names.writer);
      return answer;
    }
  }
  platform_lock();
  events_start();
  platform_unlock();
  return answer_names(&names, szNameList, pulSize);
}

/** The device's folder on the heap, or NULL when there is no such device. */
static char *find_device(const char *name) {
  if (!serial_is_valid(name)) return NULL;
  char *home = store_home();
  char *folder = home != NULL ? store_folder(home, name) : NULL;
  free(home);
  if (folder != NULL && store_has_device(folder)) return folder;
  free(folder);
  return NULL;
}

ULONG DEVAPI SKF_ConnectDev(LPSTR szName, DEVHANDLE *phDev) {
  if (szName == NULL || phDev == NULL) return SAR_INVALIDPARAMERR;
  char *folder = find_device(szName);
  if (folder == NULL) return SAR_INVALIDPARAMERR;
  char mark[PLUG_MARK_LENGTH + 1];
  ULONG answer = SAR_DEVICE_REMOVED;
  platform_lock();
  events_start();
  if (store_is_plugged(folder, mark)) {
    struct handle *handle = handle_open(HANDLE_DEVICE, NULL);
    answer = SAR_MEMORYERR;
    if (handle != NULL) {
      handle->connection.folder = folder;
      folder = NULL;
      memcpy(handle->connection.plug_mark, mark, sizeof mark);
      *phDev = handle_value(handle);
      answer = SAR_OK;
    }
  }
  platform_unlock();
  free(folder);
  return answer;
}

ULONG DEVAPI SKF_DisConnectDev(DEVHANDLE hDev) {
  platform_lock();
  struct handle *handle = handle_find(hDev, HANDLE_DEVICE);
  if (handle != NULL) handle_close(handle);
  platform_wake();
  platform_unlock();
  return handle != NULL ? SAR_OK : SAR_INVALIDHANDLEERR;
}

ULONG DEVAPI SKF_GetDevState(LPSTR szDevName, ULONG *pulDevState) {
  if (szDevName == NULL || pulDevState == NULL) return SAR_INVALIDPARAMERR;
  char *folder = find_device(szDevName);
  char mark[PLUG_MARK_LENGTH + 1];
  if (folder == NULL) {
    *pulDevState = DEV_UNKNOW_STATE;
  } else {
    *pulDevState = store_is_plugged(folder, mark) ? DEV_PRESENT_STATE : DEV_ABSENT_STATE;
  }
  free(folder);
  return SAR_OK;
}

ULONG DEVAPI SKF_SetLabel(DEVHANDLE hDev, LPSTR szLabel) {
  if (szLabel == NULL) return SAR_INVALIDPARAMERR;
  if (bounded_length(szLabel, LABEL_LENGTH + 1) > LABEL_LENGTH) return SAR_NAMELENERR;
  struct visit visit;
  ULONG answer = visit_begin(hDev, HANDLE_DEVICE, &visit);
  if (answer != SAR_OK) return answer;
  fill_field(visit.device->label, sizeof visit.device->label, szLabel);
  return visit_end_saving(&visit);
}

ULONG DEVAPI SKF_GetDevInfo(DEVHANDLE hDev, DEVINFO *pDevInfo) {
  if (pDevInfo == NULL) return SAR_INVALIDPARAMERR;
  struct visit visit;
  ULONG answer = visit_begin(hDev, HANDLE_DEVICE, &visit);
  if (answer != SAR_OK) return answer;
  memset(pDevInfo, 0, sizeof *pDevInfo);
  pDevInfo->Version.major = 1;
  fill_field(pDevInfo->Manufacturer, sizeof pDevInfo->Manufacturer, "Qianyin");
  fill_field(pDevInfo->Issuer, sizeof pDevInfo->Issuer, "Qianyin");
  fill_field(pDevInfo->Label, sizeof pDevInfo->Label, visit.device->label);
  fill_field(pDevInfo->SerialNumber, sizeof pDevInfo->SerialNumber, visit.device->serial);
  pDevInfo->HWVersion.major = 1;
  pDevInfo->FirmwareVersion.major = 1;
  pDevInfo->AlgSymCap = SGD_SM4_ECB;
  pDevInfo->AlgAsymCap = SGD_RSA | SGD_SM2_1 | SGD_SM2_3;
  pDevInfo->AlgHashCap = SGD_SM3 | SGD_SHA1 | SGD_SHA256;
  pDevInfo->DevAuthAlgId = SGD_SM4_ECB;
  pDevInfo->TotalSpace = TOTAL_SPACE;
  pDevInfo->FreeSpace = device_free_space(visit.device);
  pDevInfo->MaxBufferSize = MAX_TRANSFER;
  return visit_end(&visit, SAR_OK);
}

ULONG DEVAPI SKF_LockDev(DEVHANDLE hDev, ULONG ulTimeOut) {
  return visit_lock_device(hDev, ulTimeOut);
}

ULONG DEVAPI SKF_UnlockDev(DEVHANDLE hDev) {
  return visit_unlock_device(hDev);
}

ULONG DEVAPI SKF_GenRandom(DEVHANDLE hDev, BYTE *pbRandom, ULONG ulRandomLen) {
  if (pbRandom == NULL || ulRandomLen == 0 || ulRandomLen > INT32_MAX) return SAR_INVALIDPARAMERR;
  struct visit visit;
  ULONG answer = visit_begin(hDev, HANDLE_DEVICE, &visit);
  if (answer != SAR_OK) return answer;
  if (RAND_bytes(pbRandom, (int)ulRandomLen) != 1) return visit_end(&visit, SAR_GENRANDERR);
  struct connection *connection = visit.connection;
  size_t kept = ulRandomLen < sizeof connection->challenge ? ulRandomLen : sizeof connection->challenge;
  memset(connection->challenge, 0, sizeof connection->challenge);
  memcpy(connection->challenge, pbRandom, kept);
  connection->has_challenge = true;
  return visit_end(&visit, SAR_OK);
}

static bool encrypt_challenge(const BYTE challenge[16], BYTE encrypted[16]) {
  EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
  int written = 0;
  bool done = cipher != NULL && EVP_EncryptInit_ex(cipher, EVP_sm4_ecb(), NULL, device_authentication_key, NULL) == 1 &&
              EVP_CIPHER_CTX_set_padding(cipher, 0) == 1 &&
              EVP_EncryptUpdate(cipher, encrypted, &written, challenge, 16) == 1 && written == 16;
  EVP_CIPHER_CTX_free(cipher);
  return done;
}

/** The data is the last random, filled with NULs to 16 bytes, encrypted by SM4-ECB under the device's key. */
ULONG DEVAPI SKF_DevAuth(DEVHANDLE hDev, BYTE *pbAuthData, ULONG ulLen) {
  if (pbAuthData == NULL) return SAR_INVALIDPARAMERR;
  if (ulLen != 16) return SAR_INDATALENERR;
  struct visit visit;
  ULONG answer = visit_begin(hDev, HANDLE_DEVICE, &visit);
  if (answer != SAR_OK) return answer;
  struct connection *connection = visit.connection;
  BYTE expected[16];
  connection->authenticated = connection->has_challenge && encrypt_challenge(connection->challenge, expected) &&
                              CRYPTO_memcmp(expected, pbAuthData, sizeof expected) == 0;
  connection->has_challenge = false;
  return visit_end(&visit, connection->authenticated ? SAR_OK : SAR_FAIL);
}
