#include "check.h"

static BYTE *read_file(const char *path, size_t *length) {
  FILE *file = fopen(path, "rb");
  CHECK(file != NULL);
  BYTE *bytes = malloc(65536);
  CHECK(bytes != NULL);
  *length = fread(bytes, 1, 65536, file);
  fclose(file);
  return bytes;
}

static void write_file(const char *path, const BYTE *bytes, size_t length) {
  FILE *file = fopen(path, "wb");
  CHECK(file != NULL);
  CHECK(fwrite(bytes, 1, length, file) == length);
  fclose(file);
}

static void expect_refused(const char *path, const BYTE *bytes, size_t length) {
  DEVINFO info;
  write_file(path, bytes, length);
  DEVHANDLE device = connect_device("X1");
  CHECK_ANSWER(SAR_FILEERR, SKF_GetDevInfo(device, &info));
  CHECK_ANSWER(SAR_OK, SKF_DisConnectDev(device));
}

void test_damaged_files(void) {
  make_device("X1");
  char path[1024];
  size_t length = 0;
  device_path(path, sizeof path, "X1", "device.skf");
  DEVHANDLE device = NULL;
  HAPPLICATION application = log_in("X1", &device);
  HCONTAINER container = NULL;
  ECCPUBLICKEYBLOB key;
  CHECK_ANSWER(SAR_OK, SKF_CreateContainer(application, "C", &container));
  CHECK_ANSWER(SAR_OK, SKF_GenECCKeyPair(container, SGD_SM2_1, &key));
  BYTE *bytes = read_file(path, &length);

  for (size_t cut = 0; cut < length; cut += 7) expect_refused(path, bytes, cut);
  for (size_t at = 24; at < length; at += 5) {
    bytes[at] ^= 0x10;
    expect_refused(path, bytes, length);
    bytes[at] ^= 0x10;
  }

  // Whole again, it works, also for who was connected all the time.
  write_file(path, bytes, length);
  ECCSIGNATUREBLOB signature;
  BYTE e[32] = {3};
  CHECK_ANSWER(SAR_OK, SKF_ECCSignData(container, e, sizeof e, &signature));
  CHECK_ANSWER(SAR_OK, SKF_ECCVerify(device, &key, e, sizeof e, &signature));

  // The file vanishing is the device vanishing.
  CHECK(remove(path) == 0);
  CHECK_ANSWER(SAR_DEVICE_REMOVED, SKF_ECCSignData(container, e, sizeof e, &signature));
  write_file(path, bytes, length);
  free(bytes);
  CHECK_ANSWER(SAR_OK, SKF_DisConnectDev(device));
}
