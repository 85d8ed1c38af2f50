#include <stdint.h>

#include "check.h"

/** Every function once with each kind of handle that is none of its own. */
static void refuses_handle(HANDLE handle) {
  BYTE bytes[512] = {0};
  CHAR text[64] = "name";
  ULONG number = sizeof bytes;
  BOOL flag = FALSE;
  HANDLE made = NULL;
  DEVINFO info;
  FILEATTRIBUTE attributes;
  ECCPUBLICKEYBLOB ecc_key;
  RSAPUBLICKEYBLOB rsa_key;
  ECCSIGNATUREBLOB signature;
  BYTE envelope_bytes[sizeof(ENVELOPEDKEYBLOB) + 16] = {0};
  ENVELOPEDKEYBLOB *envelope = (ENVELOPEDKEYBLOB *)envelope_bytes;
  memset(&ecc_key, 0, sizeof ecc_key);
  memset(&rsa_key, 0, sizeof rsa_key);
  memset(&signature, 0, sizeof signature);
  envelope->ulSymmAlgID = SGD_SM4_ECB;
  envelope->ulBits = 256;
  envelope->ECCCipherBlob.CipherLen = 16;
  const ULONG answers[] = {
      SKF_SetLabel(handle, text),
      SKF_GetDevInfo(handle, &info),
      SKF_LockDev(handle, 0),
      SKF_UnlockDev(handle),
      SKF_DisConnectDev(handle),
      SKF_DevAuth(handle, bytes, 16),
      SKF_ChangePIN(handle, USER_TYPE, USER_PIN, USER_PIN, &number),
      SKF_GetPINInfo(handle, USER_TYPE, &number, &number, &flag),
      SKF_VerifyPIN(handle, USER_TYPE, USER_PIN, &number),
      SKF_UnblockPIN(handle, ADMIN_PIN, USER_PIN, &number),
      SKF_ClearSecureState(handle),
      SKF_CreateApplication(handle, text, ADMIN_PIN, 1, USER_PIN, 1, 0, &made),
      SKF_EnumApplication(handle, NULL, &number),
      SKF_DeleteApplication(handle, text),
      SKF_OpenApplication(handle, text, &made),
      SKF_CloseApplication(handle),
      SKF_CreateFile(handle, text, 1, 0, 0),
      SKF_DeleteFile(handle, text),
      SKF_EnumFiles(handle, NULL, &number),
      SKF_GetFileInfo(handle, text, &attributes),
      SKF_ReadFile(handle, text, 0, 1, NULL, &number),
      SKF_WriteFile(handle, text, 0, bytes, 1),
      SKF_CreateContainer(handle, text, &made),
      SKF_DeleteContainer(handle, text),
      SKF_OpenContainer(handle, text, &made),
      SKF_CloseContainer(handle),
      SKF_EnumContainer(handle, NULL, &number),
      SKF_GetContainerType(handle, &number),
      SKF_ImportCertificate(handle, TRUE, bytes, 8),
      SKF_ExportCertificate(handle, TRUE, NULL, &number),
      SKF_GenRandom(handle, bytes, 8),
      SKF_GenRSAKeyPair(handle, 2048, &rsa_key),
      SKF_RSASignData(handle, bytes, 32, NULL, &number),
      SKF_RSAVerify(handle, &rsa_key, bytes, 32, bytes, 256),
      SKF_GenECCKeyPair(handle, SGD_SM2_1, &ecc_key),
      SKF_ImportECCKeyPair(handle, envelope),
      SKF_ECCSignData(handle, bytes, 32, &signature),
      SKF_ECCVerify(handle, &ecc_key, bytes, 32, &signature),
      SKF_ExtECCVerify(handle, &ecc_key, bytes, 32, &signature),
      SKF_ExportPublicKey(handle, TRUE, NULL, &number),
      SKF_DigestInit(handle, SGD_SM3, NULL, NULL, 0, &made),
      SKF_Digest(handle, bytes, 1, NULL, &number),
      SKF_DigestUpdate(handle, bytes, 1),
      SKF_DigestFinal(handle, NULL, &number),
      SKF_CloseHandle(handle),
  };
  for (size_t index = 0; index < sizeof answers / sizeof *answers; index++) {
    if (answers[index] != SAR_INVALIDHANDLEERR) {
      fprintf(stderr, "call %u answered 0x%08lX\n", (unsigned)index, (unsigned long)answers[index]);
      exit(EXIT_FAILURE);
    }
  }
}

