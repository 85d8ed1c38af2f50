import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  addSignatureTimestamp,
  buildTimestampRequest,
  findSignatureTimestamps,
  readTimestampToken,
} from '../../src-main/signature/index.ts';
import type { Holder, OpensslAuthority } from './openssl-authority.ts';

/** A certificate in the books of its authority. `reason` in the words of OpenSSL: keyCompromise, or keyTime,DATE. */
export interface Booked {
  readonly holder: Holder;
  readonly revokedAt?: Date;
  readonly reason?: string;
}

/** YYMMDDHHMMSSZ, as OpenSSL's database has it. */
export const bookTime = (date: Date): string => date.toISOString().replace(/[-:T]/g, '').slice(2, 14).concat('Z');

const serialOf = ({ certificate }: Holder): string => {
  const { serialNumber } = new X509Certificate(certificate);
  return serialNumber.length % 2 === 0 ? serialNumber : `0${serialNumber}`;
};

/** The database of `openssl ca` and `openssl ocsp`. */
export function writeBooks(openssl: OpensslAuthority, booked: readonly Booked[]): string {
  const lines = booked.map(({ holder, revokedAt, reason }) => {
    const expiry = bookTime(new Date(new X509Certificate(holder.certificate).validTo));
    const revocation =
      revokedAt === undefined ? '' : `${bookTime(revokedAt)}${reason === undefined ? '' : `,${reason}`}`;
    const serial = serialOf(holder);
    // The subject has to be another one for each.
    return [revokedAt === undefined ? 'V' : 'R', expiry, revocation, serial, 'unknown', `/CN=${serial}`].join('\t');
  });
  return openssl.write(lines.map((line) => `${line}\n`).join(''));
}

/** A CRL made by `openssl ca -gencrl`, DER. `extensions` are lines of its configuration, sections of their own at the end. */
export function makeCrl(
  openssl: OpensslAuthority,
  options: {
    issuer: Holder;
    booked?: readonly Booked[];
    thisUpdate?: Date;
    nextUpdate?: Date;
    extensions?: string[];
    digest?: string;
    arguments?: string[];
  },
): Uint8Array {
  const { issuer, booked = [], extensions = [], digest = 'sha256' } = options;
  const now = Date.now();
  const { thisUpdate = new Date(now - 1000), nextUpdate = new Date(now + 7 * 24 * 60 * 60 * 1000) } = options;
  const config = openssl.write(
    [
      '[ca]',
      'default_ca = authority',
      '[authority]',
      `database = ${writeBooks(openssl, booked)}`,
      `crlnumber = ${openssl.write('0A\n')}`,
      `default_md = ${digest}`,
      `certificate = ${issuer.certificatePath}`,
      `private_key = ${issuer.keyPath}`,
      '[crl_extensions]',
      'authorityKeyIdentifier = keyid',
      ...extensions,
      '',
    ].join('\n'),
  );
  const path = openssl.write('');
  openssl.run(
    ...['ca', '-gencrl', '-config', config, '-crlexts', 'crl_extensions', '-out', path],
    ...['-crl_lastupdate', bookTime(thisUpdate), '-crl_nextupdate', bookTime(nextUpdate)],
    ...(options.arguments ?? []),
  );
  return new Uint8Array(openssl.run('crl', '-in', path, '-outform', 'DER'));
}

/** What `openssl ocsp` answers to a request, DER. It knows only what its books say. */
export function answerOcsp(
  openssl: OpensslAuthority,
  options: {
    request: Uint8Array;
    issuer: Holder;
    responder?: Holder;
    booked?: readonly Booked[];
    arguments?: string[];
  },
): Uint8Array {
  const { issuer, responder = issuer, booked = [] } = options;
  const path = openssl.write('');
  openssl.run(
    ...['ocsp', '-index', writeBooks(openssl, booked), '-CA', issuer.certificatePath],
    ...['-rsigner', responder.certificatePath, '-rkey', responder.keyPath],
    ...(options.arguments ?? ['-ndays', '7']),
    ...['-reqin', openssl.write(options.request), '-respout', path],
  );
  return new Uint8Array(readFileSync(path));
}

export const timestampExtensions = [
  'basicConstraints=critical,CA:FALSE',
  'keyUsage=critical,digitalSignature',
  'extendedKeyUsage=critical,timeStamping',
];
export const timestampPolicy = '1.3.6.1.4.1.55555.1';
export const otherTimestampPolicy = '1.3.6.1.4.1.55555.2';

/** The TimeStampResp of `openssl ts -reply` to a request, DER. */
export function answerTimestamp(
  openssl: OpensslAuthority,
  options: { request: Uint8Array; authority: Holder; chain?: Holder[]; settings?: string[] },
): Uint8Array {
  const { request, authority, chain = [], settings = [] } = options;
  const config = openssl.write(
    [
      '[tsa]',
      'default_tsa = authority',
      '[authority]',
      `serial = ${openssl.write('01\n')}`,
      'crypto_device = builtin',
      'signer_digest = sha256',
      `default_policy = ${timestampPolicy}`,
      `other_policies = ${otherTimestampPolicy}`,
      'digests = sha1, sha256, sha384, sha512',
      'accuracy = secs:1, millisecs:500, microsecs:100',
      'ess_cert_id_alg = sha256',
      ...settings,
      '',
    ].join('\n'),
  );
  const certificates = openssl.write(chain.map((one) => readFileSync(one.certificatePath, 'utf8')).join('\n'));
  const path = openssl.write('');
  openssl.run(
    ...['ts', '-reply', '-config', config, '-queryfile', openssl.write(request)],
    ...['-signer', authority.certificatePath, '-inkey', authority.keyPath],
    ...(chain.length > 0 ? ['-chain', certificates] : []),
    ...['-out', path],
  );
  return new Uint8Array(readFileSync(path));
}

/** A CMS with a token of this authority over its value among the unsigned attributes. */
export function timestamped(openssl: OpensslAuthority, cms: Uint8Array, authority: Holder): Uint8Array {
  const value = findSignatureTimestamps(cms)?.signatureValue ?? new Uint8Array();
  const digest = new Uint8Array(createHash('sha256').update(value).digest());
  const request = buildTimestampRequest({ hash: 'sha256', digest, nonce: randomBytes(8) });
  return addSignatureTimestamp(cms, readTimestampToken(answerTimestamp(openssl, { request, authority })));
}

/** Every copy of some bytes with one bit changed. */
export function* flippedBits(bytes: Uint8Array): Generator<{ changed: Uint8Array; offset: number; bit: number }> {
  for (let offset = 0; offset < bytes.length; offset += 1) {
    for (let bit = 0; bit < 8; bit += 1) {
      const changed = new Uint8Array(bytes);
      changed[offset] = (bytes[offset] ?? 0) ^ (1 << bit);
      yield { changed, offset, bit };
    }
  }
}

/** Every beginning of some bytes that is not all of them. */
export function* cutOff(bytes: Uint8Array): Generator<Uint8Array> {
  for (let length = 0; length < bytes.length; length += 1) yield bytes.subarray(0, length);
}
