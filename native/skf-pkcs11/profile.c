#include "profile.h"

#include <ctype.h>
#include <stddef.h>
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

static const struct {
  const char *name, *value;
  struct skf_options options;
} option_values[] = {
    {"layout", "by-functions", {.layout = SKF_LAYOUT_BY_FUNCTIONS}},
    {"layout", "standard", {.layout = SKF_LAYOUT_STANDARD}},
    {"layout", "legacy", {.layout = SKF_LAYOUT_LEGACY}},
    {"rsa-input", "digest-info", {.rsa_input = SKF_RSA_INPUT_DIGEST_INFO}},
    {"rsa-input", "bare-hash", {.rsa_input = SKF_RSA_INPUT_BARE_HASH}},
    {"device-events", "wait", {.device_events = SKF_DEVICE_EVENTS_WAIT}},
    {"device-events", "poll", {.device_events = SKF_DEVICE_EVENTS_POLL}},
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

bool option_set(struct skf_options *options, const char *name, const char *value) {
  for (size_t i = 0; i < COUNT(option_values); i++) {
    if (strcmp(option_values[i].name, name) != 0 || strcmp(option_values[i].value, value) != 0) continue;
    if (strcmp(name, "layout") == 0) options->layout = option_values[i].options.layout;
    if (strcmp(name, "rsa-input") == 0) options->rsa_input = option_values[i].options.rsa_input;
    if (strcmp(name, "device-events") == 0) options->device_events = option_values[i].options.device_events;
    return true;
  }
  return false;
}
