#include <openssl/evp.h>

#include "check.h"

static void authenticate(DEVHANDLE device) {
  BYTE challenge[16] = {0};
  BYTE encrypted[32];
  int length = 0;
  CHECK_ANSWER(SAR_FAIL, SKF_DevAuth(device, challenge, sizeof challenge));
  CHECK_ANSWER(SAR_OK, SKF_GenRandom(device, challenge, 8));
  EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
  CHECK(EVP_EncryptInit_ex(cipher, EVP_sm4_ecb(), NULL, DEFAULT_ID, NULL) == 1);
  CHECK(EVP_EncryptUpdate(cipher, encrypted, &length, challenge, sizeof challenge) == 1 && length == 16);
  EVP_CIPHER_CTX_free(cipher);
  CHECK_ANSWER(SAR_OK, SKF_DevAuth(device, encrypted, 16));
}

void test_applications(void) {
  make_device("A1");
  DEVHANDLE device = connect_device("A1");
  HAPPLICATION application = NULL;
  CHECK_ANSWER(SAR_USER_NOT_LOGGED_IN,
               SKF_CreateApplication(device, "Second", ADMIN_PIN, 5, USER_PIN, 6, SECURE_USER_ACCOUNT, &application));
  CHECK_ANSWER(SAR_USER_NOT_LOGGED_IN, SKF_DeleteApplication(device, APPLICATION));
  authenticate(device);
  CHECK_ANSWER(SAR_PIN_LEN_RANGE,
               SKF_CreateApplication(device, "Second", "1", 5, USER_PIN, 6, SECURE_USER_ACCOUNT, &application));
  CHECK_ANSWER(SAR_APPLICATION_NAME_INVALID,
               SKF_CreateApplication(device, "", ADMIN_PIN, 5, USER_PIN, 6, SECURE_USER_ACCOUNT, &application));
  CHECK_ANSWER(SAR_INVALIDPARAMERR,
               SKF_CreateApplication(device, "Second", ADMIN_PIN, 0, USER_PIN, 6, SECURE_USER_ACCOUNT, &application));
  CHECK_ANSWER(SAR_APPLICATION_EXISTS, SKF_CreateApplication(device, APPLICATION, ADMIN_PIN, 5, USER_PIN, 6,
                                                             SECURE_USER_ACCOUNT, &application));
  CHECK_ANSWER(SAR_OK,
               SKF_CreateApplication(device, "Second", ADMIN_PIN, 5, USER_PIN, 6, SECURE_USER_ACCOUNT, &application));

  char names[64];
  ULONG size = sizeof names;
  CHECK_ANSWER(SAR_OK, SKF_EnumApplication(device, names, &size));
  CHECK(size == sizeof "Qianyin\0Second\0" && memcmp(names, "Qianyin\0Second\0", size) == 0);

  ULONG most = 0;
  ULONG left = 0;
  BOOL unchanged = FALSE;
  CHECK_ANSWER(SAR_OK, SKF_GetPINInfo(application, ADMIN_TYPE, &most, &left, &unchanged));
  CHECK(most == 5 && left == 5 && unchanged);
  CHECK_ANSWER(SAR_OK, SKF_GetPINInfo(application, USER_TYPE, &most, &left, &unchanged));
  CHECK(most == 6 && left == 6);

  CHECK_ANSWER(SAR_OK, SKF_DeleteApplication(device, "Second"));
  CHECK_ANSWER(SAR_INVALIDHANDLEERR, SKF_GetPINInfo(application, USER_TYPE, &most, &left, &unchanged));
  CHECK_ANSWER(SAR_APPLICATION_NOT_EXISTS, SKF_OpenApplication(device, "Second", &application));
  CHECK_ANSWER(SAR_APPLICATION_NOT_EXISTS, SKF_DeleteApplication(device, "Second"));

  char name[] = "n0";
  ULONG answer = SAR_OK;
  int made = 1;
  for (; answer == SAR_OK && made < 20; name[1]++) {
    answer = SKF_CreateApplication(device, name, ADMIN_PIN, 5, USER_PIN, 6, SECURE_USER_ACCOUNT, &application);
    if (answer == SAR_OK) made += 1;
  }
  CHECK(answer == SAR_NO_ROOM && made == 8);
  CHECK_ANSWER(SAR_OK, SKF_DisConnectDev(device));
}