static void refuses_nulls(DEVHANDLE device, HAPPLICATION application, HCONTAINER container, HANDLE digest) {
  BYTE bytes[512] = {0};
  CHAR text[64] = "name";
  ULONG number = 0;
  BOOL flag = FALSE;
  HANDLE made = NULL;
  ECCPUBLICKEYBLOB ecc_key;
  RSAPUBLICKEYBLOB rsa_key;
  ECCSIGNATUREBLOB signature;
  memset(&ecc_key, 0, sizeof ecc_key);
  memset(&rsa_key, 0, sizeof rsa_key);
  memset(&signature, 0, sizeof signature);
  const ULONG answers[] = {
      SKF_WaitForDevEvent(NULL, &number, &number),
      SKF_WaitForDevEvent(text, NULL, &number),
      SKF_WaitForDevEvent(text, &number, NULL),
      SKF_EnumDev(TRUE, text, NULL),
      SKF_ConnectDev(NULL, &made),
      SKF_ConnectDev(text, NULL),
      SKF_GetDevState(NULL, &number),
      SKF_GetDevState(text, NULL),
      SKF_SetLabel(device, NULL),
      SKF_GetDevInfo(device, NULL),
      SKF_DevAuth(device, NULL, 16),
      SKF_ChangePIN(application, USER_TYPE, NULL, USER_PIN, &number),
      SKF_ChangePIN(application, USER_TYPE, USER_PIN, NULL, &number),
      SKF_ChangePIN(application, USER_TYPE, USER_PIN, USER_PIN, NULL),
      SKF_GetPINInfo(application, USER_TYPE, NULL, &number, &flag),
      SKF_GetPINInfo(application, USER_TYPE, &number, NULL, &flag),
      SKF_GetPINInfo(application, USER_TYPE, &number, &number, NULL),
      SKF_VerifyPIN(application, USER_TYPE, NULL, &number),
      SKF_VerifyPIN(application, USER_TYPE, USER_PIN, NULL),
      SKF_UnblockPIN(application, NULL, USER_PIN, &number),
      SKF_UnblockPIN(application, ADMIN_PIN, NULL, &number),
      SKF_UnblockPIN(application, ADMIN_PIN, USER_PIN, NULL),
      SKF_CreateApplication(device, NULL, ADMIN_PIN, 1, USER_PIN, 1, 0, &made),
      SKF_CreateApplication(device, text, NULL, 1, USER_PIN, 1, 0, &made),
      SKF_CreateApplication(device, text, ADMIN_PIN, 1, NULL, 1, 0, &made),
      SKF_CreateApplication(device, text, ADMIN_PIN, 1, USER_PIN, 1, 0, NULL),
      SKF_EnumApplication(device, NULL, NULL),
      SKF_DeleteApplication(device, NULL),
      SKF_OpenApplication(device, NULL, &made),
      SKF_OpenApplication(device, text, NULL),
      SKF_CreateFile(application, NULL, 1, 0, 0),
      SKF_DeleteFile(application, NULL),
      SKF_EnumFiles(application, NULL, NULL),
      SKF_GetFileInfo(application, text, NULL),
      SKF_ReadFile(application, NULL, 0, 1, bytes, &number),
      SKF_ReadFile(application, text, 0, 1, bytes, NULL),
      SKF_WriteFile(application, NULL, 0, bytes, 1),
      SKF_WriteFile(application, text, 0, NULL, 1),
      SKF_CreateContainer(application, NULL, &made),
      SKF_CreateContainer(application, text, NULL),
      SKF_DeleteContainer(application, NULL),
      SKF_OpenContainer(application, NULL, &made),
      SKF_OpenContainer(application, text, NULL),
      SKF_EnumContainer(application, NULL, NULL),
      SKF_GetContainerType(container, NULL),
      SKF_ImportCertificate(container, TRUE, NULL, 8),
      SKF_ExportCertificate(container, TRUE, bytes, NULL),
      SKF_GenRandom(device, NULL, 8),
      SKF_GenRandom(device, bytes, 0),
      SKF_GenRSAKeyPair(container, 2048, NULL),
      SKF_RSASignData(container, NULL, 32, bytes, &number),
      SKF_RSASignData(container, bytes, 32, bytes, NULL),
      SKF_RSAVerify(device, NULL, bytes, 32, bytes, 256),
      SKF_RSAVerify(device, &rsa_key, NULL, 32, bytes, 256),
      SKF_RSAVerify(device, &rsa_key, bytes, 32, NULL, 256),
      SKF_GenECCKeyPair(container, SGD_SM2_1, NULL),
      SKF_ImportECCKeyPair(container, NULL),
      SKF_ECCSignData(container, NULL, 32, &signature),
      SKF_ECCSignData(container, bytes, 32, NULL),
      SKF_ECCVerify(device, NULL, bytes, 32, &signature),
      SKF_ECCVerify(device, &ecc_key, NULL, 32, &signature),
      SKF_ECCVerify(device, &ecc_key, bytes, 32, NULL),
      SKF_ExportPublicKey(container, TRUE, bytes, NULL),
      SKF_DigestInit(device, SGD_SM3, NULL, NULL, 0, NULL),
      SKF_Digest(digest, NULL, 1, bytes, &number),
      SKF_Digest(digest, bytes, 1, bytes, NULL),
      SKF_DigestUpdate(digest, NULL, 1),
      SKF_DigestFinal(digest, bytes, NULL),
  };
  for (size_t index = 0; index < sizeof answers / sizeof *answers; index++) {
    if (answers[index] != SAR_INVALIDPARAMERR) {
      fprintf(stderr, "call %u answered 0x%08lX\n", (unsigned)index, (unsigned long)answers[index]);
      exit(EXIT_FAILURE);
    }
  }
}

