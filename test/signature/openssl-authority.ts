import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { chooseAlgorithm, type SignatureAlgorithm, type Signer } from '../../src-main/x509/index.ts';

// Making RSA keys and starting openssl dozens of times takes long on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** Someone with a key and a certificate, made by the openssl command. */
export interface Holder {
  readonly certificate: Uint8Array;
  readonly certificatePath: string;
  readonly keyPath: string;
}

export type KeyKind = 'RSA-1024' | 'RSA-2048' | 'RSA-3072' | 'P-256' | 'P-384' | 'P-521' | 'SM2' | 'ED25519' | 'ED448';

export const authorityExtensions = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign'];
export const signerExtensions = [
  'basicConstraints=critical,CA:FALSE',
  'keyUsage=critical,digitalSignature,nonRepudiation',
];
const identifiers = ['subjectKeyIdentifier=hash', 'authorityKeyIdentifier=keyid'];
/** The default id of GM/T 0009-2012, which openssl does not assume by itself. */
const sm2Id = 'distid:1234567812345678';
/** SubjectPublicKeyInfo and PKCS #8 both name the curve 1.2.156.10197.1.301. */
const sm2CurveOid = Buffer.from('06082a811ccf5501822d', 'hex');
const sm2WithSm3Oid = Buffer.from('06082a811ccf55018375', 'hex');
const noIdentifiers = ['subjectKeyIdentifier=none', 'authorityKeyIdentifier=none'];

/** A folder of keys and certificates; `remove` it at the end. */
export class OpensslAuthority {
  readonly folder = mkdtempSync(join(tmpdir(), 'qianyin-signature-'));
  #count = 0;

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  run(...args: string[]): Buffer {
    return execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  }

  write(content: Uint8Array | string): string {
    this.#count += 1;
    const path = join(this.folder, `${this.#count}`);
    writeFileSync(path, content);
    return path;
  }

  makeKey(kind: KeyKind): string {
    const path = this.write('');
    if (kind === 'SM2' || kind === 'ED25519' || kind === 'ED448') {
      this.run('genpkey', '-algorithm', kind, '-out', path);
      return path;
    }
    const options = kind.startsWith('RSA')
      ? ['-algorithm', 'RSA', '-pkeyopt', `rsa_keygen_bits:${kind.slice(4)}`]
      : ['-algorithm', 'EC', '-pkeyopt', `ec_paramgen_curve:${kind}`];
    this.run('genpkey', ...options, '-out', path);
    return path;
  }

  /** Whether a PEM file holds an SM2 key. */
  isSm2(keyPath: string): boolean {
    const [, body = ''] = /-----BEGIN PRIVATE KEY-----([^-]*)-----/.exec(readFileSync(keyPath, 'utf8')) ?? [];
    return Buffer.from(body, 'base64').includes(sm2CurveOid);
  }

  /** Issues a certificate: by itself when no issuer is given. */
  issue(options: {
    subject: string;
    issuer?: Holder;
    key?: KeyKind;
    keyPath?: string;
    extensions?: string[];
    withIdentifiers?: boolean;
    days?: number;
    serial?: number;
    arguments?: string[];
  }): Holder {
    const { subject, issuer, key = 'P-256', days = 365, extensions = signerExtensions } = options;
    const keyPath = options.keyPath ?? this.makeKey(key);
    const request = this.write('');
    const sm2Signing = (path: string) => (this.isSm2(path) ? ['-sm3', '-sigopt', sm2Id] : []);
    this.run('req', '-new', '-utf8', '-key', keyPath, ...sm2Signing(keyPath), '-subj', subject, '-out', request);
    // First, since an extension may bring a section of its own, which runs to the end of the file.
    const all = [...(options.withIdentifiers === false ? noIdentifiers : identifiers), ...extensions];
    const certificatePath = this.write('');
    this.run(
      ...['x509', '-req', '-in', request, '-days', `${days}`, '-set_serial', `${options.serial ?? this.#count}`],
      ...sm2Signing(issuer?.keyPath ?? keyPath),
      ...(this.isSm2(keyPath) ? ['-vfyopt', sm2Id] : []),
      ...(issuer ? ['-CA', issuer.certificatePath, '-CAkey', issuer.keyPath] : ['-key', keyPath]),
      ...['-extfile', this.write(`${all.join('\n')}\n`)],
      ...(options.arguments ?? []),
      ...['-out', certificatePath],
    );
    return {
      certificate: new Uint8Array(new X509Certificate(readFileSync(certificatePath)).raw),
      certificatePath,
      keyPath,
    };
  }

