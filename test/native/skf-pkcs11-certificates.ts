/** Certificates and verdicts by OpenSSL, for keys that only a token holds. */
import { execFileSync } from 'node:child_process';
import { createHash, createPublicKey } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type PublicKey = { kind: 'sm2'; point: Buffer } | { kind: 'rsa'; modulus: Buffer; exponent: Buffer };

const distId = ['-sigopt', 'distid:1234567812345678'];
/** SubjectPublicKeyInfo of an SM2 key up to its 65-byte point: id-ecPublicKey with the curve 1.2.156.10197.1.301. */
const sm2SpkiPrefix = Buffer.from('3059301306072a8648ce3d020106082a811ccf5501822d034200', 'hex');

function openssl(folder: string, args: string[]): string {
  return execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' }).toString();
}

function writePublicKey(folder: string, key: PublicKey): string {
  const path = join(folder, 'public.pem');
  if (key.kind === 'sm2') {
    const der = Buffer.concat([sm2SpkiPrefix, key.point]);
    writeFileSync(path, `-----BEGIN PUBLIC KEY-----\n${der.toString('base64')}\n-----END PUBLIC KEY-----\n`);
  } else {
    const jwk = { kty: 'RSA', n: key.modulus.toString('base64url'), e: key.exponent.toString('base64url') };
    writeFileSync(path, createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' }));
  }
  return path;
}

/** A certificate for a public key from a CA of SM2, made in the folder. Returns its DER. */
export function certify(folder: string, key: PublicKey, commonName: string): Buffer {
  if (!existsSync(join(folder, 'ca.key'))) {
    openssl(folder, ['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:SM2', '-out', 'ca.key']);
    const subject = ['-utf8', '-subj', '/C=CN/O=测试认证机构/CN=测试根证书'];
    openssl(folder, ['req', '-x509', '-new', '-key', 'ca.key', '-sm3', ...distId, ...subject, '-out', 'ca.pem']);
  }
  writeFileSync(join(folder, 'usage.cnf'), 'keyUsage=critical,digitalSignature,nonRepudiation\n');
  const subject = ['-utf8', '-subj', `/C=CN/O=测试有限公司/CN=${commonName}`];
  const publicKey = ['-force_pubkey', writePublicKey(folder, key)];
  const issuer = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-sm3', ...distId, '-days', '30'];
  const extensions = ['-extfile', 'usage.cnf'];
  openssl(folder, [
    'x509',
    '-new',
    ...publicKey,
    ...subject,
    ...issuer,
    ...extensions,
    '-outform',
    'DER',
    '-out',
    'new.der',
  ]);
  return readFileSync(join(folder, 'new.der'));
}

/** e = SM3(Z ‖ M) with the default user id (GB/T 32918.2, 5.5 and 6.1). */
export function sm2Digest(point: Buffer, message: Buffer): Buffer {
  const curve = [
    'fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc',
    '28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93',
    '32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7',
    'bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0',
  ];
  const sm3 = (...parts: Buffer[]) => createHash('sm3').update(Buffer.concat(parts)).digest();
  const id = Buffer.concat([Buffer.from([0x00, 0x80]), Buffer.from('1234567812345678')]);
  const z = sm3(id, ...curve.map((number) => Buffer.from(number, 'hex')), point.subarray(1));
  return sm3(z, message);
}

function derInteger(number: Buffer): Buffer {
  const significant = number.subarray(number.findIndex((byte) => byte !== 0));
  const padding = (significant[0] ?? 0) & 0x80 ? [0] : [];
  return Buffer.concat([Buffer.from([0x02, significant.length + padding.length, ...padding]), significant]);
}

function verifies(folder: string, args: string[]): boolean {
  try {
    openssl(folder, ['pkeyutl', '-verify', '-pubin', '-inkey', 'public.pem', '-in', 'message', '-rawin', ...args]);
    return true;
  } catch {
    return false;
  }
}

/** Whether OpenSSL finds an SM2 signature, given as r ‖ s, good over a message. */
export function opensslVerifiesSm2(folder: string, point: Buffer, message: Buffer, signature: Buffer): boolean {
  writePublicKey(folder, { kind: 'sm2', point });
  const numbers = Buffer.concat([derInteger(signature.subarray(0, 32)), derInteger(signature.subarray(32))]);
  writeFileSync(join(folder, 'signature'), Buffer.concat([Buffer.from([0x30, numbers.length]), numbers]));
  writeFileSync(join(folder, 'message'), message);
  return verifies(folder, ['-digest', 'sm3', '-pkeyopt', 'distid:1234567812345678', '-sigfile', 'signature']);
}

/** Whether OpenSSL finds a PKCS#1 v1.5 signature with SHA-256 good over a message. */
export function opensslVerifiesRsa(folder: string, key: PublicKey, message: Buffer, signature: Buffer): boolean {
  writePublicKey(folder, key);
  writeFileSync(join(folder, 'signature'), signature);
  writeFileSync(join(folder, 'message'), message);
  return verifies(folder, ['-digest', 'sha256', '-sigfile', 'signature']);
}

/** A self-signed RSA certificate whose key nobody keeps. Returns its file. */
export function makeCertificate(folder: string, name: string): string {
  const path = join(folder, `${name}.der`);
  const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', 'forgotten.key'];
  openssl(folder, ['req', '-x509', ...key, '-subj', `/CN=${name}`, '-outform', 'DER', '-out', path]);
  return path;
}
