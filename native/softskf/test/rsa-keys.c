#include <openssl/core_names.h>
#include <openssl/params.h>

#include "authority.h"
#include "check.h"

static EVP_PKEY *openssl_rsa_key(const RSAPUBLICKEYBLOB *public_key) {
  BYTE modulus[256];
  EVP_PKEY *key = NULL;
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
  unsigned exponent = 65537;
  // OpenSSL takes numbers in the machine's order, which is little-endian wherever this runs.
  for (size_t index = 0; index < sizeof modulus; index++) modulus[index] = public_key->Modulus[255 - index];
  OSSL_PARAM parameters[] = {OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_N, modulus, sizeof modulus),
                             OSSL_PARAM_construct_uint(OSSL_PKEY_PARAM_RSA_E, &exponent), OSSL_PARAM_construct_end()};
  CHECK(EVP_PKEY_fromdata_init(context) == 1);
  CHECK(EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters) == 1);
  EVP_PKEY_CTX_free(context);
  return key;
}

static void takes_only_its_own_certificate(HCONTAINER container, const RSAPUBLICKEYBLOB *public_key) {
  EVP_PKEY *own = openssl_rsa_key(public_key);
  EVP_PKEY *foreign = EVP_PKEY_Q_keygen(NULL, NULL, "SM2");
  BYTE *der = NULL;
  int length = make_certificate(foreign, &der);
  CHECK_ANSWER(SAR_CSPIMPRTPUBKEYERR, SKF_ImportCertificate(container, TRUE, der, (ULONG)length));
  OPENSSL_free(der);
  der = NULL;
  length = make_certificate(own, &der);
  CHECK_ANSWER(SAR_OK, SKF_ImportCertificate(container, TRUE, der, (ULONG)length));
  OPENSSL_free(der);
  EVP_PKEY_free(own);
  EVP_PKEY_free(foreign);
}

void test_rsa_keys(void) {
  make_device("R1");
  DEVHANDLE device = NULL;
  HAPPLICATION application = log_in("R1", &device);
  HCONTAINER container = NULL;
  RSAPUBLICKEYBLOB key;
  BYTE info[51] = {0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
                   0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20};
  BYTE signature[256];
  ULONG length = 0;
  CHECK_ANSWER(SAR_OK, SKF_CreateContainer(application, "rsa", &container));
  CHECK_ANSWER(SAR_MODULUSLENERR, SKF_GenRSAKeyPair(container, 1024, &key));
  CHECK_ANSWER(SAR_OK, SKF_GenRSAKeyPair(container, 2048, &key));
  CHECK(key.BitLen == 2048 && key.AlgID == SGD_RSA && key.PublicExponent[3] == 1 && key.PublicExponent[1] == 1);
  CHECK_ANSWER(SAR_OK, SKF_RSASignData(container, info, sizeof info, NULL, &length));
  CHECK(length == sizeof signature);
  length = 255;
  CHECK_ANSWER(SAR_BUFFER_TOO_SMALL, SKF_RSASignData(container, info, sizeof info, signature, &length));
  CHECK_ANSWER(SAR_OK, SKF_RSASignData(container, info, sizeof info, signature, &length));
  CHECK_ANSWER(SAR_INDATALENERR, SKF_RSASignData(container, info, 246, signature, &length));
  CHECK_ANSWER(SAR_OK, SKF_RSAVerify(device, &key, info, sizeof info, signature, sizeof signature));
  CHECK_ANSWER(SAR_FAIL, SKF_RSAVerify(device, &key, info, sizeof info, signature, 255));
  signature[100] ^= 1;
  CHECK_ANSWER(SAR_FAIL, SKF_RSAVerify(device, &key, info, sizeof info, signature, sizeof signature));
  RSAPUBLICKEYBLOB changed = key;
  changed.Modulus[255] ^= 1;
  CHECK_ANSWER(SAR_INDATAERR, SKF_RSAVerify(device, &changed, info, sizeof info, signature, sizeof signature));
  changed.BitLen = 1024;
  CHECK_ANSWER(SAR_MODULUSLENERR, SKF_RSAVerify(device, &changed, info, sizeof info, signature, sizeof signature));
  takes_only_its_own_certificate(container, &key);
  CHECK_ANSWER(SAR_OK, SKF_DisConnectDev(device));
}
