#include "authority.h"
#include "check.h"

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

  // The encryption certificate may come before its key, and goes when another key comes.
  CHECK_ANSWER(SAR_OK, SKF_ImportCertificate(container, FALSE, foreign_der, foreign_length));
  CHECK_ANSWER(SAR_OK, SKF_GenECCKeyPair(container, SGD_SM2_1, &key));
  CHECK_ANSWER(SAR_CERTNOTFOUNTERR, SKF_ExportCertificate(container, TRUE, NULL, &size));
  CHECK_ANSWER(SAR_OK, SKF_ExportCertificate(container, FALSE, NULL, &size));

  CHECK_ANSWER(SAR_OK, SKF_ClearSecureState(application));
  CHECK_ANSWER(SAR_USER_NOT_LOGGED_IN, SKF_ImportCertificate(container, FALSE, foreign_der, foreign_length));
  OPENSSL_free(der);
  OPENSSL_free(foreign_der);
  EVP_PKEY_free(held);
  EVP_PKEY_free(foreign);
  CHECK_ANSWER(SAR_OK, SKF_DisConnectDev(device));
}
