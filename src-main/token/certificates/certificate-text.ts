import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { AppError } from '../../contract/index.ts';

const { NAME, VALUE } = x509.TextObject;

/** Whatever else is hidden in it, the doors make visible. */
const onOneLine = (text: string) => text.replaceAll('\n', '[U+000A]').replaceAll('\r', '[U+000D]');

const isConvertible = (item: object): item is { toTextObject(): x509.TextObject } => 'toTextObject' in item;

function visibleItem(item: x509.TextObject[string]): x509.TextObject[string] {
  if (typeof item === 'string') return onOneLine(item);
  if (typeof item !== 'object') return item;
  if (Array.isArray(item)) return item.map(visibleObject);
  if (item instanceof x509.TextObject) return visibleObject(item);
  return isConvertible(item) ? visibleObject(item.toTextObject()) : item;
}

/** With each of its texts on one line, so that no line break in a name makes a line that passes for another part. */
function visibleObject(object: x509.TextObject): x509.TextObject {
  const items = Object.entries(object).map(([key, item]) => [key, visibleItem(item)]);
  return new x509.TextObject(String(object[NAME]), Object.fromEntries(items), onOneLine(String(object[VALUE])));
}

/**
 * Everything that stands in a certificate as text, every extension included, for people who compare it with what its
 * issuer printed.
 * @param pem as `CertificateInfo` has it
 * @throws AppError CERTIFICATE_UNREADABLE
 */
export function printCertificate(pem: string): string {
  try {
    return x509.TextConverter.serialize(visibleObject(new x509.X509Certificate(pem).toTextObject()));
  } catch (cause) {
    throw new AppError('CERTIFICATE_UNREADABLE', {}, { detail: String(cause), cause });
  }
}
