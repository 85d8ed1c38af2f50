#include "check.h"

static bool lists(BOOL present, const char *serial) {
  char names[1024];
  ULONG size = sizeof names;
  CHECK_ANSWER(SAR_OK, SKF_EnumDev(present, names, &size));
  for (const char *name = names; *name; name += strlen(name) + 1) {
    if (strcmp(name, serial) == 0) return true;
  }
  return false;
}

static void lists_present_and_absent(void) {
  make_device("D1");
  CHECK(lists(TRUE, "D1") && lists(FALSE, "D1"));
  unplug("D1");
  CHECK(!lists(TRUE, "D1") && lists(FALSE, "D1"));
  ULONG state = 9;
  CHECK_ANSWER(SAR_OK, SKF_GetDevState("D1", &state));
  CHECK(state == DEV_ABSENT_STATE);
  DEVHANDLE device = NULL;
  CHECK_ANSWER(SAR_DEVICE_REMOVED, SKF_ConnectDev("D1", &device));
  plug("D1");
  CHECK_ANSWER(SAR_OK, SKF_GetDevState("D1", &state));
  CHECK(state == DEV_PRESENT_STATE);
  CHECK_ANSWER(SAR_OK, SKF_GetDevState("nothing", &state));
  CHECK(state == DEV_UNKNOW_STATE);
  CHECK_ANSWER(SAR_INVALIDPARAMERR, SKF_ConnectDev("nothing", &device));
  CHECK_ANSWER(SAR_INVALIDPARAMERR, SKF_ConnectDev("../D1", &device));
}

static void answers_sizes(void) {
  char names[1024];
  ULONG needed = 0;
  CHECK_ANSWER(SAR_OK, SKF_EnumDev(TRUE, NULL, &needed));
  CHECK(needed >= 4);
  ULONG size = needed - 1;
  CHECK_ANSWER(SAR_BUFFER_TOO_SMALL, SKF_EnumDev(TRUE, names, &size));
  CHECK(size == needed);
  CHECK_ANSWER(SAR_OK, SKF_EnumDev(TRUE, names, &size));
  CHECK(size == needed && names[size - 1] == '\0' && names[size - 2] == '\0');
}

static void describes(void) {
  DEVINFO info;
  DEVHANDLE device = connect_device("D1");
  CHECK_ANSWER(SAR_OK, SKF_GetDevInfo(device, &info));
  CHECK(strcmp(info.SerialNumber, "D1") == 0 && strcmp(info.Label, "label-D1") == 0);
  CHECK(info.FreeSpace > 0 && info.FreeSpace <= info.TotalSpace);
  CHECK_ANSWER(SAR_OK, SKF_SetLabel(device, "12345678901234567890123456789012"));
  CHECK_ANSWER(SAR_NAMELENERR, SKF_SetLabel(device, "123456789012345678901234567890123"));
  CHECK_ANSWER(SAR_OK, SKF_DisConnectDev(device));
  CHECK_ANSWER(SAR_INVALIDHANDLEERR, SKF_GetDevInfo(device, &info));
  device = connect_device("D1");
  CHECK_ANSWER(SAR_OK, SKF_GetDevInfo(device, &info));
  CHECK(memcmp(info.Label, "12345678901234567890123456789012", sizeof info.Label) == 0);
  CHECK_ANSWER(SAR_OK, SKF_DisConnectDev(device));
}

static void locks(void) {
  DEVINFO info;
  DEVHANDLE one = connect_device("D1");
  DEVHANDLE other = connect_device("D1");
  CHECK_ANSWER(SAR_FAIL, SKF_UnlockDev(one));
  CHECK_ANSWER(SAR_OK, SKF_LockDev(one, 0));
  CHECK_ANSWER(SAR_TIMEOUTERR, SKF_LockDev(other, 20));
  CHECK_ANSWER(SAR_OK, SKF_GetDevInfo(one, &info));
  CHECK_ANSWER(SAR_OK, SKF_UnlockDev(one));
  CHECK_ANSWER(SAR_OK, SKF_LockDev(other, 20));
  CHECK_ANSWER(SAR_OK, SKF_DisConnectDev(other));
  CHECK_ANSWER(SAR_OK, SKF_GetDevInfo(one, &info));
  CHECK_ANSWER(SAR_OK, SKF_DisConnectDev(one));
}

