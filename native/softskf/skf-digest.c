#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "answers.h"
#include "skf.h"
#include "sm2.h"
#include "visit.h"

static const EVP_MD *digest_of(ULONG algorithm) {
  switch (algorithm) {
    case SGD_SM3: return EVP_sm3();
    case SGD_SHA1: return EVP_sha1();
    case SGD_SHA256: return EVP_sha256();
    default: return NULL;
  }
}

ULONG DEVAPI SKF_DigestInit(DEVHANDLE hDev, ULONG ulAlgID, ECCPUBLICKEYBLOB *pPubKey, BYTE *pbID, ULONG ulIDLen,
                            HANDLE *phHash) {
  if (phHash == NULL) return SAR_INVALIDPARAMERR;
  const EVP_MD *algorithm = digest_of(ulAlgID);
  if (algorithm == NULL) return SAR_NOTSUPPORTYETERR;
  bool with_z = ulAlgID == SGD_SM3 && ulIDLen > 0;
  if (with_z && (pPubKey == NULL || pbID == NULL)) return SAR_INVALIDPARAMERR;
  struct visit visit;
  ULONG answer = visit_begin(hDev, HANDLE_DEVICE, &visit);
  if (answer != SAR_OK) return answer;
  BYTE z[SM2_LENGTH];
  if (with_z) answer = sm2_z(pPubKey, pbID, ulIDLen, z);
  struct handle *handle = answer == SAR_OK ? handle_open(HANDLE_DIGEST, visit.handle) : NULL;
  if (answer == SAR_OK && handle == NULL) answer = SAR_MEMORYERR;
  if (answer == SAR_OK) {
    handle->digest = EVP_MD_CTX_new();
    bool started = handle->digest != NULL && EVP_DigestInit_ex(handle->digest, algorithm, NULL) == 1 &&
                   (!with_z || EVP_DigestUpdate(handle->digest, z, sizeof z) == 1);
    if (!started) answer = SAR_HASHERR;
  }
  if (answer == SAR_OK) {
    *phHash = handle_value(handle);
  } else if (handle != NULL) {
    handle_close(handle);
  }
  return visit_end(&visit, answer);
}

static bool is_finished(const struct visit *visit) {
  return visit->handle->digest == NULL;
}

ULONG DEVAPI SKF_DigestUpdate(HANDLE hHash, BYTE *pbData, ULONG ulDataLen) {
  if (pbData == NULL && ulDataLen > 0) return SAR_INVALIDPARAMERR;
  struct visit visit;
  ULONG answer = visit_begin(hHash, HANDLE_DIGEST, &visit);
  if (answer != SAR_OK) return answer;
  if (is_finished(&visit)) return visit_end(&visit, SAR_HASHOBJERR);
  bool done = ulDataLen == 0 || EVP_DigestUpdate(visit.handle->digest, pbData, ulDataLen) == 1;
  return visit_end(&visit, done ? SAR_OK : SAR_HASHERR);
}

/** `data` is digested only when the buffer fits, so that asking for the length changes nothing. */
static ULONG finish(HANDLE value, const BYTE *data, ULONG length, BYTE *buffer, ULONG *buffer_length) {
  struct visit visit;
  ULONG answer = visit_begin(value, HANDLE_DIGEST, &visit);
  if (answer != SAR_OK) return answer;
  if (is_finished(&visit)) return visit_end(&visit, SAR_HASHOBJERR);
  EVP_MD_CTX **digest = &visit.handle->digest;
  BYTE result[EVP_MAX_MD_SIZE] = {0};
  size_t size = (size_t)EVP_MD_CTX_get_size(*digest);
  if (buffer != NULL && *buffer_length >= size) {
    bool done =
        (length == 0 || EVP_DigestUpdate(*digest, data, length) == 1) && EVP_DigestFinal_ex(*digest, result, NULL) == 1;
    EVP_MD_CTX_free(*digest);
    *digest = NULL;
    if (!done) return visit_end(&visit, SAR_HASHERR);
  }
  return visit_end(&visit, answer_bytes(result, size, buffer, buffer_length));
}

ULONG DEVAPI SKF_Digest(HANDLE hHash, BYTE *pbData, ULONG ulDataLen, BYTE *pbHashData, ULONG *pulHashLen) {
  if ((pbData == NULL && ulDataLen > 0) || pulHashLen == NULL) return SAR_INVALIDPARAMERR;
  return finish(hHash, pbData, ulDataLen, pbHashData, pulHashLen);
}

ULONG DEVAPI SKF_DigestFinal(HANDLE hHash, BYTE *pHashData, ULONG *pulHashLen) {
  if (pulHashLen == NULL) return SAR_INVALIDPARAMERR;
  return finish(hHash, NULL, 0, pHashData, pulHashLen);
}

/** Closing succeeds with the device gone too, so that callers can clean up. */
ULONG DEVAPI SKF_CloseHandle(HANDLE hHandle) {
  platform_lock();
  struct handle *handle = handle_find(hHandle, HANDLE_DIGEST);
  if (handle != NULL) handle_close(handle);
  platform_unlock();
  return handle != NULL ? SAR_OK : SAR_INVALIDHANDLEERR;
}
