#include "profile.h"

#include <ctype.h>
#include <string.h>

/** The first is the default. A library that is not listed needs no entry unless it departs from the standard. */
static const struct profile profiles[] = {
    {.id = "standard", .file_names = {NULL}, .options = {.layout = SKF_LAYOUT_BY_FUNCTIONS}},
    // 海泰: its older libraries speak the draft, which their functions tell; the newer ones the standard.
    {.id = "haitai",
     .file_names = {"SKFAPI_HT", "SKFAPI30098", "HH_SKFAPI", NULL},
     .options = {.layout = SKF_LAYOUT_BY_FUNCTIONS, .device_events = SKF_DEVICE_EVENTS_POLL}},
    // 龙脉 GM3000.
    {.id = "longmai", .file_names = {"mtoken_gm3000", "gm3000", NULL}, .options = {.layout = SKF_LAYOUT_STANDARD}},
    {.id = "legacy",
     .file_names = {NULL},
     .options = {.layout = SKF_LAYOUT_LEGACY, .device_events = SKF_DEVICE_EVENTS_POLL}},
};

const char *const option_names[OPTION_COUNT] = {"layout", "rsa-input", "device-events"};

/** In the order of the options, and of each option's enumeration. */
static const char *const option_values[OPTION_COUNT][3] = {
    {"by-functions", "standard", "legacy"},
    {"digest-info", "bare-hash"},
    {"wait", "poll"},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const struct profile *profile_named(const char *id) {
  for (size_t i = 0; i < COUNT(profiles); i++) {
    if (strcmp(profiles[i].id, id) == 0) return &profiles[i];
  }
  return NULL;
}

static bool starts_with(const char *text, const char *start) {
  for (; *start != '\0'; text++, start++) {
    if (tolower((unsigned char)*text) != tolower((unsigned char)*start)) return false;
  }
  return true;
}

static bool contains(const char *text, const char *part) {
  for (; *text != '\0'; text++) {
    if (starts_with(text, part)) return true;
  }
  return false;
}

const struct profile *profile_for_library(const char *path) {
  const char *file_name = path;
  for (const char *at = path; *at != '\0'; at++) {
    if (*at == '/' || *at == '\\') file_name = at + 1;
  }
  for (size_t i = 0; i < COUNT(profiles); i++) {
    for (const char *const *name = profiles[i].file_names; *name != NULL; name++) {
      if (contains(file_name, *name)) return &profiles[i];
    }
  }
  return &profiles[0];
}

bool option_set(struct skf_options *options, size_t option, const char *value) {
  for (size_t i = 0; i < COUNT(option_values[option]) && option_values[option][i] != NULL; i++) {
    if (strcmp(option_values[option][i], value) != 0) continue;
    if (option == 0) options->layout = (enum skf_layout)i;
    if (option == 1) options->rsa_input = (enum skf_rsa_input)i;
    if (option == 2) options->device_events = (enum skf_device_events)i;
    return true;
  }
  return false;
}
