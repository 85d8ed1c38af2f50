#include "configuration.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "platform.h"

static const size_t file_size_limit = 256 * 1024;

static char *copy_text(const char *text, size_t length) {
  char *copy = malloc(length + 1);
  if (copy == NULL) return NULL;
  memcpy(copy, text, length);
  copy[length] = '\0';
  return copy;
}

/** Cuts blanks off both ends, in place. */
static char *trim(char *text) {
  while (isspace((unsigned char)*text)) text++;
  size_t length = strlen(text);
  while (length > 0 && isspace((unsigned char)text[length - 1])) length--;
  text[length] = '\0';
  return text;
}

static void library_clear(struct configured_library *library) {
  free(library->path);
  free(library->name);
  memset(library, 0, sizeof *library);
}

/**
 * The library of that path, added when it may be and there is room; NULL when the configuration has it neither way.
 * False when memory ran out.
 */
static bool find_or_add(struct configuration *configuration, const char *path, size_t length, bool may_add,
                        struct configured_library **library) {
  *library = NULL;
  if (length == 0) return true;
  char *copy = copy_text(path, length);
  if (copy == NULL) return false;
  for (size_t i = 0; i < configuration->count && *library == NULL; i++) {
    if (same_file(configuration->libraries[i].path, copy)) *library = &configuration->libraries[i];
  }
  if (*library != NULL || !may_add || configuration->count == LIBRARIES_LIMIT) {
    free(copy);
    return true;
  }
  *library = &configuration->libraries[configuration->count++];
  **library = (struct configured_library){.path = copy, .options = profile_for_library(copy)->options};
  return true;
}

/** A list of paths, or one path that has the separator in its name. */
static bool add_path_list(struct configuration *configuration, const char *list) {
  if (file_exists(list)) {
    struct configured_library *library;
    return find_or_add(configuration, list, strlen(list), true, &library);
  }
  for (;;) {
    const char *end = strchr(list, PATH_LIST_SEPARATOR);
    size_t length = end != NULL ? (size_t)(end - list) : strlen(list);
    struct configured_library *library;
    if (!find_or_add(configuration, list, length, true, &library)) return false;
    if (end == NULL) return true;
    list = end + 1;
  }
}

/** The lines of one section, until its end says which library they are about. */
struct section {
  char *library, *name, *profile;
  /** By their place in `option_names`. */
  char *options[OPTION_COUNT];
};

static bool apply_section(struct configuration *configuration, const struct section *section, bool may_add) {
  if (section->library == NULL) return true;
  struct configured_library *library;
  if (!find_or_add(configuration, section->library, strlen(section->library), may_add, &library)) return false;
  if (library == NULL) return true;
  if (section->name != NULL) {
    free(library->name);
    library->name = copy_text(section->name, strlen(section->name));
    if (library->name == NULL) return false;
  }
  const struct profile *profile = section->profile != NULL ? profile_named(section->profile) : NULL;
  if (profile != NULL) library->options = profile->options;
  for (size_t i = 0; i < OPTION_COUNT; i++) {
    if (section->options[i] != NULL) option_set(&library->options, i, section->options[i]);
  }
  return true;
}

static void read_line(struct section *section, char *line) {
  char *equals = strchr(line, '=');
  if (equals == NULL) return;
  *equals = '\0';
  const char *key = trim(line);
  char *value = trim(equals + 1);
  if (strcmp(key, "library") == 0) section->library = value;
  if (strcmp(key, "name") == 0) section->name = value;
  if (strcmp(key, "profile") == 0) section->profile = value;
  for (size_t i = 0; i < OPTION_COUNT; i++) {
    if (strcmp(key, option_names[i]) == 0) section->options[i] = value;
  }
}

static bool read_sections(struct configuration *configuration, char *text, bool may_add) {
  struct section section = {0};
  // Editors of Windows begin UTF-8 files with a byte order mark.
  if (strncmp(text, "\xEF\xBB\xBF", 3) == 0) text += 3;
  for (char *line = text; line != NULL;) {
    char *end = strchr(line, '\n');
    if (end != NULL) *end = '\0';
    char *trimmed = trim(line);
    if (trimmed[0] == '[') {
      if (!apply_section(configuration, &section, may_add)) return false;
      section = (struct section){0};
    } else if (trimmed[0] != '#' && trimmed[0] != ';') {
      read_line(&section, trimmed);
    }
    line = end != NULL ? end + 1 : NULL;
  }
  return apply_section(configuration, &section, may_add);
}

static char *read_configuration_file(void) {
  char *path = environment_value("QIANYIN_SKF_PKCS11_CONF");
  char *text = NULL;
  if (path != NULL) {
    text = read_text_file(path, file_size_limit);
    free(path);
    return text;
  }
  for (size_t i = 0; text == NULL && (path = default_configuration_path(i)) != NULL; i++) {
    if (path[0] != '\0') text = read_text_file(path, file_size_limit);
    free(path);
  }
  return text;
}

bool configuration_read(struct configuration *configuration) {
  memset(configuration, 0, sizeof *configuration);
  char *list = environment_value("QIANYIN_SKF_LIBRARY");
  bool read = list == NULL || add_path_list(configuration, list);
  char *text = read ? read_configuration_file() : NULL;
  if (text != NULL) read = read_sections(configuration, text, list == NULL);
  free(text);
  free(list);
  return read;
}

void configuration_clear(struct configuration *configuration) {
  for (size_t i = 0; i < configuration->count; i++) library_clear(&configuration->libraries[i]);
  configuration->count = 0;
}