  /** A signer that behaves as a token does: RSA a block, ECDSA and SM2 r and s of fixed width. */
  signerOf(holder: Holder, wish: Parameters<typeof chooseAlgorithm>[1] = {}): Signer {
    const algorithm = chooseAlgorithm(holder.certificate, wish);
    const sign = async (digest: Uint8Array) => this.#sign(holder, algorithm, digest);
    return { certificate: holder.certificate, algorithm, sign };
  }

  #sign(holder: Holder, { scheme, hash }: SignatureAlgorithm, digest: Uint8Array): Uint8Array {
    const padding =
      scheme === 'rsa-pss' ? ['-pkeyopt', 'rsa_padding_mode:pss', '-pkeyopt', 'rsa_pss_saltlen:digest'] : [];
    const isPair = scheme === 'ecdsa' || scheme === 'sm2';
    const options = isPair ? [] : [...padding, '-pkeyopt', `digest:${hash}`];
    const value = this.run('pkeyutl', '-sign', '-inkey', holder.keyPath, '-in', this.write(digest), ...options);
    return isPair ? this.#fixedWidth(value, holder) : new Uint8Array(value);
  }

  #fixedWidth(der: Buffer, holder: Holder): Uint8Array {
    const text = this.run('pkey', '-in', holder.keyPath, '-noout', '-text').toString();
    const width = Math.ceil(Number(/\((\d+) bit\)/.exec(text)?.[1]) / 8);
    const numbers = [
      ...this.run('asn1parse', '-inform', 'DER', '-in', this.write(der))
        .toString()
        .matchAll(/INTEGER\s*:([0-9A-F]+)/g),
    ];
    return new Uint8Array(
      Buffer.from(numbers.map(([, number = '']) => number.padStart(width * 2, '0')).join(''), 'hex'),
    );
  }

  /** What `openssl cms -verify -cades` says of a detached CMS. Throws with its words when it refuses. */
  verifyCms(cms: Uint8Array, content: Uint8Array, root: Holder): void {
    this.run(
      ...[
        'cms',
        '-verify',
        '-cades',
        '-binary',
        '-inform',
        'DER',
        '-in',
        this.write(cms),
        '-content',
        this.write(content),
      ],
      ...['-CAfile', root.certificatePath, '-purpose', 'any', '-out', '/dev/null'],
    );
  }

  /** What `openssl` says of an SM2 signature (DER) over a message, with the default id. */
  verifySm2(message: Uint8Array, signature: Uint8Array, holder: Pick<Holder, 'certificatePath'>): boolean {
    const publicKey = this.write(this.run('x509', '-in', holder.certificatePath, '-noout', '-pubkey'));
    try {
      this.run(
        ...['pkeyutl', '-verify', '-pubin', '-inkey', publicKey, '-rawin', '-digest', 'sm3', '-pkeyopt', sm2Id],
        ...['-in', this.write(message), '-sigfile', this.write(signature)],
      );
      return true;
    } catch {
      return false;
    }
  }

  /** An SM2 signature (DER) over a message, with the default id. */
  signSm2(message: Uint8Array, holder: Pick<Holder, 'keyPath'>): Uint8Array {
    const options = ['-rawin', '-digest', 'sm3', '-pkeyopt', sm2Id, '-in', this.write(message)];
    return new Uint8Array(this.run('pkeyutl', '-sign', '-inkey', holder.keyPath, ...options));
  }

  /** What `openssl verify` says of a chain, at a point in time. */
  trusts(input: { certificate: Holder; intermediates: Holder[]; anchors: Holder[]; at: Date }): boolean {
    const bundle = (holders: Holder[]) =>
      this.write(holders.map((one) => readFileSync(one.certificatePath, 'utf8')).join(''));
    const signedWithSm2 = Buffer.from(input.certificate.certificate).includes(sm2WithSm3Oid);
    try {
      this.run(
        ...[
          'verify',
          ...(signedWithSm2 ? ['-vfyopt', sm2Id] : []),
          '-purpose',
          'any',
          '-partial_chain',
          '-attime',
          `${Math.floor(input.at.getTime() / 1000)}`,
        ],
        ...(input.anchors.length > 0 ? ['-CAfile', bundle(input.anchors)] : ['-no-CAfile']),
        ...['-no-CApath', '-no-CAstore'],
        ...(input.intermediates.length > 0 ? ['-untrusted', bundle(input.intermediates)] : []),
        input.certificate.certificatePath,
      );
      return true;
    } catch {
      return false;
    }
  }
}

/** The covered bytes' digests, as the verification room gives them. */
export function digestsOf(content: Uint8Array) {
  return async (algorithm: string): Promise<Uint8Array> =>
    new Uint8Array(createHash(algorithm).update(content).digest());
}

/** Findings in short: `state reason`. */
export function wordsOf(findings: { state: string; reason: string }[]): string[] {
  return findings.map(({ state, reason }) => `${state} ${reason}`);
}
