#include "check.h"

enum { CONTENT_LENGTH = 40000 };

static void writes_and_reads_in_pieces(DEVHANDLE device, HAPPLICATION application) {
  static BYTE content[CONTENT_LENGTH];
  static BYTE got[CONTENT_LENGTH];
  DEVINFO info;
  CHECK_ANSWER(SAR_OK, SKF_GetDevInfo(device, &info));
  for (ULONG index = 0; index < CONTENT_LENGTH; index++) content[index] = (BYTE)(index * 7 >> 3);
  CHECK_ANSWER(SAR_OK,
               SKF_CreateFile(application, "seal.esl", CONTENT_LENGTH, SECURE_ANYONE_ACCOUNT, SECURE_USER_ACCOUNT));
  CHECK_ANSWER(SAR_FILE_ALREADY_EXIST,
               SKF_CreateFile(application, "seal.esl", 1, SECURE_ANYONE_ACCOUNT, SECURE_USER_ACCOUNT));
  CHECK_ANSWER(SAR_INDATALENERR, SKF_WriteFile(application, "seal.esl", 0, content, info.MaxBufferSize + 1));
  for (ULONG at = 0; at < CONTENT_LENGTH;) {
    ULONG piece = CONTENT_LENGTH - at < info.MaxBufferSize ? CONTENT_LENGTH - at : info.MaxBufferSize;
    CHECK_ANSWER(SAR_OK, SKF_WriteFile(application, "seal.esl", at, content + at, piece));
    at += piece;
  }
  CHECK_ANSWER(SAR_INDATALENERR, SKF_WriteFile(application, "seal.esl", CONTENT_LENGTH - 1, content, 2));
  CHECK_ANSWER(SAR_INDATALENERR, SKF_WriteFile(application, "seal.esl", 0xFFFFFFFFu, content, 2));
  for (ULONG at = 0; at < CONTENT_LENGTH;) {
    ULONG piece = CONTENT_LENGTH - at;
    CHECK_ANSWER(SAR_OK, SKF_ReadFile(application, "seal.esl", at, piece, got + at, &piece));
    CHECK(piece > 0 && piece <= info.MaxBufferSize);
    at += piece;
  }
  CHECK(memcmp(content, got, CONTENT_LENGTH) == 0);
  ULONG length = 0;
  CHECK_ANSWER(SAR_OK, SKF_ReadFile(application, "seal.esl", CONTENT_LENGTH - 5, 100, NULL, &length));
  CHECK(length == 5);
  length = 4;
  CHECK_ANSWER(SAR_BUFFER_TOO_SMALL, SKF_ReadFile(application, "seal.esl", CONTENT_LENGTH - 5, 100, got, &length));
  CHECK(length == 5);
  CHECK_ANSWER(SAR_OK, SKF_ReadFile(application, "seal.esl", CONTENT_LENGTH, 100, got, &length));
  CHECK(length == 0);
  CHECK_ANSWER(SAR_INVALIDPARAMERR, SKF_ReadFile(application, "seal.esl", CONTENT_LENGTH + 1, 100, got, &length));
}

static void describes(HAPPLICATION application) {
  FILEATTRIBUTE attributes;
  CHECK_ANSWER(SAR_OK, SKF_GetFileInfo(application, "seal.esl", &attributes));
  CHECK(strcmp(attributes.FileName, "seal.esl") == 0 && attributes.FileSize == CONTENT_LENGTH);
  CHECK(attributes.ReadRights == SECURE_ANYONE_ACCOUNT && attributes.WriteRights == SECURE_USER_ACCOUNT);
  char names[64];
  ULONG size = sizeof names;
  CHECK_ANSWER(SAR_OK, SKF_EnumFiles(application, names, &size));
  CHECK(size == sizeof "seal.esl\0" && memcmp(names, "seal.esl\0", size) == 0);
}