void test_wrong_arguments(void) {
  make_device("W1");
  DEVHANDLE device = NULL;
  HAPPLICATION application = log_in("W1", &device);
  HCONTAINER container = NULL;
  HANDLE digest = NULL;
  CHECK_ANSWER(SAR_OK, SKF_CreateContainer(application, "C", &container));
  CHECK_ANSWER(SAR_OK, SKF_DigestInit(device, SGD_SM3, NULL, NULL, 0, &digest));
  refuses_nulls(device, application, container, digest);
  refuses_handle(NULL);
  refuses_handle((HANDLE)(uintptr_t)1);
  refuses_handle((HANDLE)UINTPTR_MAX);
  refuses_handle((HANDLE)((uintptr_t)device ^ 1));
  refuses_handle(&digest);
  CHECK_ANSWER(SAR_INVALIDHANDLEERR, SKF_CloseApplication(device));
  CHECK_ANSWER(SAR_INVALIDHANDLEERR, SKF_CloseHandle(application));
  CHECK_ANSWER(SAR_INVALIDHANDLEERR, SKF_DisConnectDev(container));
  CHECK_ANSWER(SAR_OK, SKF_DisConnectDev(device));
  refuses_handle(device);
  refuses_handle(application);
  refuses_handle(container);
  refuses_handle(digest);

  // Handles run out with an answer, and come back.
  DEVHANDLE devices[2000];
  size_t count = 0;
  ULONG answer = SAR_OK;
  while (count < 2000 && (answer = SKF_ConnectDev("W1", &devices[count])) == SAR_OK) count += 1;
  CHECK(answer == SAR_MEMORYERR && count > 100);
  while (count > 0) CHECK_ANSWER(SAR_OK, SKF_DisConnectDev(devices[--count]));
}
