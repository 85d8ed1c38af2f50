#include "check.h"

static void expect_tries(HAPPLICATION application, ULONG type, ULONG expected) {
  ULONG most = 0;
  ULONG left = 0;
  BOOL unchanged = FALSE;
  CHECK_ANSWER(SAR_OK, SKF_GetPINInfo(application, type, &most, &left, &unchanged));
  CHECK(most == 3 && left == expected);
}

static bool is_unchanged(HAPPLICATION application, ULONG type) {
  ULONG most = 0;
  ULONG left = 0;
  BOOL unchanged = FALSE;
  CHECK_ANSWER(SAR_OK, SKF_GetPINInfo(application, type, &most, &left, &unchanged));
  return unchanged == TRUE;
}

void test_pins(void) {
  ULONG tries = 9;
  make_device("P1");
  DEVHANDLE device = NULL;
  HAPPLICATION application = log_in("P1", &device);
  expect_tries(application, USER_TYPE, 3);

  // A PIN of impossible length costs no try; a wrong one does, and the right one gives all back.
  CHECK_ANSWER(SAR_PIN_LEN_RANGE, SKF_VerifyPIN(application, USER_TYPE, "12345", &tries));
  CHECK_ANSWER(SAR_PIN_LEN_RANGE, SKF_VerifyPIN(application, USER_TYPE, "12345678901234567", &tries));
  CHECK(tries == 3);
  CHECK_ANSWER(SAR_PIN_INCORRECT, SKF_VerifyPIN(application, USER_TYPE, "000000", &tries));
  CHECK(tries == 2);
  CHECK_ANSWER(SAR_OK, SKF_VerifyPIN(application, USER_TYPE, USER_PIN, &tries));
  CHECK(tries == 3);

  CHECK(is_unchanged(application, USER_TYPE));
  CHECK_ANSWER(SAR_PIN_LEN_RANGE, SKF_ChangePIN(application, USER_TYPE, USER_PIN, "1", &tries));
  CHECK_ANSWER(SAR_PIN_INCORRECT, SKF_ChangePIN(application, USER_TYPE, "000000", "234567", &tries));
  CHECK(tries == 2);
  CHECK_ANSWER(SAR_OK, SKF_ChangePIN(application, USER_TYPE, USER_PIN, "234567", &tries));
  CHECK(!is_unchanged(application, USER_TYPE));
  CHECK_ANSWER(SAR_PIN_INCORRECT, SKF_VerifyPIN(application, USER_TYPE, USER_PIN, &tries));
  CHECK_ANSWER(SAR_OK, SKF_VerifyPIN(application, USER_TYPE, "234567", &tries));

  HCONTAINER container = NULL;
  ECCPUBLICKEYBLOB key;
  ECCSIGNATUREBLOB signature;
  BYTE e[32] = {1};
  CHECK_ANSWER(SAR_OK, SKF_CreateContainer(application, "C", &container));
  CHECK_ANSWER(SAR_OK, SKF_GenECCKeyPair(container, SGD_SM2_1, &key));

  // Three wrong ones lock; then the right one does not help. The lock survives a new connection.
  CHECK_ANSWER(SAR_PIN_INCORRECT, SKF_VerifyPIN(application, USER_TYPE, "000000", &tries));
  CHECK_ANSWER(SAR_PIN_INCORRECT, SKF_VerifyPIN(application, USER_TYPE, "000000", &tries));
  CHECK_ANSWER(SAR_PIN_LOCKED, SKF_VerifyPIN(application, USER_TYPE, "000000", &tries));
  CHECK(tries == 0);
  CHECK_ANSWER(SAR_PIN_LOCKED, SKF_VerifyPIN(application, USER_TYPE, "234567", &tries));
  CHECK_ANSWER(SAR_USER_NOT_LOGGED_IN, SKF_ECCSignData(container, e, sizeof e, &signature));
  CHECK_ANSWER(SAR_OK, SKF_DisConnectDev(device));
  device = connect_device("P1");
  application = open_application(device);
  CHECK_ANSWER(SAR_PIN_LOCKED, SKF_VerifyPIN(application, USER_TYPE, "234567", &tries));

  // The admin's PIN gives the user a new one, and the keys are still there.
  CHECK_ANSWER(SAR_PIN_INCORRECT, SKF_UnblockPIN(application, "00000000", "345678", &tries));
  CHECK(tries == 2);
  expect_tries(application, ADMIN_TYPE, 2);
  CHECK_ANSWER(SAR_OK, SKF_UnblockPIN(application, ADMIN_PIN, "345678", &tries));
  CHECK(tries == 3);
  expect_tries(application, USER_TYPE, 3);
  CHECK_ANSWER(SAR_OK, SKF_OpenContainer(application, "C", &container));
  CHECK_ANSWER(SAR_USER_NOT_LOGGED_IN, SKF_ECCSignData(container, e, sizeof e, &signature));
  CHECK_ANSWER(SAR_OK, SKF_VerifyPIN(application, ADMIN_TYPE, ADMIN_PIN, &tries));
  CHECK_ANSWER(SAR_USER_NOT_LOGGED_IN, SKF_ECCSignData(container, e, sizeof e, &signature));
  CHECK_ANSWER(SAR_OK, SKF_VerifyPIN(application, USER_TYPE, "345678", &tries));
  CHECK_ANSWER(SAR_OK, SKF_ECCSignData(container, e, sizeof e, &signature));
  CHECK_ANSWER(SAR_OK, SKF_ECCVerify(device, &key, e, sizeof e, &signature));

  CHECK_ANSWER(SAR_OK, SKF_ClearSecureState(application));
  CHECK_ANSWER(SAR_USER_NOT_LOGGED_IN, SKF_ECCSignData(container, e, sizeof e, &signature));
  CHECK_ANSWER(SAR_USER_TYPE_INVALID, SKF_VerifyPIN(application, 2, USER_PIN, &tries));

  // The login is the application's: a second handle shares it, and it ends with the last.
  DEVHANDLE other_device = connect_device("P1");
  HAPPLICATION other = open_application(other_device);
  HCONTAINER other_container = NULL;
  CHECK_ANSWER(SAR_OK, SKF_OpenContainer(other, "C", &other_container));
  CHECK_ANSWER(SAR_OK, SKF_VerifyPIN(application, USER_TYPE, "345678", &tries));
  CHECK_ANSWER(SAR_OK, SKF_ECCSignData(other_container, e, sizeof e, &signature));
  CHECK_ANSWER(SAR_OK, SKF_CloseApplication(application));
  CHECK_ANSWER(SAR_OK, SKF_ECCSignData(other_container, e, sizeof e, &signature));
  CHECK_ANSWER(SAR_OK, SKF_DisConnectDev(other_device));
  application = open_application(device);
  CHECK_ANSWER(SAR_OK, SKF_OpenContainer(application, "C", &container));
  CHECK_ANSWER(SAR_USER_NOT_LOGGED_IN, SKF_ECCSignData(container, e, sizeof e, &signature));
  CHECK_ANSWER(SAR_OK, SKF_DisConnectDev(device));
}
