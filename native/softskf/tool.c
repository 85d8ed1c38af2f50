/** softskf-tool: makes software UKeys, and plugs them in and out. */
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device.h"
#include "new-application.h"
#include "platform.h"
#include "store.h"

enum { EXIT_USAGE = 2, DEFAULT_TRIES = 10, PIN_LINE_LENGTH = 64 };

static const char usage[] =
    "softskf-tool create --serial S --label L --admin-pin-stdin --user-pin-stdin\n"
    "                    [--application NAME] [--admin-tries N] [--user-tries N] [--home DIR] [--json]\n"
    "softskf-tool list   [--home DIR] [--json]\n"
    "softskf-tool plug   SERIAL [--home DIR] [--json]\n"
    "softskf-tool unplug SERIAL [--home DIR] [--json]\n"
    "\n"
    "PINs are lines of the standard input, in the order of their options. Without --home: QIANYIN_SOFTSKF_HOME.\n";

struct options {
  const char *command;
  char *home;
  const char *serial;
  const char *label;
  const char *application;
  long admin_tries;
  long user_tries;
  char admin_pin[PIN_LINE_LENGTH];
  char user_pin[PIN_LINE_LENGTH];
  bool json;
};

static void print_json_text(const char *text) {
  putchar('"');
  for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
    if (*at == '"' || *at == '\\') {
      printf("\\%c", *at);
    } else if (*at < 0x20) {
      printf("\\u%04x", *at);
    } else {
      putchar(*at);
    }
  }
  putchar('"');
}

static int fail(const struct options *options, const char *code, const char *message) {
  if (options->json) {
    printf("{\"error\":\"%s\"}\n", code);
  } else {
    fprintf(stderr, "softskf-tool: %s\n", message);
  }
  return EXIT_FAILURE;
}

static bool read_pin(char pin[PIN_LINE_LENGTH]) {
  if (fgets(pin, PIN_LINE_LENGTH, stdin) == NULL) return false;
  size_t length = strcspn(pin, "\r\n");
  bool whole = pin[length] != '\0' || feof(stdin);
  pin[length] = '\0';
  return whole;
}

static bool read_number(const char *text, long *number) {
  char *end = NULL;
  *number = strtol(text, &end, 10);
  return end != text && *end == '\0';
}

static char *copy_text(const char *text) {
  char *copy = malloc(strlen(text) + 1);
  if (copy != NULL) strcpy(copy, text);
  return copy;
}

/** An option and its value; `*index` moves over both. */
static bool read_valued_option(struct options *options, int count, char **values, int *index) {
  const char *name = values[*index];
  if (*index + 1 >= count) return false;
  const char *value = values[++*index];
  if (strcmp(name, "--home") == 0) {
    free(options->home);
    options->home = copy_text(value);
    return options->home != NULL;
  }
  if (strcmp(name, "--serial") == 0) return (options->serial = value) != NULL;
  if (strcmp(name, "--label") == 0) return (options->label = value) != NULL;
  if (strcmp(name, "--application") == 0) return (options->application = value) != NULL;
  if (strcmp(name, "--admin-tries") == 0) return read_number(value, &options->admin_tries);
  if (strcmp(name, "--user-tries") == 0) return read_number(value, &options->user_tries);
  return false;
}

static bool read_options(struct options *options, int count, char **values) {
  if (count < 2) return false;
  options->command = values[1];
  for (int index = 2; index < count; index++) {
    const char *name = values[index];
    bool good;
    if (strcmp(name, "--json") == 0) {
      good = options->json = true;
    } else if (strcmp(name, "--admin-pin-stdin") == 0) {
      good = read_pin(options->admin_pin);
    } else if (strcmp(name, "--user-pin-stdin") == 0) {
      good = read_pin(options->user_pin);
    } else if (name[0] != '-' && options->serial == NULL) {
      good = (options->serial = name) != NULL;
    } else {
      good = read_valued_option(options, count, values, &index);
    }
    if (!good) return false;
  }
  if (options->home == NULL) options->home = store_home();
  return options->home != NULL;
}

static ULONG fill_device(struct device *device, const struct options *options) {
  strcpy(device->serial, options->serial);
  strcpy(device->label, options->label);
  return device_add_application(device, options->application, options->admin_pin, (uint32_t)options->admin_tries,
                                options->user_pin, (uint32_t)options->user_tries,
                                SECURE_ADM_ACCOUNT | SECURE_USER_ACCOUNT);
}

static int explain(const struct options *options, ULONG answer) {
  switch (answer) {
    case SAR_PIN_LEN_RANGE: return fail(options, "pin-length", "a PIN has 6 to 16 bytes");
    case SAR_APPLICATION_NAME_INVALID:
      return fail(options, "application-name", "an application's name has 1 to 32 bytes");
    case SAR_INVALIDPARAMERR: return fail(options, "tries", "1 to 255 tries are possible");
    default: return fail(options, "not-written", "the device cannot be written");
  }
}

