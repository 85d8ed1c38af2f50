import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signCms, verifyCms } from '../../src-main/signature/index.ts';
import { createDigest } from '../../src-main/x509/index.ts';
import { authorityExtensions, digestsOf, type Holder, OpensslAuthority } from './openssl-authority.ts';

const openssl = new OpensslAuthority();
const content = Buffer.from('劳动合同正文');
let root: Holder;
let signer: Holder;
let cms: Buffer;

const verify = (bytes: Uint8Array) =>
  verifyCms({ cms: bytes, digestContent: digestsOf(content), subFilter: 'ETSI.CAdES.detached' });

beforeAll(async () => {
  root = openssl.issue({ subject: '/CN=示例根', extensions: authorityExtensions });
  signer = openssl.issue({ subject: '/CN=王五', issuer: root });
  const digest = createDigest('sha256');
  digest.update(content);
  cms = Buffer.from(
    await signCms({ signer: openssl.signerOf(signer), chain: [root.certificate], contentDigest: digest.digest() }),
  );
});
afterAll(() => openssl.remove());

/** A generator of numbers that are the same on every run. */
function* pseudoRandom(seed: number): Generator<number> {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state >>> 8;
  }
}

describe('a signature with one bit changed', () => {
  it('is never called intact, unless the bit is in what no signature covers: another certificate, a version number', async () => {
    const rootStart = cms.indexOf(root.certificate);
    const rootEnd = rootStart + root.certificate.length;
    // Version of SignedData: right after the header of its SEQUENCE; version of SignerInfo: before the signer's issuer.
    const signedDataVersion = cms.indexOf(Buffer.from('020101310d300b0609', 'hex')) + 2;
    const signerInfoVersion = cms.lastIndexOf(Buffer.from('02010130', 'hex')) + 2;
    const survivors: string[] = [];
    for (let offset = 0; offset < cms.length; offset += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const changed = Buffer.from(cms);
        changed[offset] = (cms[offset] ?? 0) ^ (1 << bit);
        const { intact, signerCertificate } = await verify(changed);
        if (!intact) continue;
        expect(signerCertificate).toEqual(signer.certificate);
        if (offset < rootStart || offset >= rootEnd) survivors.push(`${offset}: ${changed[offset]}`);
      }
    }
    // One bit away from 1, these are versions that RFC 5652 knows (5.1 and 5.3).
    const known = [...[3, 5].map((version) => `${signedDataVersion}: ${version}`), `${signerInfoVersion}: 3`];
    expect(survivors).toEqual(known);
  });

  it('with a wrong version number is told apart from a clean one', async () => {
    const changed = Buffer.from(cms);
    changed[cms.lastIndexOf(Buffer.from('02010130', 'hex')) + 2] = 3;
    const { findings } = await verify(changed);
    expect(findings).toContainEqual(expect.objectContaining({ state: 'warning', reason: 'cms/version' }));
  });
});

describe('hostile bytes instead of a signature', () => {
  it('cut off anywhere are not intact, and nothing breaks', async () => {
    for (let length = 0; length < cms.length; length += 1) {
      expect((await verify(cms.subarray(0, length))).intact, `cut to ${length} bytes`).toBe(false);
    }
  });

  it('overwritten at random are not intact, and nothing breaks', async () => {
    const numbers = pseudoRandom(20261124);
    const next = (limit: number): number => Number(numbers.next().value) % limit;
    for (let round = 0; round < 2000; round += 1) {
      const changed = Buffer.from(cms);
      // The signature value is among what is overwritten, so that no round is harmless.
      for (let count = 0; count < 1 + (round % 40); count += 1) changed[next(cms.length)] = next(256);
      const inValue = cms.length - 1 - next(60);
      changed[inValue] = (cms[inValue] ?? 0) ^ 0xff;
      expect((await verify(changed)).intact, `round ${round}`).toBe(false);
    }
  });

  it('that nest without end or claim to be endless are refused quickly', async () => {
    const nested = Buffer.alloc(60_000, 0x30);
    const endless = Buffer.from('3080020101', 'hex');
    const huge = Buffer.from('3084ffffffff0201', 'hex');
    for (const bytes of [nested, endless, huge]) expect((await verify(bytes)).intact).toBe(false);
  });
});
