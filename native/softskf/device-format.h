/** A device as bytes, and back. */
#ifndef SOFTSKF_DEVICE_FORMAT_H
#define SOFTSKF_DEVICE_FORMAT_H

#include "device.h"

void device_encode(const struct device *device, struct writer *writer);

/** NULL when the bytes are not exactly one sound device, or memory is out. */
struct device *device_decode(const uint8_t *bytes, size_t length);

#endif
