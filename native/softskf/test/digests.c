#include <openssl/evp.h>

#include "authority.h"
#include "check.h"

static void equals_openssl(DEVHANDLE device, ULONG algorithm, const EVP_MD *reference) {
  BYTE message[1000];
  BYTE expected[EVP_MAX_MD_SIZE];
  BYTE got[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  ULONG length = 0;
  HANDLE digest = NULL;
  memset(message, 0x5A, sizeof message);
  CHECK(EVP_Digest(message, sizeof message, expected, &size, reference, NULL) == 1);
  CHECK_ANSWER(SAR_OK, SKF_DigestInit(device, algorithm, NULL, NULL, 0, &digest));
  CHECK_ANSWER(SAR_OK, SKF_DigestUpdate(digest, message, 1));
  CHECK_ANSWER(SAR_OK, SKF_DigestUpdate(digest, NULL, 0));
  CHECK_ANSWER(SAR_OK, SKF_DigestUpdate(digest, message + 1, sizeof message - 1));
  CHECK_ANSWER(SAR_OK, SKF_DigestFinal(digest, NULL, &length));
  CHECK(length == size);
  length = size - 1;
  CHECK_ANSWER(SAR_BUFFER_TOO_SMALL, SKF_DigestFinal(digest, got, &length));
  CHECK_ANSWER(SAR_OK, SKF_DigestFinal(digest, got, &length));
  CHECK(memcmp(got, expected, size) == 0);
  CHECK_ANSWER(SAR_HASHOBJERR, SKF_DigestFinal(digest, got, &length));
  CHECK_ANSWER(SAR_HASHOBJERR, SKF_DigestUpdate(digest, message, 1));
  CHECK_ANSWER(SAR_OK, SKF_CloseHandle(digest));
  CHECK_ANSWER(SAR_INVALIDHANDLEERR, SKF_CloseHandle(digest));

  CHECK_ANSWER(SAR_OK, SKF_DigestInit(device, algorithm, NULL, NULL, 0, &digest));
  CHECK_ANSWER(SAR_OK, SKF_Digest(digest, message, sizeof message, NULL, &length));
  CHECK_ANSWER(SAR_OK, SKF_Digest(digest, message, sizeof message, got, &length));
  CHECK(length == size && memcmp(got, expected, size) == 0);
  CHECK_ANSWER(SAR_OK, SKF_CloseHandle(digest));
}

/** OpenSSL computes Z itself when it verifies a message: what we signed over our e must then be right for it. */
static void starts_with_z(HAPPLICATION application, DEVHANDLE device) {
  HCONTAINER container = NULL;
  ECCPUBLICKEYBLOB key;
  ECCSIGNATUREBLOB signature;
  BYTE e[32];
  ULONG length = sizeof e;
  HANDLE digest = NULL;
  CHECK_ANSWER(SAR_OK, SKF_CreateContainer(application, "Z", &container));
  CHECK_ANSWER(SAR_OK, SKF_GenECCKeyPair(container, SGD_SM2_1, &key));
  CHECK_ANSWER(SAR_OK, SKF_DigestInit(device, SGD_SM3, &key, DEFAULT_ID, DEFAULT_ID_LENGTH, &digest));
  CHECK_ANSWER(SAR_OK, SKF_Digest(digest, (BYTE *)"message", 7, e, &length));
  CHECK_ANSWER(SAR_OK, SKF_ECCSignData(container, e, sizeof e, &signature));
  ECCPUBLICKEYBLOB wrong = key;
  wrong.BitLen = 512;
  CHECK_ANSWER(SAR_INDATAERR, SKF_DigestInit(device, SGD_SM3, &wrong, DEFAULT_ID, DEFAULT_ID_LENGTH, &digest));
  CHECK_ANSWER(SAR_INDATALENERR, SKF_DigestInit(device, SGD_SM3, &key, DEFAULT_ID, 8192, &digest));
  CHECK_ANSWER(SAR_INVALIDPARAMERR, SKF_DigestInit(device, SGD_SM3, NULL, DEFAULT_ID, DEFAULT_ID_LENGTH, &digest));

  BYTE der[80] = {0x30, 0};
  size_t at = 2;
  const BYTE *parts[2] = {signature.r + 32, signature.s + 32};
  for (int index = 0; index < 2; index++) {
    const BYTE *number = parts[index];
    size_t size = 32;
    while (size > 1 && *number == 0) {
      number += 1;
      size -= 1;
    }
    size_t pad = *number >> 7;
    der[at++] = 2;
    der[at++] = (BYTE)(size + pad);
    at += pad;
    memcpy(der + at, number, size);
    at += size;
  }
  der[1] = (BYTE)(at - 2);
  EVP_PKEY *openssl = openssl_key(&key);
  EVP_MD_CTX *verification = EVP_MD_CTX_new();
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(openssl, NULL);
  CHECK(EVP_PKEY_CTX_set1_id(context, DEFAULT_ID, DEFAULT_ID_LENGTH) == 1);
  EVP_MD_CTX_set_pkey_ctx(verification, context);
  CHECK(EVP_DigestVerifyInit(verification, NULL, EVP_sm3(), NULL, openssl) == 1);
  CHECK(EVP_DigestVerify(verification, der, at, (const BYTE *)"message", 7) == 1);
  EVP_MD_CTX_free(verification);
  EVP_PKEY_CTX_free(context);
  EVP_PKEY_free(openssl);
}

void test_digests(void) {
  make_device("H1");
  DEVHANDLE device = NULL;
  HAPPLICATION application = log_in("H1", &device);
  HANDLE digest = NULL;
  equals_openssl(device, SGD_SM3, EVP_sm3());
  equals_openssl(device, SGD_SHA1, EVP_sha1());
  equals_openssl(device, SGD_SHA256, EVP_sha256());
  CHECK_ANSWER(SAR_NOTSUPPORTYETERR, SKF_DigestInit(device, 99, NULL, NULL, 0, &digest));
  starts_with_z(application, device);
  BYTE one[16] = {0};
  BYTE other[16] = {0};
  CHECK_ANSWER(SAR_OK, SKF_GenRandom(device, one, sizeof one));
  CHECK_ANSWER(SAR_OK, SKF_GenRandom(device, other, sizeof other));
  CHECK(memcmp(one, other, sizeof one) != 0);
  CHECK_ANSWER(SAR_OK, SKF_DisConnectDev(device));
}
