import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { SignatureReport } from '../../src-main/contract/index.ts';
import { bytesSource } from '../../src-main/pdf/index.ts';
import { verifyDocument } from '../../src-main/verification/index.ts';

const folder = fileURLToPath(new URL('../fixtures/second-signers/', import.meta.url));
const root = new Uint8Array(new X509Certificate(readFileSync(`${folder}ca.crt`)).raw);

/** What became of the first signature, on a day when its certificate was valid. */
async function firstSignature(name: string): Promise<SignatureReport> {
  const { signatures } = await verifyDocument({
    source: bytesSource(readFileSync(`${folder}${name}`)),
    path: `/${name}`,
    name,
    trustAnchors: [root],
    now: new Date('2026-12-01T00:00:00Z'),
  });
  const [first] = signatures.toSorted((one, other) => Number(one.coveredUntil) - Number(other.coveredUntil));
  if (!first) throw new Error(`${name} has no signature`);
  return first;
}

/** By whom each was made is in the README beside the files. */
const laterChanges: Record<string, SignatureReport['laterChanges']> = {
  'pdfbox-visible.pdf': 'signatures-only',
  'itext2-invisible.pdf': 'signatures-only',
  'itext2-rotated.pdf': 'signatures-only',
  'qianyin-visible.pdf': 'signatures-only',
  'pdf-lib-object-streams.pdf': 'signatures-only',
  'pdfbox-empty-field.pdf': 'signatures-only',
  // With the date of the change in the document information.
  'itext5-visible.pdf': 'allowed',
  'podofo-invisible.pdf': 'allowed',
  'libpdf-b-lt.pdf': 'allowed',
  'itext5-ltv.pdf': 'allowed',
  'pdfjs-form.pdf': 'allowed',
  'poppler-note.pdf': 'changed',
};

describe('what other programs append to a signed file', () => {
  for (const [name, expected] of Object.entries(laterChanges)) {
    it(`${name}: ${expected}`, async () => {
      const { laterChanges: found, changes, verdict } = await firstSignature(name);
      expect({ found, changes: changes.map(({ kind }) => kind) }).toMatchObject({ found: expected });
      // A filled form is permitted, and told as a change all the same.
      if (expected === 'signatures-only') expect(verdict).not.toBe('changed');
    });
  }
});
