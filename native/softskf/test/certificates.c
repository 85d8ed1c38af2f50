#include <openssl/x509.h>

#include "check.h"
#include "envelope.h"

/* A certificate over the key, signed by a P-256 key: what a container looks at is only whose key it is. */
static int make_certificate(EVP_PKEY *key, BYTE **der) {
  EVP_PKEY *authority = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
  X509 *certificate = X509_new();
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  CHECK(X509_set_pubkey(certificate, key) == 1);
  CHECK(X509_sign(certificate, authority, EVP_sha256()) > 0);
  int length = i2d_X509(certificate, der);
  CHECK(length > 0);
  X509_free(certificate);
  EVP_PKEY_free(authority);
  return length;
}

static void keeps_the_certificate(HCONTAINER container, BYTE *der, ULONG length) {
  BYTE got[4096];
  ULONG size = 0;
  CHECK_ANSWER(SAR_CERTNOTFOUNTERR, SKF_ExportCertificate(container, TRUE, NULL, &size));
  CHECK_ANSWER(SAR_OK, SKF_ImportCertificate(container, TRUE, der, length));
  CHECK_ANSWER(SAR_OK, SKF_ExportCertificate(container, TRUE, NULL, &size));
  CHECK(size == length);
  size = length - 1;
  CHECK_ANSWER(SAR_BUFFER_TOO_SMALL, SKF_ExportCertificate(container, TRUE, got, &size));
  CHECK(size == length);
  CHECK_ANSWER(SAR_OK, SKF_ExportCertificate(container, TRUE, got, &size));
  CHECK(memcmp(got, der, length) == 0);
  CHECK_ANSWER(SAR_CERTNOTFOUNTERR, SKF_ExportCertificate(container, FALSE, NULL, &size));
}

void test_certificates(void) {
  make_device("C1");
  DEVHANDLE device = NULL;
  HAPPLICATION application = log_in("C1", &device);
  HCONTAINER container = NULL;
  ECCPUBLICKEYBLOB key;
  ULONG size = 0;
  CHECK_ANSWER(SAR_OK, SKF_CreateContainer(application, "C", &container));
  CHECK_ANSWER(SAR_OK, SKF_GenECCKeyPair(container, SGD_SM2_1, &key));
  EVP_PKEY *held = openssl_key(&key);
  EVP_PKEY *foreign = EVP_PKEY_Q_keygen(NULL, NULL, "SM2");
  BYTE *der = NULL;
  BYTE *foreign_der = NULL;
  ULONG length = (ULONG)make_certificate(held, &der);
  ULONG foreign_length = (ULONG)make_certificate(foreign, &foreign_der);
  keeps_the_certificate(container, der, length);
  CHECK_ANSWER(SAR_CSPIMPRTPUBKEYERR, SKF_ImportCertificate(container, TRUE, foreign_der, foreign_length));
  CHECK_ANSWER(SAR_INDATAERR, SKF_ImportCertificate(container, TRUE, der, length - 1));
  CHECK_ANSWER(SAR_INDATAERR, SKF_ImportCertificate(container, TRUE, (BYTE *)"no certificate", 14));
  CHECK_ANSWER(SAR_INDATALENERR, SKF_ImportCertificate(container, TRUE, der, 0));
  CHECK_ANSWER(SAR_INDATALENERR, SKF_ImportCertificate(container, TRUE, der, 0xFFFFFFFFu));

  /* The encryption certificate may come before its key, and goes when another key comes. */
  CHECK_ANSWER(SAR_OK, SKF_ImportCertificate(container, FALSE, foreign_der, foreign_length));
  CHECK_ANSWER(SAR_OK, SKF_GenECCKeyPair(container, SGD_SM2_1, &key));
  CHECK_ANSWER(SAR_CERTNOTFOUNTERR, SKF_ExportCertificate(container, TRUE, NULL, &size));
  CHECK_ANSWER(SAR_OK, SKF_ExportCertificate(container, FALSE, NULL, &size));

  HCONTAINER rsa_container = NULL;
  RSAPUBLICKEYBLOB rsa_key;
  CHECK_ANSWER(SAR_OK, SKF_CreateContainer(application, "R", &rsa_container));
  CHECK_ANSWER(SAR_OK, SKF_GenRSAKeyPair(rsa_container, 2048, &rsa_key));
  CHECK_ANSWER(SAR_CSPIMPRTPUBKEYERR, SKF_ImportCertificate(rsa_container, TRUE, der, length));
  CHECK_ANSWER(SAR_OK, SKF_ClearSecureState(application));
  CHECK_ANSWER(SAR_USER_NOT_LOGGED_IN, SKF_ImportCertificate(container, FALSE, foreign_der, foreign_length));
  OPENSSL_free(der);
  OPENSSL_free(foreign_der);
  EVP_PKEY_free(held);
  EVP_PKEY_free(foreign);
  CHECK_ANSWER(SAR_OK, SKF_DisConnectDev(device));
}