/** Two may make the same device at once: who holds the lock and finds none makes it. */
static int create_in(const struct options *options, const char *folder, const struct device *device) {
  struct file_lock lock = {0};
  uint8_t revision[REVISION_LENGTH];
  if (platform_make_folder(options->home) == PLATFORM_FAILED || platform_make_folder(folder) == PLATFORM_FAILED) {
    return fail(options, "not-written", "the device's folder cannot be made");
  }
  if (store_try_lock(folder, &lock) != PLATFORM_DONE || store_has_device(folder)) {
    platform_release(&lock);
    return fail(options, "exists", "there is a device with this serial number already");
  }
  ULONG answer = store_save(folder, device, revision);
  platform_release(&lock);
  if (answer != SAR_OK) return explain(options, answer);
  if (options->json) {
    printf("{\"serial\":");
    print_json_text(device->serial);
    printf("}\n");
  }
  return EXIT_SUCCESS;
}

static int create(const struct options *options) {
  if (options->serial == NULL || !serial_is_valid(options->serial)) {
    return fail(options, "serial", "a serial number is 1 to 32 letters, digits, and . _ - after the first");
  }
  if (options->label == NULL || bounded_length(options->label, LABEL_LENGTH + 1) > LABEL_LENGTH) {
    return fail(options, "label", "a label is needed, of at most 32 bytes");
  }
  if (options->admin_tries < 1 || options->user_tries < 1) return explain(options, SAR_INVALIDPARAMERR);
  struct device *device = calloc(1, sizeof *device);
  char *folder = store_folder(options->home, options->serial);
  int code = EXIT_FAILURE;
  if (device != NULL && folder != NULL) {
    ULONG answer = fill_device(device, options);
    code = answer == SAR_OK ? create_in(options, folder, device) : explain(options, answer);
  }
  free(folder);
  device_free(device);
  return code;
}

static bool print_device(const struct options *options, const char *serial, bool is_first) {
  char mark[PLUG_MARK_LENGTH + 1];
  uint8_t revision[REVISION_LENGTH] = {0};
  struct device *device = NULL;
  char *folder = store_folder(options->home, serial);
  if (folder == NULL) return false;
  bool plugged = store_is_plugged(folder, mark);
  bool readable = store_load(folder, &device, revision) == SAR_OK;
  free(folder);
  if (options->json) {
    printf("%s{\"serial\":\"%s\",\"label\":", is_first ? "" : ",", serial);
    print_json_text(readable ? device->label : "");
    printf(",\"plugged\":%s,\"readable\":%s}", plugged ? "true" : "false", readable ? "true" : "false");
  } else {
    printf("%s\t%s\t%s\n", serial, plugged ? "plugged" : "unplugged", readable ? device->label : "(damaged)");
  }
  device_free(device);
  return true;
}

static int list(const struct options *options) {
  struct device_list devices;
  if (store_list(options->home, &devices) != SAR_OK) return fail(options, "not-read", "the home cannot be read");
  bool done = true;
  if (options->json) putchar('[');
  for (size_t index = 0; done && index < devices.count; index++) {
    done = print_device(options, devices.serials[index], index == 0);
  }
  if (options->json) puts("]");
  free(devices.serials);
  return done ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int set_plugged(const struct options *options, enum platform_outcome (*change)(const char *folder)) {
  bool known = options->serial != NULL && serial_is_valid(options->serial);
  char *folder = known ? store_folder(options->home, options->serial) : NULL;
  int code;
  if (folder == NULL || !store_has_device(folder)) {
    code = fail(options, "no-device", "there is no device with this serial number");
  } else if (change(folder) == PLATFORM_FAILED) {
    code = fail(options, "not-written", "the device's folder cannot be written");
  } else {
    code = EXIT_SUCCESS;
    if (options->json) printf("{\"serial\":\"%s\"}\n", options->serial);
  }
  free(folder);
  return code;
}

static int run(const struct options *options) {
  if (strcmp(options->command, "create") == 0) return create(options);
  if (strcmp(options->command, "list") == 0) return list(options);
  if (strcmp(options->command, "plug") == 0) return set_plugged(options, store_plug);
  if (strcmp(options->command, "unplug") == 0) return set_plugged(options, store_unplug);
  fputs(usage, stderr);
  return EXIT_USAGE;
}

int main(int count, char **values) {
  static char input[1024];
  struct options options = {.application = "Qianyin", .admin_tries = DEFAULT_TRIES, .user_tries = DEFAULT_TRIES};
  int code = EXIT_USAGE;
  platform_arguments(&count, &values);
  // PINs pass through the stream's buffer: it has to be one that can be wiped.
  setvbuf(stdin, input, _IOFBF, sizeof input);
  if (read_options(&options, count, values)) {
    code = run(&options);
  } else {
    fputs(usage, stderr);
  }
  OPENSSL_cleanse(options.admin_pin, sizeof options.admin_pin);
  OPENSSL_cleanse(options.user_pin, sizeof options.user_pin);
  OPENSSL_cleanse(input, sizeof input);
  free(options.home);
  return code;
}
