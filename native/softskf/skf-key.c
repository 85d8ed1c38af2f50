#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

#include "answers.h"
#include "private-key.h"
#include "rsa.h"
#include "skf.h"
#include "sm2.h"
#include "visit.h"

ULONG DEVAPI SKF_GenRSAKeyPair(HCONTAINER hContainer, ULONG ulBitsLen, RSAPUBLICKEYBLOB *pBlob) {
  if (pBlob == NULL) return SAR_INVALIDPARAMERR;
  if (ulBitsLen != RSA_BITS) return SAR_MODULUSLENERR;
  struct visit visit;
  ULONG answer = visit_begin(hContainer, HANDLE_CONTAINER, &visit);
  if (answer != SAR_OK) return answer;
  struct blob private_key = {0};
  RSAPUBLICKEYBLOB public_key;
  answer = visit_user_is_in(&visit) ? rsa_generate(&private_key, &public_key) : SAR_USER_NOT_LOGGED_IN;
  if (answer == SAR_OK) {
    answer = private_key_store(&visit, KEY_USE_SIGNING, CONTAINER_TYPE_RSA, &public_key, sizeof public_key,
                               private_key.bytes, private_key.length);
  }
  if (answer == SAR_OK) answer = visit_save(&visit);
  if (answer == SAR_OK) *pBlob = public_key;
  blob_clear(&private_key);
  return visit_end(&visit, answer);
}

ULONG DEVAPI SKF_GenECCKeyPair(HCONTAINER hContainer, ULONG ulAlgId, ECCPUBLICKEYBLOB *pBlob) {
  if (pBlob == NULL) return SAR_INVALIDPARAMERR;
  if (ulAlgId != SGD_SM2_1) return SAR_NOTSUPPORTYETERR;
  struct visit visit;
  ULONG answer = visit_begin(hContainer, HANDLE_CONTAINER, &visit);
  if (answer != SAR_OK) return answer;
  BYTE private_key[SM2_LENGTH];
  ECCPUBLICKEYBLOB public_key;
  answer = visit_user_is_in(&visit) ? sm2_generate(private_key, &public_key) : SAR_USER_NOT_LOGGED_IN;
  if (answer == SAR_OK) {
    answer = private_key_store(&visit, KEY_USE_SIGNING, CONTAINER_TYPE_ECC, &public_key, sizeof public_key, private_key,
                               sizeof private_key);
  }
  if (answer == SAR_OK) answer = visit_save(&visit);
  if (answer == SAR_OK) *pBlob = public_key;
  OPENSSL_cleanse(private_key, sizeof private_key);
  return visit_end(&visit, answer);
}

/**
 * The last 32 bytes of the field are the key, whether the sender encrypted all 64 or only those: ECB blocks are
 * independent.
 */
static bool unwrap_private_key(const BYTE session_key[16], const BYTE encrypted[64], BYTE private_key[SM2_LENGTH]) {
  EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
  int written = 0;
  bool done = cipher != NULL && EVP_DecryptInit_ex(cipher, EVP_sm4_ecb(), NULL, session_key, NULL) == 1 &&
              EVP_CIPHER_CTX_set_padding(cipher, 0) == 1 &&
              EVP_DecryptUpdate(cipher, private_key, &written, encrypted + 64 - SM2_LENGTH, SM2_LENGTH) == 1 &&
              written == SM2_LENGTH;
  EVP_CIPHER_CTX_free(cipher);
  return done;
}

static ULONG open_envelope(const struct visit *visit, const ENVELOPEDKEYBLOB *envelope, BYTE private_key[SM2_LENGTH]) {
  struct blob signing_key = {0};
  ULONG answer = private_key_open(visit, KEY_USE_SIGNING, CONTAINER_TYPE_ECC, &signing_key);
  if (answer != SAR_OK) return answer;
  BYTE session_key[16];
  size_t session_key_length = 0;
  const void *signing_public_key = visit->container->signing.public_key.bytes;
  answer =
      sm2_decrypt(signing_key.bytes, signing_public_key, &envelope->ECCCipherBlob, session_key, &session_key_length);
  blob_clear(&signing_key);
  ECCPUBLICKEYBLOB public_key;
  if (answer == SAR_OK && !unwrap_private_key(session_key, envelope->cbEncryptedPriKey, private_key)) answer = SAR_FAIL;
  if (answer == SAR_OK) answer = sm2_public_of(private_key, &public_key);
  if (answer == SAR_OK && memcmp(&public_key, &envelope->PubKey, sizeof public_key) != 0) answer = SAR_INDATAERR;
  OPENSSL_cleanse(session_key, sizeof session_key);
  return answer;
}

/**
 * Takes the encryption pair that the CA made; only SM4-ECB is known. SAR_INDATAERR when it is not for this container.
 */
