/** What the tests of the software UKey share. */
#ifndef SOFTSKF_TEST_CHECK_H
#define SOFTSKF_TEST_CHECK_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "skf.h"

#define ADMIN_PIN "87654321"
#define USER_PIN "123456"
#define APPLICATION "Qianyin"
#define DEFAULT_ID ((BYTE *)"1234567812345678")
enum { DEFAULT_ID_LENGTH = 16 };

#define CHECK(condition)                                                      \
  do {                                                                        \
    if (!(condition)) {                                                       \
      fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
      exit(EXIT_FAILURE);                                                     \
    }                                                                         \
  } while (0)

#define CHECK_ANSWER(expected, call)                                                                               \
  do {                                                                                                             \
    unsigned long check_answer = (unsigned long)(call);                                                            \
    if (check_answer != (unsigned long)(expected)) {                                                               \
      fprintf(stderr, "%s:%d: %s answered 0x%08lX, not %s\n", __FILE__, __LINE__, #call, check_answer, #expected); \
      exit(EXIT_FAILURE);                                                                                          \
    }                                                                                                              \
  } while (0)

/** Makes a device with softskf-tool, plugged in, with the PINs above and three tries for each. */
void make_device(const char *serial);
void plug(const char *serial);
void unplug(const char *serial);

DEVHANDLE connect_device(const char *serial);
HAPPLICATION open_application(DEVHANDLE device);
/** Connects, opens, and logs the user in. */
HAPPLICATION log_in(const char *serial, DEVHANDLE *device);

/** The path of a file in the device's folder. */
void device_path(char *path, size_t size, const char *serial, const char *name);

/** By the module: each tries one side of the device, and ends the process on the first thing that is not so. */
void test_devices(void);
void test_events(void);
void test_pins(void);
void test_applications(void);
void test_files(void);
void test_keys(void);
void test_rsa_keys(void);
void test_certificates(void);
void test_digests(void);
void test_wrong_arguments(void);
void test_damaged_files(void);
void test_threads(void);

#endif