static void keeps_to_rights(HAPPLICATION application) {
  BYTE bytes[4] = {1, 2, 3, 4};
  ULONG length = sizeof bytes;
  ULONG tries = 0;
  CHECK_ANSWER(SAR_OK, SKF_CreateFile(application, "admin", 4, SECURE_USER_ACCOUNT, SECURE_ADM_ACCOUNT));
  CHECK_ANSWER(SAR_OK, SKF_CreateFile(application, "never", 4, SECURE_NEVER_ACCOUNT, SECURE_NEVER_ACCOUNT));
  CHECK_ANSWER(SAR_USER_NOT_LOGGED_IN, SKF_WriteFile(application, "admin", 0, bytes, 4));
  CHECK_ANSWER(SAR_USER_NOT_LOGGED_IN, SKF_WriteFile(application, "never", 0, bytes, 4));
  CHECK_ANSWER(SAR_USER_NOT_LOGGED_IN, SKF_ReadFile(application, "never", 0, 4, bytes, &length));
  CHECK_ANSWER(SAR_OK, SKF_VerifyPIN(application, ADMIN_TYPE, ADMIN_PIN, &tries));
  CHECK_ANSWER(SAR_OK, SKF_WriteFile(application, "admin", 0, bytes, 4));
  CHECK_ANSWER(SAR_OK, SKF_ClearSecureState(application));
  CHECK_ANSWER(SAR_USER_NOT_LOGGED_IN, SKF_ReadFile(application, "admin", 0, 4, bytes, &length));
  CHECK_ANSWER(SAR_OK, SKF_ReadFile(application, "seal.esl", 0, 4, bytes, &length));
  CHECK_ANSWER(SAR_USER_NOT_LOGGED_IN, SKF_WriteFile(application, "seal.esl", 0, bytes, 4));
  CHECK_ANSWER(SAR_USER_NOT_LOGGED_IN, SKF_DeleteFile(application, "seal.esl"));
  CHECK_ANSWER(SAR_USER_NOT_LOGGED_IN, SKF_CreateFile(application, "x", 4, SECURE_ANYONE_ACCOUNT, 0));
}

static void fills_up(HAPPLICATION application) {
  ULONG tries = 0;
  CHECK_ANSWER(SAR_OK, SKF_VerifyPIN(application, USER_TYPE, USER_PIN, &tries));
  CHECK_ANSWER(SAR_NO_ROOM, SKF_CreateFile(application, "huge", 0xFFFFFFFFu, SECURE_ANYONE_ACCOUNT, 0));
  CHECK_ANSWER(SAR_INVALIDPARAMERR, SKF_CreateFile(application, "empty", 0, SECURE_ANYONE_ACCOUNT, 0));
  CHECK_ANSWER(SAR_NAMELENERR, SKF_CreateFile(application, "", 4, SECURE_ANYONE_ACCOUNT, 0));
  CHECK_ANSWER(SAR_NAMELENERR,
               SKF_CreateFile(application, "12345678901234567890123456789012", 4, SECURE_ANYONE_ACCOUNT, 0));
  CHECK_ANSWER(SAR_OK, SKF_DeleteFile(application, "seal.esl"));
  CHECK_ANSWER(SAR_FILE_NOT_EXIST, SKF_DeleteFile(application, "seal.esl"));
  char names[64];
  ULONG size = sizeof names;
  CHECK_ANSWER(SAR_OK, SKF_EnumFiles(application, names, &size));
  CHECK(size == sizeof "admin\0never\0" && memcmp(names, "admin\0never\0", size) == 0);
}

void test_files(void) {
  make_device("F1");
  DEVHANDLE device = NULL;
  HAPPLICATION application = log_in("F1", &device);
  writes_and_reads_in_pieces(device, application);
  describes(application);
  keeps_to_rights(application);
  fills_up(application);
  CHECK_ANSWER(SAR_OK, SKF_DisConnectDev(device));
}
