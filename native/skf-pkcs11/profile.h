/** What differs between the vendors' SKF libraries, as data. */
#ifndef QIANYIN_PROFILE_H
#define QIANYIN_PROFILE_H

#include <stdbool.h>
#include <stddef.h>

/** The generation of the interface that a library speaks. */
enum skf_layout {
  /** Legacy when the library has SKF_ReadCert and lacks SKF_ExportCertificate, else standard. */
  SKF_LAYOUT_BY_FUNCTIONS,
  /** GM/T 0016. */
  SKF_LAYOUT_STANDARD,
  /**
   * The drafts before it: another DEVINFO, AlgID in ECCPUBLICKEYBLOB, signatures as bytes, SKF_ReadCert and
   * SKF_WriteCert.
   */
  SKF_LAYOUT_LEGACY
};

/** What SKF_RSASignData is given. */
enum skf_rsa_input { SKF_RSA_INPUT_DIGEST_INFO, SKF_RSA_INPUT_BARE_HASH };

/** How plugging and unplugging is learnt of. */
enum skf_device_events {
  /** SKF_WaitForDevEvent where the library has it and it works, else by looking again and again. */
  SKF_DEVICE_EVENTS_WAIT,
  SKF_DEVICE_EVENTS_POLL
};

struct skf_options {
  enum skf_layout layout;
  enum skf_rsa_input rsa_input;
  enum skf_device_events device_events;
};

struct profile {
  /** What `profile =` of the configuration says. */
  const char *id;
  /** Parts of file names, without regard to case, that tell the vendor's library; ended by NULL. */
  const char *file_names[6];
  struct skf_options options;
};

/** The profile of that id, NULL when there is none. */
const struct profile *profile_named(const char *id);

/** The profile whose file names match that of a library's path; `standard` when none does. */
const struct profile *profile_for_library(const char *path);

enum { OPTION_COUNT = 3 };
/** What the options are called in the configuration. */
extern const char *const option_names[OPTION_COUNT];

/** Sets the option of that index by its value in the configuration; false when the value is unknown. */
bool option_set(struct skf_options *options, size_t option, const char *value);

#endif