void test_devices(void) {
  char names[8] = "x";
  ULONG size = sizeof names;
  CHECK_ANSWER(SAR_OK, SKF_EnumDev(TRUE, names, &size));
  CHECK(size == 1 && names[0] == '\0');
  lists_present_and_absent();
  answers_sizes();
  describes();
  locks();
}

void test_events(void) {
  char name[64];
  ULONG length = sizeof name;
  ULONG event = 0;
  make_device("E1");
  CHECK_ANSWER(SAR_OK, SKF_WaitForDevEvent(name, &length, &event));
  // D1 was there before the first look, or was told already; E1 is new.
  while (strcmp(name, "E1") != 0) {
    length = sizeof name;
    CHECK_ANSWER(SAR_OK, SKF_WaitForDevEvent(name, &length, &event));
  }
  CHECK(event == DEV_EVENT_INSERTED && length == 3);
  DEVHANDLE device = NULL;
  HAPPLICATION application = log_in("E1", &device);
  HCONTAINER container = NULL;
  ECCPUBLICKEYBLOB key;
  CHECK_ANSWER(SAR_OK, SKF_CreateContainer(application, "C", &container));
  CHECK_ANSWER(SAR_OK, SKF_GenECCKeyPair(container, SGD_SM2_1, &key));
  HANDLE digest = NULL;
  CHECK_ANSWER(SAR_OK, SKF_DigestInit(device, SGD_SM3, NULL, NULL, 0, &digest));

  unplug("E1");
  BYTE bytes[64] = {0};
  DEVINFO info;
  ULONG number = 0;
  ECCSIGNATUREBLOB signature;
  CHECK_ANSWER(SAR_DEVICE_REMOVED, SKF_GetDevInfo(device, &info));
  CHECK_ANSWER(SAR_DEVICE_REMOVED, SKF_GenRandom(device, bytes, sizeof bytes));
  CHECK_ANSWER(SAR_DEVICE_REMOVED, SKF_VerifyPIN(application, USER_TYPE, USER_PIN, &number));
  CHECK_ANSWER(SAR_DEVICE_REMOVED, SKF_ECCSignData(container, bytes, 32, &signature));
  CHECK_ANSWER(SAR_DEVICE_REMOVED, SKF_DigestUpdate(digest, bytes, sizeof bytes));
  CHECK_ANSWER(SAR_DEVICE_REMOVED, SKF_LockDev(device, 0));

  // Plugged in again before anyone waited: both are told, in their order.
  plug("E1");
  length = 2;
  CHECK_ANSWER(SAR_BUFFER_TOO_SMALL, SKF_WaitForDevEvent(name, &length, &event));
  CHECK(length == 3);
  CHECK_ANSWER(SAR_OK, SKF_WaitForDevEvent(name, &length, &event));
  CHECK(strcmp(name, "E1") == 0 && event == DEV_EVENT_REMOVED);
  length = sizeof name;
  CHECK_ANSWER(SAR_OK, SKF_WaitForDevEvent(name, &length, &event));
  CHECK(strcmp(name, "E1") == 0 && event == DEV_EVENT_INSERTED);

  // What was open stays dead, and the login with it.
  CHECK_ANSWER(SAR_DEVICE_REMOVED, SKF_ECCSignData(container, bytes, 32, &signature));
  DEVHANDLE again = connect_device("E1");
  HAPPLICATION reopened = open_application(again);
  HCONTAINER reopened_container = NULL;
  CHECK_ANSWER(SAR_OK, SKF_OpenContainer(reopened, "C", &reopened_container));
  CHECK_ANSWER(SAR_USER_NOT_LOGGED_IN, SKF_ECCSignData(reopened_container, bytes, 32, &signature));
  CHECK_ANSWER(SAR_OK, SKF_CloseHandle(digest));
  CHECK_ANSWER(SAR_OK, SKF_CloseContainer(container));
  CHECK_ANSWER(SAR_OK, SKF_CloseApplication(application));
  CHECK_ANSWER(SAR_OK, SKF_DisConnectDev(device));

  // A pull that nobody noticed ends the connection too.
  unplug("E1");
  plug("E1");
  CHECK_ANSWER(SAR_DEVICE_REMOVED, SKF_GetDevInfo(again, &info));
  CHECK_ANSWER(SAR_OK, SKF_DisConnectDev(again));
  CHECK_ANSWER(SAR_INVALIDHANDLEERR, SKF_CloseContainer(reopened_container));
}
