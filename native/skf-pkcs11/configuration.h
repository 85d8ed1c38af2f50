/**
 * Which vendor libraries are to be driven, and how.
 *
 * QIANYIN_SKF_LIBRARY names one or several, separated as in PATH. The file named by QIANYIN_SKF_PKCS11_CONF, else the
 * first that exists of the platform's places, has a section per library:
 *
 *     [any word]
 *     library = /path/to/library      needed
 *     name = what people call it      shown as the token's model
 *     profile = haitai                else by the library's file name
 *     layout, rsa-input, device-events = …   single options, over the profile's
 *
 * Where the environment names libraries, the file adds none; its sections for the same libraries give their options.
 */
#ifndef QIANYIN_CONFIGURATION_H
#define QIANYIN_CONFIGURATION_H

#include <stdbool.h>
#include <stddef.h>

#include "profile.h"

#define LIBRARIES_LIMIT 16

struct configured_library {
  char *path;
  /** NULL when the configuration gives none. */
  char *name;
  struct skf_options options;
};

struct configuration {
  struct configured_library libraries[LIBRARIES_LIMIT];
  size_t count;
};

/**
 * Reads environment and file; lines it does not understand are passed over. False when memory ran out. The caller
 * clears it.
 */
bool configuration_read(struct configuration *configuration);
void configuration_clear(struct configuration *configuration);

#endif
