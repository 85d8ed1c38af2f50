import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { AppError } from '../../contract/index.ts';

/**
 * Everything that stands in a certificate as text, every extension included, for people who compare it with what its
 * issuer printed.
 * @param pem as `CertificateInfo` has it
 * @throws AppError CERTIFICATE_UNREADABLE
 */
export function printCertificate(pem: string): string {
  try {
    return new x509.X509Certificate(pem).toString('text');
  } catch (cause) {
    throw new AppError('CERTIFICATE_UNREADABLE', {}, { detail: String(cause), cause });
  }
}