ULONG DEVAPI SKF_ImportECCKeyPair(HCONTAINER hContainer, ENVELOPEDKEYBLOB *pEnvelopedKeyBlob) {
  if (pEnvelopedKeyBlob == NULL) return SAR_INVALIDPARAMERR;
  if (pEnvelopedKeyBlob->ulSymmAlgID != SGD_SM4_ECB) return SAR_NOTSUPPORTYETERR;
  if (pEnvelopedKeyBlob->ulBits != 256 || pEnvelopedKeyBlob->ECCCipherBlob.CipherLen != 16) return SAR_INDATALENERR;
  struct visit visit;
  ULONG answer = visit_begin(hContainer, HANDLE_CONTAINER, &visit);
  if (answer != SAR_OK) return answer;
  BYTE private_key[SM2_LENGTH];
  answer = open_envelope(&visit, pEnvelopedKeyBlob, private_key);
  if (answer == SAR_OK) {
    answer = private_key_store(&visit, KEY_USE_ENCRYPTION, CONTAINER_TYPE_ECC, &pEnvelopedKeyBlob->PubKey,
                               sizeof pEnvelopedKeyBlob->PubKey, private_key, sizeof private_key);
  }
  if (answer == SAR_OK) answer = visit_save(&visit);
  OPENSSL_cleanse(private_key, sizeof private_key);
  return visit_end(&visit, answer);
}

ULONG DEVAPI SKF_RSASignData(HCONTAINER hContainer, BYTE *pbData, ULONG ulDataLen, BYTE *pbSignature,
                             ULONG *pulSignLen) {
  if (pbData == NULL || pulSignLen == NULL) return SAR_INVALIDPARAMERR;
  if (ulDataLen == 0 || ulDataLen > RSA_MAX_INPUT) return SAR_INDATALENERR;
  struct visit visit;
  ULONG answer = visit_begin(hContainer, HANDLE_CONTAINER, &visit);
  if (answer != SAR_OK) return answer;
  struct blob private_key = {0};
  BYTE signature[RSA_LENGTH] = {0};
  answer = private_key_open(&visit, KEY_USE_SIGNING, CONTAINER_TYPE_RSA, &private_key);
  if (answer == SAR_OK && pbSignature != NULL && *pulSignLen >= RSA_LENGTH) {
    answer = rsa_sign(private_key.bytes, private_key.length, pbData, ulDataLen, signature);
  }
  if (answer == SAR_OK) answer = answer_bytes(signature, sizeof signature, pbSignature, pulSignLen);
  blob_clear(&private_key);
  return visit_end(&visit, answer);
}

ULONG DEVAPI SKF_ECCSignData(HCONTAINER hContainer, BYTE *pbDigest, ULONG ulDigestLen, ECCSIGNATUREBLOB *pSignature) {
  if (pbDigest == NULL || pSignature == NULL) return SAR_INVALIDPARAMERR;
  if (ulDigestLen != SM2_LENGTH) return SAR_INDATALENERR;
  struct visit visit;
  ULONG answer = visit_begin(hContainer, HANDLE_CONTAINER, &visit);
  if (answer != SAR_OK) return answer;
  struct blob private_key = {0};
  answer = private_key_open(&visit, KEY_USE_SIGNING, CONTAINER_TYPE_ECC, &private_key);
  if (answer == SAR_OK && private_key.length != SM2_LENGTH) answer = SAR_FILEERR;
  if (answer == SAR_OK) {
    const void *public_key = visit.container->signing.public_key.bytes;
    answer = sm2_sign(private_key.bytes, public_key, pbDigest, pSignature);
  }
  blob_clear(&private_key);
  return visit_end(&visit, answer);
}

ULONG DEVAPI SKF_RSAVerify(DEVHANDLE hDev, RSAPUBLICKEYBLOB *pRSAPubKeyBlob, BYTE *pbData, ULONG ulDataLen,
                           BYTE *pbSignature, ULONG ulSignLen) {
  if (pRSAPubKeyBlob == NULL || pbData == NULL || pbSignature == NULL) return SAR_INVALIDPARAMERR;
  if (ulDataLen == 0 || ulDataLen > RSA_MAX_INPUT) return SAR_INDATALENERR;
  struct visit visit;
  ULONG answer = visit_begin(hDev, HANDLE_DEVICE, &visit);
  if (answer != SAR_OK) return answer;
  return visit_end(&visit, rsa_verify(pRSAPubKeyBlob, pbData, ulDataLen, pbSignature, ulSignLen));
}

ULONG DEVAPI SKF_ECCVerify(DEVHANDLE hDev, ECCPUBLICKEYBLOB *pECCPubKeyBlob, BYTE *pbData, ULONG ulDataLen,
                           ECCSIGNATUREBLOB *pSignature) {
  if (pECCPubKeyBlob == NULL || pbData == NULL || pSignature == NULL) return SAR_INVALIDPARAMERR;
  if (ulDataLen != SM2_LENGTH) return SAR_INDATALENERR;
  struct visit visit;
  ULONG answer = visit_begin(hDev, HANDLE_DEVICE, &visit);
  if (answer != SAR_OK) return answer;
  return visit_end(&visit, sm2_verify(pECCPubKeyBlob, pbData, pSignature));
}

ULONG DEVAPI SKF_ExtECCVerify(DEVHANDLE hDev, ECCPUBLICKEYBLOB *pECCPubKeyBlob, BYTE *pbData, ULONG ulDataLen,
                              ECCSIGNATUREBLOB *pSignature) {
  return SKF_ECCVerify(hDev, pECCPubKeyBlob, pbData, ulDataLen, pSignature);
}
