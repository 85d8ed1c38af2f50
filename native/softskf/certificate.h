/** Certificates as far as a container cares. */
#ifndef SOFTSKF_CERTIFICATE_H
#define SOFTSKF_CERTIFICATE_H

#include <stddef.h>

#include "device.h"

/**
 * SAR_OK when the bytes are exactly one X.509 certificate, for the pair's public key if it has one; SAR_INDATAERR when
 * they are not; SAR_CSPIMPRTPUBKEYERR when it is for another key.
 */
ULONG certificate_check(const BYTE *bytes, size_t length, const struct key_pair *pair, uint32_t container_type);

#endif
