#include "sealing.h"

#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

bool seal_bytes(const uint8_t key[32], const void *place, size_t place_length, const uint8_t *bytes, size_t length,
                uint8_t nonce[SEALING_NONCE_LENGTH], uint8_t *sealed, uint8_t tag[SEALING_TAG_LENGTH]) {
  if (length > INT_MAX || place_length > INT_MAX) return false;
  EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
  int written = 0;
  int last = 0;
  bool done = cipher != NULL && RAND_bytes(nonce, SEALING_NONCE_LENGTH) == 1 &&
              EVP_EncryptInit_ex(cipher, EVP_aes_256_gcm(), NULL, key, nonce) == 1 &&
              EVP_EncryptUpdate(cipher, NULL, &written, place, (int)place_length) == 1 &&
              EVP_EncryptUpdate(cipher, sealed, &written, bytes, (int)length) == 1 &&
              EVP_EncryptFinal_ex(cipher, sealed + written, &last) == 1 &&
              EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, SEALING_TAG_LENGTH, tag) == 1;
  EVP_CIPHER_CTX_free(cipher);
  return done;
}

bool open_bytes(const uint8_t key[32], const void *place, size_t place_length, const uint8_t *sealed, size_t length,
                const uint8_t nonce[SEALING_NONCE_LENGTH], const uint8_t tag[SEALING_TAG_LENGTH], uint8_t *bytes) {
  if (length > INT_MAX || place_length > INT_MAX) return false;
  uint8_t expected[SEALING_TAG_LENGTH];
  for (int index = 0; index < SEALING_TAG_LENGTH; index++) expected[index] = tag[index];
  EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
  int written = 0;
  int last = 0;
  bool done = cipher != NULL && EVP_DecryptInit_ex(cipher, EVP_aes_256_gcm(), NULL, key, nonce) == 1 &&
              EVP_DecryptUpdate(cipher, NULL, &written, place, (int)place_length) == 1 &&
              EVP_DecryptUpdate(cipher, bytes, &written, sealed, (int)length) == 1 &&
              EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, SEALING_TAG_LENGTH, expected) == 1 &&
              EVP_DecryptFinal_ex(cipher, bytes + written, &last) == 1;
  EVP_CIPHER_CTX_free(cipher);
  if (!done) OPENSSL_cleanse(bytes, length);
  return done;
}
