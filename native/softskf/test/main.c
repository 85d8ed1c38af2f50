/** Runs every test: `softskf-test TOOL [quick]`, with QIANYIN_SOFTSKF_HOME naming a folder that is not there yet. */
#include "check.h"

#ifdef _WIN32
#define popen _popen
#define pclose _pclose
#endif

static const char *tool;

static void run_tool(const char *arguments, const char *input) {
  char command[2048];
  // cmd.exe takes the first and last quotation mark of the line away.
#ifdef _WIN32
  snprintf(command, sizeof command, "\"\"%s\" %s\"", tool, arguments);
#else
  snprintf(command, sizeof command, "\"%s\" %s", tool, arguments);
#endif
  FILE *pipe = popen(command, "w");
  CHECK(pipe != NULL);
  fputs(input, pipe);
  int code = pclose(pipe);
  if (code != 0) {
    fprintf(stderr, "failed: %s\n", command);
    exit(EXIT_FAILURE);
  }
}

void make_device(const char *serial) {
  char arguments[256];
  snprintf(arguments, sizeof arguments,
           "create --serial %s --label label-%s --admin-tries 3 --user-tries 3 --admin-pin-stdin --user-pin-stdin",
           serial, serial);
  run_tool(arguments, ADMIN_PIN "\n" USER_PIN "\n");
}

void plug(const char *serial) {
  char arguments[64];
  snprintf(arguments, sizeof arguments, "plug %s", serial);
  run_tool(arguments, "");
}

void unplug(const char *serial) {
  char arguments[64];
  snprintf(arguments, sizeof arguments, "unplug %s", serial);
  run_tool(arguments, "");
}

void device_path(char *path, size_t size, const char *serial, const char *name) {
  snprintf(path, size, "%s/%s/%s", getenv("QIANYIN_SOFTSKF_HOME"), serial, name);
}

DEVHANDLE connect_device(const char *serial) {
  DEVHANDLE device = NULL;
  CHECK_ANSWER(SAR_OK, SKF_ConnectDev((LPSTR)serial, &device));
  return device;
}

HAPPLICATION open_application(DEVHANDLE device) {
  HAPPLICATION application = NULL;
  CHECK_ANSWER(SAR_OK, SKF_OpenApplication(device, APPLICATION, &application));
  return application;
}

HAPPLICATION log_in(const char *serial, DEVHANDLE *device) {
  ULONG tries = 0;
  *device = connect_device(serial);
  HAPPLICATION application = open_application(*device);
  CHECK_ANSWER(SAR_OK, SKF_VerifyPIN(application, USER_TYPE, USER_PIN, &tries));
  return application;
}

static const struct {
  const char *name;
  void (*run)(void);
  // Half a minute and more under valgrind, for arithmetic that is OpenSSL's.
  bool is_slow;
} tests[] = {
    {"devices are listed, described, named and locked", test_devices, false},
    {"plugging in and out is told, and ends what was open", test_events, false},
    {"PINs count down, lock, change and are unblocked", test_pins, false},
    {"applications are made after device authentication only", test_applications, true},
    {"files keep to their rights and sizes", test_files, false},
    {"SM2 keys sign what their public halves verify", test_keys, false},
    {"RSA keys sign what their public halves verify", test_rsa_keys, true},
    {"certificates stand beside the key they are for", test_certificates, false},
    {"digests are those of OpenSSL", test_digests, false},
    {"wrong arguments are refused", test_wrong_arguments, false},
    {"a damaged device file is refused", test_damaged_files, false},
    {"threads do not disturb each other", test_threads, false},
};

int main(int count, char **values) {
  if (count < 2 || getenv("QIANYIN_SOFTSKF_HOME") == NULL) return 2;
  tool = values[1];
  bool only_quick = count > 2 && strcmp(values[2], "quick") == 0;
  for (size_t index = 0; index < sizeof tests / sizeof *tests; index++) {
    if (only_quick && tests[index].is_slow) continue;
    tests[index].run();
    printf("ok: %s\n", tests[index].name);
  }
  return EXIT_SUCCESS;
}
