import { AppError } from '../../contract/index.ts';
import {
  DerError,
  describeName,
  digestOf,
  oid,
  orMalformed,
  orNothing,
  readIntegerBytes,
  readWhole,
  tags,
} from '../../x509/index.ts';
import { type Crl, parseCrl } from './crl-structure.ts';

/** A CRL as people see it. */
export interface CrlInfo {
  /** SHA-256 of the DER, hexadecimal. */
  readonly fingerprint: string;
  readonly issuer: ReturnType<typeof describeName>;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | null;
  /** Hexadecimal; null when the CRL has none. */
  readonly number: string | null;
}

/** All CRLs in a file: DER, or PEM with one or many. Throws AppError CRL_UNREADABLE when one is damaged or none is there. */
export function parseCrls(bytes: Uint8Array): Uint8Array[] {
  const crls = bytes[0] === tags.sequence ? [new Uint8Array(bytes)] : fromPem(Buffer.from(bytes).toString('latin1'));
  if (crls.length === 0) throw unreadable('no CRL in the file');
  for (const crl of crls) readCrl(crl);
  return crls;
}

/** Throws AppError CRL_UNREADABLE. Nothing is said about whether the CRL can be trusted. */
export function describeCrl(der: Uint8Array): CrlInfo {
  const { issuer, thisUpdate, nextUpdate, extensions } = readCrl(der);
  const number = extensions.get(oid.crlNumber);
  const numberBytes = number && orNothing(() => readIntegerBytes(readWhole(number.value, tags.integer)));
  const name = orMalformed(() => describeName(issuer));
  if (name instanceof DerError) throw unreadable(name.message);
  return {
    fingerprint: hexadecimal(digestOf('sha256', der)),
    issuer: name,
    thisUpdate,
    nextUpdate: nextUpdate ?? null,
    number: numberBytes === undefined ? null : hexadecimal(numberBytes),
  };
}

function readCrl(der: Uint8Array): Crl {
  const crl = orMalformed(() => parseCrl(der));
  if (crl instanceof DerError) throw unreadable(crl.message);
  return crl;
}

/** RFC 7468, 6. */
function fromPem(text: string): Uint8Array[] {
  const blocks = text.matchAll(/-----BEGIN X509 CRL-----([^-]*)-----END X509 CRL-----/g);
  return [...blocks].map(([, body = '']) => new Uint8Array(Buffer.from(body, 'base64')));
}

function unreadable(detail: string): AppError {
  return new AppError('CRL_UNREADABLE', {}, { detail });
}

function hexadecimal(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
