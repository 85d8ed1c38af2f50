#include "certificate.h"

#include <string.h>

size_t certificate_length(const uint8_t *data, size_t length) {
  struct der input = {data, length}, element;
  return der_read(&input, DER_SEQUENCE, NULL, &element) ? element.length : 0;
}

void certificate_read(struct certificate *certificate, const uint8_t *data, size_t length) {
  static const struct der empty = {(const uint8_t *)"", 0};
  memset(certificate, 0, sizeof *certificate);
  certificate->serial_number = certificate->issuer = certificate->subject = empty;
  struct der input = {data, length}, body, fields, public_key;
  if (!der_read(&input, DER_SEQUENCE, &body, NULL) || !der_read(&body, DER_SEQUENCE, &fields, NULL)) return;
  if (der_peek(&fields) == DER_CONTEXT_0 && !der_read(&fields, DER_CONTEXT_0, NULL, NULL)) return;
  if (!der_read(&fields, DER_INTEGER, NULL, &certificate->serial_number)) return;
  if (!der_read(&fields, DER_SEQUENCE, NULL, NULL)) return;
  if (!der_read(&fields, DER_SEQUENCE, NULL, &certificate->issuer)) return;
  if (!der_read(&fields, DER_SEQUENCE, NULL, NULL)) return;
  if (!der_read(&fields, DER_SEQUENCE, NULL, &certificate->subject)) return;
  if (!der_read(&fields, DER_SEQUENCE, &public_key, NULL)) return;
  if (!public_key_read(&certificate->public_key, public_key)) certificate->public_key.algorithm = KEY_NONE;
}
