import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
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

const folder = mkdtempSync(join(tmpdir(), 'skf-vendors-'));
let parts: NativeParts;
let libraries: Record<'STANDARD' | 'LEGACY' | 'BARE', string>;
let certificates: { HOSTILE_SKF_SIGN_CERTIFICATE: string; HOSTILE_SKF_ENCRYPTION_CERTIFICATE: string };

beforeAll(() => {
  parts = buildNative({ name: 'plain', sanitized: false });
  libraries = {
    STANDARD: buildHostileSkf(folder, 'STANDARD'),
    LEGACY: buildHostileSkf(folder, 'LEGACY'),
    BARE: buildHostileSkf(folder, 'BARE'),
  };
  certificates = {
    HOSTILE_SKF_SIGN_CERTIFICATE: makeCertificate(folder, 'signing'),
    HOSTILE_SKF_ENCRYPTION_CERTIFICATE: makeCertificate(folder, 'encryption'),
  };
  return () => rmSync(folder, { recursive: true });
});

const list = (environment: Record<string, string>, ...args: string[]) => {
  const env = { ...process.env, ...certificates, ...environment, LC_ALL: 'C.UTF-8' };
  return execFileSync('pkcs11-tool', ['--module', parts.module, ...args], { env, stdio: 'pipe' }).toString();
};

describe('vendor libraries of all kinds', () => {
  it('show signing and encryption pairs, told apart', () => {
    const shown = list({ QIANYIN_SKF_LIBRARY: libraries.STANDARD }, '-O', '--login', '--pin', '123456');
    expect(shown).toMatch(/Private Key Object; EC\n +label: +\{8A1C-42\}\n +ID: +7b384131432d34327d\n +Usage: +sign\n/);
    expect(shown).toMatch(
      /Private Key Object; EC\n +label: +\{8A1C-42\} 加密\n +ID: +7b384131432d34327d45\n +Usage: +none\n/,
    );
    expect(shown.match(/Certificate Object/g)).toHaveLength(2);
    expect(shown).toMatch(/Data object \d+\n +label: +'seal\.esl'/);
  });

  it('show the end of a serial number that is longer than the field for it', () => {
    expect(list({ QIANYIN_SKF_LIBRARY: libraries.STANDARD }, '-L')).toMatch(/serial num +: 1234567890ABCDEF\n/);
  });

  it('of the generation before the standard show their device and sign', () => {
    const environment = { QIANYIN_SKF_LIBRARY: libraries.LEGACY };
    const shown = list(environment, '-L');
    expect(shown).toMatch(/token label +: 老式UKey\n/);
    expect(shown).toMatch(/serial num +: OLD-0001\n/);
    expect(shown).toMatch(/pin min\/max +: 4\/8\n/);
    writeFileSync(join(folder, 'e'), Buffer.alloc(32, 1));
    const files = ['--input-file', join(folder, 'e'), '--output-file', join(folder, 'signature')];
    const key = ['--mechanism', 'ECDSA', '--label', '{8A1C-42}', '--login', '--pin', '123456'];
    list(environment, '--sign', ...key, ...files);
    const expected = `${'55'.repeat(32)}${'99'.repeat(32)}`;
    expect(
      execFileSync('xxd', ['-p', '-c', '64', join(folder, 'signature')])
        .toString()
        .trim(),
    ).toBe(expected);
  });

  it('that have hardly any function are a token nobody can log in to', () => {
    const environment = { QIANYIN_SKF_LIBRARY: libraries.BARE };
    expect(list(environment, '-M')).toBe('Supported mechanisms:\n');
    expect(() => list(environment, '-O', '--login', '--pin', '123456')).toThrow(/CKR_FUNCTION_NOT_SUPPORTED/);
  });
});

describe('the configuration', () => {
  let ukey: SoftUKey;
  beforeAll(() => {
    ukey = makeSoftUKey(parts, { home: join(folder, 'ukey'), serial: 'CONF1', label: '公章' });
  });
  const configure = (text: string) => {
    const path = join(folder, 'skf-pkcs11.conf');
    writeFileSync(path, text);
    return { QIANYIN_SOFTSKF_HOME: ukey.home, QIANYIN_SKF_PKCS11_CONF: path };
  };
  const labels = (listing: string) => [...listing.matchAll(/token label +: (.+)\n/g)].map(([, label]) => label);

  it('names several libraries, each with its slots', () => {
    const path = [parts.softSkf, libraries.STANDARD, libraries.LEGACY].join(delimiter);
    const environment = { QIANYIN_SOFTSKF_HOME: ukey.home, QIANYIN_SKF_LIBRARY: path };
    expect(labels(list(environment, '-L'))).toEqual(['公章', '假UKey', '老式UKey']);
  });

  it('can be a file, with names of its own for the libraries', () => {
    const sections = [
      `\uFEFF# UKeys of this office\r\n[finance]\r\nlibrary = ${parts.softSkf}\r\nname = 财务UKey\r\n`,
      `[old]\nlibrary=${libraries.LEGACY}\nlayout=legacy\nnonsense\nprofile = no-such\n`,
    ];
    const listing = list(configure(sections.join('\n')), '-L');
    expect(labels(listing)).toEqual(['公章', '老式UKey']);
    expect(listing).toMatch(/token model +: 财务UKey\n/);
  });

  it('says what a library is that the environment names, and then adds no other', () => {
    const file = configure(`[a]\nlibrary = ${parts.softSkf}\nname = 甲\n[b]\nlibrary = ${libraries.STANDARD}\n`);
    const listing = list({ ...file, QIANYIN_SKF_LIBRARY: parts.softSkf }, '-L');
    expect(labels(listing)).toEqual(['公章']);
    expect(listing).toMatch(/token model +: 甲\n/);
  });

  it('keeps an empty slot for a library that cannot be loaded beside one that can', () => {
    const path = ['/nowhere/libskf.so', parts.softSkf].join(delimiter);
    const listing = list({ QIANYIN_SOFTSKF_HOME: ukey.home, QIANYIN_SKF_LIBRARY: path }, '-L');
    expect(listing).toMatch(/library could not be loaded/);
    expect(labels(listing)).toEqual(['公章']);
  });

  it('fails the module when no library in it can be loaded', () => {
    expect(() => list({ QIANYIN_SKF_LIBRARY: '/nowhere/libskf.so' }, '-L')).toThrow(/CKR_GENERAL_ERROR/);
    expect(() => list({ QIANYIN_SKF_LIBRARY: parts.client }, '-L')).toThrow(/CKR_GENERAL_ERROR/);
  });

  it('may be missing: then there are no slots', () => {
    const nowhere = { QIANYIN_SKF_PKCS11_CONF: join(folder, 'none.conf') };
    expect(() => list(nowhere, '-L')).toThrow(/No slots\./);
  });
});
