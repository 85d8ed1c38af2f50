#include "digest-info.h"

bool digest_info_hash(const uint8_t *data, size_t length, struct der *hash) {
  struct der input = {data, length}, fields;
  return der_read(&input, DER_SEQUENCE, &fields, NULL) && input.length == 0 &&
         der_read(&fields, DER_SEQUENCE, NULL, NULL) && der_read(&fields, DER_OCTET_STRING, hash, NULL) &&
         fields.length == 0;
}
