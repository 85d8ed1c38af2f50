import { AppError } from '../../contract/index.ts';
import { DerError, readCertificateOrNone } from '../../x509/index.ts';

import { parseSignedData } from './cms-structure.ts';

/** Labels of RFC 7468, 5, 8 and 9, and the older names that tools still write. */
const certificateLabels: ReadonlySet<string> = new Set(['CERTIFICATE', 'X509 CERTIFICATE']);
const bundleLabels: ReadonlySet<string> = new Set(['PKCS7', 'CMS']);

/**
 * All certificates in a file: DER, PEM with one or many, PKCS #7 (.p7b) in either form, or bare base64. Other PEM blocks are passed
 * over. Throws AppError CERTIFICATE_UNREADABLE when one is damaged or none is there.
 */
export function parseCertificates(bytes: Uint8Array): Uint8Array[] {
  const certificates =
    bytes[0] === 0x30 ? fromDer(new Uint8Array(bytes)) : fromText(Buffer.from(bytes).toString('latin1'));
  if (certificates.length === 0) throw unreadable('no certificate in the file');
  return certificates;
}

function fromDer(der: Uint8Array): Uint8Array[] {
  if (readCertificateOrNone(der) !== undefined) return [der];
  return fromBundle(der);
}

function fromBundle(der: Uint8Array): Uint8Array[] {
  try {
    const { certificates } = parseSignedData(der);
    if (certificates.every((one) => readCertificateOrNone(one) !== undefined)) return certificates;
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw unreadable(error.message);
  }
  throw unreadable('a certificate in the bundle is damaged');
}

function fromText(text: string): Uint8Array[] {
  const blocks = [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \1-----/g)];
  if (blocks.length === 0) return fromBase64(text);
  return blocks.flatMap(([, label = '', body = '']) => {
    if (bundleLabels.has(label)) return fromBundle(decodeBase64(body));
    if (!certificateLabels.has(label)) return [];
    const der = decodeBase64(body);
    if (readCertificateOrNone(der) === undefined) throw unreadable('a certificate in the file is damaged');
    return [der];
  });
}

function fromBase64(text: string): Uint8Array[] {
  return /^[A-Za-z0-9+/=\s]+$/.test(text) ? fromDer(decodeBase64(text)) : [];
}

function decodeBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'));
}

function unreadable(detail: string): AppError {
  return new AppError('CERTIFICATE_UNREADABLE', {}, { detail });
}
