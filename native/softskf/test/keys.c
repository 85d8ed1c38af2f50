#include "authority.h"
#include "check.h"

static void signs_with_sm2(DEVHANDLE device, HAPPLICATION application) {
  HCONTAINER container = NULL;
  ECCPUBLICKEYBLOB key;
  ECCPUBLICKEYBLOB exported;
  ECCSIGNATUREBLOB signature;
  BYTE e[32] = {7};
  ULONG type = 9;
  ULONG length = sizeof exported;
  CHECK_ANSWER(SAR_OK, SKF_CreateContainer(application, "sm2", &container));
  CHECK_ANSWER(SAR_OK, SKF_GetContainerType(container, &type));
  CHECK(type == CONTAINER_TYPE_UNKNOWN);
  CHECK_ANSWER(SAR_KEYNOTFOUNTERR, SKF_ECCSignData(container, e, sizeof e, &signature));
  CHECK_ANSWER(SAR_KEYNOTFOUNTERR, SKF_ExportPublicKey(container, TRUE, (BYTE *)&exported, &length));
  CHECK_ANSWER(SAR_NOTSUPPORTYETERR, SKF_GenECCKeyPair(container, SGD_SM2_3, &key));
  CHECK_ANSWER(SAR_OK, SKF_GenECCKeyPair(container, SGD_SM2_1, &key));
  CHECK_ANSWER(SAR_OK, SKF_GetContainerType(container, &type));
  CHECK(type == CONTAINER_TYPE_ECC);

  length = 0;
  CHECK_ANSWER(SAR_OK, SKF_ExportPublicKey(container, TRUE, NULL, &length));
  CHECK(length == sizeof exported);
  length = sizeof exported - 1;
  CHECK_ANSWER(SAR_BUFFER_TOO_SMALL, SKF_ExportPublicKey(container, TRUE, (BYTE *)&exported, &length));
  CHECK_ANSWER(SAR_OK, SKF_ExportPublicKey(container, TRUE, (BYTE *)&exported, &length));
  CHECK(memcmp(&key, &exported, sizeof key) == 0);
  CHECK_ANSWER(SAR_KEYNOTFOUNTERR, SKF_ExportPublicKey(container, FALSE, (BYTE *)&exported, &length));

  CHECK_ANSWER(SAR_INDATALENERR, SKF_ECCSignData(container, e, 31, &signature));
  CHECK_ANSWER(SAR_OK, SKF_ECCSignData(container, e, sizeof e, &signature));
  CHECK_ANSWER(SAR_OK, SKF_ECCVerify(device, &key, e, sizeof e, &signature));
  CHECK_ANSWER(SAR_OK, SKF_ExtECCVerify(device, &key, e, sizeof e, &signature));
  for (size_t index = 0; index < sizeof signature; index++) {
    ECCSIGNATUREBLOB changed = signature;
    ((BYTE *)&changed)[index] ^= 1;
    CHECK_ANSWER(SAR_FAIL, SKF_ECCVerify(device, &key, e, sizeof e, &changed));
  }
  e[31] ^= 1;
  CHECK_ANSWER(SAR_FAIL, SKF_ECCVerify(device, &key, e, sizeof e, &signature));
  key.XCoordinate[63] ^= 1;
  CHECK_ANSWER(SAR_INDATAERR, SKF_ECCVerify(device, &key, e, sizeof e, &signature));
  CHECK_ANSWER(SAR_KEYUSAGEERR, SKF_RSASignData(container, e, sizeof e, NULL, &length));
  RSAPUBLICKEYBLOB rsa_key;
  CHECK_ANSWER(SAR_KEYINFOTYPEERR, SKF_GenRSAKeyPair(container, 2048, &rsa_key));
}

