#include "check.h"

#ifdef _WIN32
void test_threads(void) {}
#else
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

enum { SIGNER_COUNT = 4, SIGNATURES = 25 };

static ECCPUBLICKEYBLOB key;

static void *sign_again_and_again(void *unused) {
  DEVHANDLE device = connect_device("T1");
  HAPPLICATION application = open_application(device);
  HCONTAINER container = NULL;
  (void)unused;
  CHECK_ANSWER(SAR_OK, SKF_OpenContainer(application, "C", &container));
  for (int count = 0; count < SIGNATURES; count++) {
    BYTE e[32];
    ULONG length = sizeof e;
    HANDLE digest = NULL;
    ECCSIGNATUREBLOB signature;
    CHECK_ANSWER(SAR_OK, SKF_DigestInit(device, SGD_SM3, &key, DEFAULT_ID, DEFAULT_ID_LENGTH, &digest));
    CHECK_ANSWER(SAR_OK, SKF_Digest(digest, (BYTE *)&count, sizeof count, e, &length));
    CHECK_ANSWER(SAR_OK, SKF_CloseHandle(digest));
    CHECK_ANSWER(SAR_OK, SKF_ECCSignData(container, e, sizeof e, &signature));
    CHECK_ANSWER(SAR_OK, SKF_ECCVerify(device, &key, e, sizeof e, &signature));
  }
  CHECK_ANSWER(SAR_OK, SKF_DisConnectDev(device));
  return NULL;
}

static void *wait_for_events(void *removed) {
  for (;;) {
    char name[64];
    ULONG length = sizeof name;
    ULONG event = 0;
    ULONG answer = SKF_WaitForDevEvent(name, &length, &event);
    if (answer == SAR_NOT_EVENTERR) return NULL;
    CHECK_ANSWER(SAR_OK, answer);
    if (strcmp(name, "T1") == 0 && event == DEV_EVENT_REMOVED) {
      *(bool *)removed = true;
      return NULL;
    }
  }
}

static void *lock_for_a_while(void *unused) {
  DEVHANDLE device = connect_device("T1");
  (void)unused;
  for (int count = 0; count < SIGNATURES; count++) {
    CHECK_ANSWER(SAR_OK, SKF_LockDev(device, 0xFFFFFFFFu));
    CHECK_ANSWER(SAR_OK, SKF_SetLabel(device, "locked"));
    CHECK_ANSWER(SAR_OK, SKF_UnlockDev(device));
  }
  CHECK_ANSWER(SAR_OK, SKF_DisConnectDev(device));
  return NULL;
}

static atomic_int cancelled;

static void *wait_to_be_cancelled(void *unused) {
  bool removed = false;
  (void)unused;
  wait_for_events(&removed);
  atomic_store(&cancelled, 1);
  return NULL;
}

void test_threads(void) {
  pthread_t signers[SIGNER_COUNT];
  pthread_t locker;
  pthread_t waiter;
  bool removed = false;
  make_device("T1");
  DEVHANDLE device = NULL;
  HAPPLICATION application = log_in("T1", &device);
  HCONTAINER container = NULL;
  CHECK_ANSWER(SAR_OK, SKF_CreateContainer(application, "C", &container));
  CHECK_ANSWER(SAR_OK, SKF_GenECCKeyPair(container, SGD_SM2_1, &key));
  CHECK(pthread_create(&waiter, NULL, wait_for_events, &removed) == 0);
  for (int index = 0; index < SIGNER_COUNT; index++) {
    CHECK(pthread_create(&signers[index], NULL, sign_again_and_again, NULL) == 0);
  }
  CHECK(pthread_create(&locker, NULL, lock_for_a_while, NULL) == 0);
  for (int index = 0; index < SIGNER_COUNT; index++) pthread_join(signers[index], NULL);
  pthread_join(locker, NULL);
  unplug("T1");
  pthread_join(waiter, NULL);
  CHECK(removed);
  CHECK_ANSWER(SAR_OK, SKF_DisConnectDev(device));

  // A cancellation ends only waits that have begun, hence again until it does.
  const struct timespec pause = {0, 1000000};
  CHECK(pthread_create(&waiter, NULL, wait_to_be_cancelled, NULL) == 0);
  while (!atomic_load(&cancelled)) {
    CHECK_ANSWER(SAR_OK, SKF_CancelWaitForDevEvent());
    nanosleep(&pause, NULL);
  }
  pthread_join(waiter, NULL);
}
#endif
