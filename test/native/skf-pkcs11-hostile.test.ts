import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { makeCertificate } from './skf-pkcs11-certificates.ts';
import {
  buildHostileSkf,
  buildNative,
  makeSoftUKey,
  type NativeParts,
  type SoftUKey,
  slowly,
} from './skf-pkcs11-parts.ts';

vi.setConfig(slowly);

const folder = mkdtempSync(join(tmpdir(), 'skf-hostile-'));
const variants = ['STANDARD', 'LEGACY', 'BARE'] as const;
const lies = [
  'honest',
  'fail',
  'unknown-code',
  'removed',
  'invalid-handle',
  'not-logged-in',
  'already-logged-in',
  'null-handles',
  'absurd-lengths',
  'zero-lengths',
  'no-terminators',
  'nothing-written',
  'garbage',
  'longer-structures',
];

let parts: NativeParts;
let libraries: Record<(typeof variants)[number], string>;
let certificates: { HOSTILE_SKF_SIGN_CERTIFICATE: string; HOSTILE_SKF_ENCRYPTION_CERTIFICATE: string };

beforeAll(() => {
  parts = buildNative({ name: 'sanitized', sanitized: true });
  libraries = {
    STANDARD: buildHostileSkf(parts.folder, 'STANDARD'),
    LEGACY: buildHostileSkf(parts.folder, 'LEGACY'),
    BARE: buildHostileSkf(parts.folder, 'BARE'),
  };
  certificates = {
    HOSTILE_SKF_SIGN_CERTIFICATE: makeCertificate(folder, 'signing'),
    HOSTILE_SKF_ENCRYPTION_CERTIFICATE: makeCertificate(folder, 'encryption'),
  };
  return () => rmSync(folder, { recursive: true });
});

/** The client under AddressSanitizer and UBSan: whatever they find, or the client misses, throws. */
const client = (environment: Record<string, string>, ...args: string[]) =>
  execFileSync(parts.client, [parts.module, ...args], {
    env: { ...process.env, ...certificates, ...environment },
    stdio: 'pipe',
  }).toString();

describe.each(variants)('a vendor library (%s) that lies', (variant) => {
  it.each(lies)('does no harm when everything it says is bent: %s', (lie) => {
    const walked = client({ QIANYIN_SKF_LIBRARY: libraries[variant], HOSTILE_SKF_LIE: lie }, 'walk', '123456');
    expect(walked).toBe('1 walks\n');
  });

  it('does no harm when it lies now and then, in 400 different ways', () => {
    const environment = { HOSTILE_SKF_LIE: 'random', QIANYIN_WALKS: '400', QIANYIN_WALK_RSA: '1' };
    expect(client({ QIANYIN_SKF_LIBRARY: libraries[variant], ...environment }, 'walk', '123456')).toBe('400 walks\n');
  });
});

describe('a software UKey under the sanitizers', () => {
  let ukey: SoftUKey;
  const onUKey = (...args: string[]) =>
    client({ QIANYIN_SKF_LIBRARY: parts.softSkf, QIANYIN_SOFTSKF_HOME: ukey.home }, ...args);
  beforeAll(() => {
    ukey = makeSoftUKey(parts, { home: join(folder, 'sanitized'), serial: 'SAN1', label: '公章' });
  });

  it('is walked, shared, forked and waited for without a finding', () => {
    for (const what of ['walk', 'sessions', 'fork']) onUKey(what, ukey.pin);
    for (const what of ['wait', 'locking']) onUKey(what);
  });
});