static void takes_an_encryption_pair(HAPPLICATION application) {
  HCONTAINER container = NULL;
  ECCPUBLICKEYBLOB key;
  ECCPUBLICKEYBLOB exported;
  ULONG length = sizeof exported;
  BYTE room[sizeof(ENVELOPEDKEYBLOB) + 16];
  ENVELOPEDKEYBLOB *envelope = (ENVELOPEDKEYBLOB *)room;
  CHECK_ANSWER(SAR_OK, SKF_CreateContainer(application, "pair", &container));
  CHECK_ANSWER(SAR_OK, SKF_GenECCKeyPair(container, SGD_SM2_1, &key));
  for (int whole = 0; whole < 2; whole++) {
    make_envelope(&key, whole, envelope);
    CHECK_ANSWER(SAR_OK, SKF_ImportECCKeyPair(container, envelope));
    CHECK_ANSWER(SAR_OK, SKF_ExportPublicKey(container, FALSE, (BYTE *)&exported, &length));
    CHECK(memcmp(&exported, &envelope->PubKey, sizeof exported) == 0);
  }
  CHECK_ANSWER(SAR_OK, SKF_ExportPublicKey(container, TRUE, (BYTE *)&exported, &length));
  CHECK(memcmp(&exported, &key, sizeof exported) == 0);

  envelope->cbEncryptedPriKey[63] ^= 1;
  CHECK_ANSWER(SAR_INDATAERR, SKF_ImportECCKeyPair(container, envelope));
  envelope->cbEncryptedPriKey[63] ^= 1;
  envelope->ECCCipherBlob.HASH[0] ^= 1;
  CHECK_ANSWER(SAR_INDATAERR, SKF_ImportECCKeyPair(container, envelope));
  envelope->ECCCipherBlob.CipherLen = 0xFFFFFFFFu;
  CHECK_ANSWER(SAR_INDATALENERR, SKF_ImportECCKeyPair(container, envelope));
  envelope->ulSymmAlgID = SGD_SM1_ECB;
  CHECK_ANSWER(SAR_NOTSUPPORTYETERR, SKF_ImportECCKeyPair(container, envelope));
}

static void keeps_to_its_containers(HAPPLICATION application) {
  char names[64];
  ULONG size = sizeof names;
  HCONTAINER container = NULL;
  CHECK_ANSWER(SAR_OK, SKF_EnumContainer(application, names, &size));
  CHECK(size == sizeof "sm2\0pair\0" && memcmp(names, "sm2\0pair\0", size) == 0);
  CHECK_ANSWER(SAR_FAIL, SKF_CreateContainer(application, "sm2", &container));
  CHECK_ANSWER(SAR_OK, SKF_OpenContainer(application, "pair", &container));
  CHECK_ANSWER(SAR_OK, SKF_DeleteContainer(application, "pair"));
  ULONG type = 0;
  CHECK_ANSWER(SAR_INVALIDHANDLEERR, SKF_GetContainerType(container, &type));
  CHECK_ANSWER(SAR_INVALIDPARAMERR, SKF_OpenContainer(application, "pair", &container));
  CHECK_ANSWER(SAR_INVALIDPARAMERR, SKF_DeleteContainer(application, "pair"));
  CHECK_ANSWER(SAR_NAMELENERR, SKF_CreateContainer(application, "", &container));
  char name[16];
  ULONG answer = SAR_OK;
  int made = 1;
  while (answer == SAR_OK && made < 100) {
    snprintf(name, sizeof name, "n%d", made);
    answer = SKF_CreateContainer(application, name, &container);
    if (answer == SAR_OK) made += 1;
  }
  CHECK(answer == SAR_REACH_MAX_CONTAINER_COUNT && made == 32);
}

static void needs_the_user(HAPPLICATION application) {
  HCONTAINER container = NULL;
  ECCPUBLICKEYBLOB key;
  CHECK_ANSWER(SAR_OK, SKF_ClearSecureState(application));
  CHECK_ANSWER(SAR_USER_NOT_LOGGED_IN, SKF_CreateContainer(application, "late", &container));
  CHECK_ANSWER(SAR_USER_NOT_LOGGED_IN, SKF_DeleteContainer(application, "sm2"));
  CHECK_ANSWER(SAR_OK, SKF_OpenContainer(application, "sm2", &container));
  CHECK_ANSWER(SAR_USER_NOT_LOGGED_IN, SKF_GenECCKeyPair(container, SGD_SM2_1, &key));
}

void test_keys(void) {
  make_device("K1");
  DEVHANDLE device = NULL;
  HAPPLICATION application = log_in("K1", &device);
  signs_with_sm2(device, application);
  takes_an_encryption_pair(application);
  keeps_to_its_containers(application);
  needs_the_user(application);
  CHECK_ANSWER(SAR_OK, SKF_DisConnectDev(device));
}
