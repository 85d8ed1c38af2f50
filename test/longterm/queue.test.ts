import { execFileSync } from 'node:child_process';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openFileSource, openPdf, readSignatureFields } from '../../src-main/pdf/index.ts';
import { buildTimestampRequest } from '../../src-main/signature/index.ts';
import { onePage } from '../fixtures/pdf/index.ts';
import { LoopbackServer } from '../network/loopback-server.ts';
import type { Holder } from '../signature/openssl-authority.ts';
import { answerOcsp } from '../signature/openssl-responders.ts';
import { bytesOf, Desk, revocationOf } from './desk.ts';

let desk: Desk;
let signer: Holder;
let usual: Pick<Desk['services'], 'timestamp' | 'ocsp'>;

beforeAll(async () => {
  desk = await Desk.open();
  signer = desk.signer('张三');
  usual = { timestamp: desk.services.timestamp, ocsp: desk.services.ocsp };
});
afterAll(() => desk?.close());
afterEach(async () => {
  Object.assign(desk.services, usual);
  desk.settings = {
    ...desk.settings,
    networkAllowed: true,
    timestampAuthorities: [{ name: '示例', url: `${desk.server.origin}/tsa`, dailyLimit: null }],
  };
  desk.trusted = [desk.root, desk.timestampRoot];
  for (const { path } of await desk.items()) await desk.queue.handlers['longterm.remove']({ path });
  desk.services.asked.length = 0;
});

/** Where nobody listens any more. */
async function closedAddress(): Promise<string> {
  const server = await LoopbackServer.start(() => undefined);
  await server.stop();
  return `${server.origin}/tsa`;
}

/** What `openssl ts -verify` says of every document timestamp of a file, over the bytes that it covers. */
function verifyWithOpenssl(path: string): string[] {
  const source = openFileSource(path);
  try {
    return readSignatureFields(openPdf(source)).flatMap(({ value }) => {
      if (value?.subFilter !== 'ETSI.RFC3161') return [];
      const [, gapStart = 0, gapEnd = 0, length = 0] = value.byteRange;
      const covered = Buffer.concat([source.read(0, gapStart), source.read(gapEnd, length)]);
      const { openssl, timestampRoot } = desk;
      const asked = ['-data', openssl.write(covered), '-in', openssl.write(value.contents), '-token_in'];
      return [openssl.run('ts', '-verify', ...asked, '-CAfile', timestampRoot.certificatePath).toString()];
    });
  } finally {
    source.close();
  }
}

describe('a signed file that waits', () => {
  it('gets a timestamp, its revocation data and a timestamp over those, each appended, and other programs agree', async () => {
    const path = await desk.sign(signer);
    const before = bytesOf(path);
    expect((await desk.add(path)).missing).toEqual(['timestamp', 'revocation', 'archive-timestamp']);
    expect(await desk.run()).toMatchObject([
      { added: ['timestamp', 'revocation', 'archive-timestamp'], missing: [], error: null },
    ]);
    expect(await desk.items()).toEqual([]);

    const after = bytesOf(path);
    expect(after.subarray(0, before.length).equals(before)).toBe(true);
    const report = await desk.verify(path);
    expect(report.signatures.map(({ kind, verdict }) => `${kind} ${verdict}`)).toEqual([
      'signature valid',
      'timestamp valid',
      'timestamp valid',
    ]);
    expect(report).toMatchObject({ verdict: 'valid', lines: { content: 'unchanged', identity: 'trusted' } });
    expect(report.signatures[0]).toMatchObject({ signingTimeSource: 'timestamp', laterChanges: 'allowed' });
    expect(revocationOf(report)).toBe('passed revocation/good');

    execFileSync('qpdf', ['--check', path]);
    const said = execFileSync('pdfsig', ['-nocert', path]).toString();
    expect(said).toContain('Signature is Valid');
    expect(said).not.toMatch(/Invalid|Mismatch/);
    expect(verifyWithOpenssl(path)).toHaveLength(2);
  });

  it('still verifies when the services are gone and every certificate of the signer has long expired', async () => {
    const path = await desk.sign(signer);
    await desk.add(path);
    await desk.run();
    desk.services.asked.length = 0;
    desk.settings = { ...desk.settings, networkAllowed: false };
    const report = await desk.verify(path, { now: new Date(Date.now() + 20 * 365 * 86_400_000) });
    expect(report.verdict).toBe('valid');
    expect(revocationOf(report)).toBe('passed revocation/good');
    expect(desk.services.asked).toEqual([]);
  });

  it('is no longer confirmed once the authority of its last timestamp has expired, since anybody may have its key by then', async () => {
    const path = await desk.sign(signer);
    await desk.add(path);
    await desk.run();
    const report = await desk.verify(path, { now: new Date(Date.now() + 30 * 365 * 86_400_000) });
    expect(report.verdict).toBe('indeterminate');
    expect(report.signatures[0]?.findings.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(['timestamp/authority-expired', 'revocation/stale']),
    );
  });

  it('keeps waiting, unchanged, while its authority is down, says why, and is completed later', async () => {
    const path = await desk.sign(signer);
    const before = bytesOf(path);
    await desk.add(path);
    const working = desk.settings.timestampAuthorities;
    desk.settings = {
      ...desk.settings,
      timestampAuthorities: [{ name: '停机', url: await closedAddress(), dailyLimit: null }],
    };
    expect(await desk.run()).toMatchObject([{ added: [], error: { code: 'NETWORK_REFUSED' } }]);
    expect(bytesOf(path).equals(before)).toBe(true);
    expect(await desk.items()).toMatchObject([{ attempts: 1, lastError: { code: 'NETWORK_REFUSED' } }]);
    desk.settings = { ...desk.settings, timestampAuthorities: working };
    expect(await desk.run()).toMatchObject([{ missing: [], error: null }]);
  });

  it('sends nothing when the network is not allowed', async () => {
    const path = await desk.sign(signer);
    desk.settings = { ...desk.settings, networkAllowed: false };
    await desk.add(path);
    expect(await desk.run()).toMatchObject([{ added: [], error: { code: 'NETWORK_OFF' } }]);
    expect(desk.services.asked).toEqual([]);
  });

  it('is left alone when somebody changed it meanwhile', async () => {
    const path = await desk.sign(signer);
    await desk.add(path);
    appendFileSync(path, '\n');
    const changed = bytesOf(path);
    expect(await desk.run()).toMatchObject([{ error: { code: 'FILE_CHANGED' } }]);
    expect(bytesOf(path).equals(changed)).toBe(true);
  });

  it('must be signed', async () => {
    const path = join(desk.folder, '未盖章.pdf');
    writeFileSync(path, onePage());
    await expect(desk.add(path)).rejects.toMatchObject({ code: 'PDF_UNSIGNED' });
  });
});

describe('a timestamp authority', () => {
  it('that answers about something else is not believed, and the next one is asked', async () => {
    const path = await desk.sign(signer);
    await desk.add(path);
    let asked = 0;
    const { origin } = desk.server;
    desk.settings = {
      ...desk.settings,
      timestampAuthorities: ['/tsa', '/tsa'].map((place, index) => ({
        name: `${index}`,
        url: `${origin}${place}`,
        dailyLimit: null,
      })),
    };
    const question = { hash: 'sha256', digest: new Uint8Array(32), nonce: Uint8Array.of(1) } as const;
    const old = await desk.services.timestamp(buildTimestampRequest(question));
    desk.services.timestamp = (request) => {
      asked += 1;
      return asked % 2 === 1 ? old : usual.timestamp(request);
    };
    expect(await desk.run()).toMatchObject([{ missing: [], error: null }]);
    expect(asked).toBe(4);
  });

  it('that lies alone leaves the file as it was, with the reason', async () => {
    const path = await desk.sign(signer);
    const before = bytesOf(path);
    await desk.add(path);
    const old = desk.services.timestamp;
    let first: Uint8Array | null = null;
    desk.services.timestamp = async (request) => {
      first ??= await old(request);
      return first;
    };
    await desk.run();
    // The first answer was honest and was used; everything after it is a repetition.
    expect(await desk.items()).toMatchObject([
      { missing: ['archive-timestamp'], lastError: { code: 'TSA_UNTRUSTED', values: { reason: expect.any(String) } } },
    ]);
    expect(bytesOf(path).subarray(0, before.length).equals(before)).toBe(true);
  });

  it('that nobody here trusts proves nothing, so its token is not taken', async () => {
    const path = await desk.sign(signer);
    await desk.add(path);
    desk.trusted = [desk.root];
    expect(await desk.run()).toMatchObject([
      { added: [], error: { code: 'TSA_UNTRUSTED', values: { reason: 'timestamp/untrusted' } } },
    ]);
  });

  it('is asked no more often a day than its limit', async () => {
    const path = await desk.sign(signer);
    await desk.add(path);
    const url = `${desk.server.origin}/tsa`;
    const { usage } = await desk.queue.handlers['longterm.list'](null);
    const used = usage.find((one) => one.url === url)?.today ?? 0;
    desk.settings = { ...desk.settings, timestampAuthorities: [{ name: '示例', url, dailyLimit: used + 1 }] };
    expect(await desk.run()).toMatchObject([
      { added: ['timestamp', 'revocation'], error: { code: 'TSA_QUOTA', values: { limit: used + 1 } } },
    ]);
    const now = await desk.queue.handlers['longterm.list'](null);
    expect(now.usage.find((one) => one.url === url)).toEqual({ url, today: used + 1, thisMonth: used + 1 });
  });

  it('that never answers is given up after the time limit, by name', async () => {
    const path = await desk.sign(signer);
    await desk.add(path);
    desk.services.timestamp = () => new Promise(() => undefined);
    expect(await desk.run()).toMatchObject([{ error: { code: 'NETWORK_TIMEOUT', values: { seconds: 3 } } }]);
  });
});

describe('an OCSP responder', () => {
  it('whose own certificate has ended since is believed where a timestamp covers its answer, and not without', async () => {
    const responder = desk.openssl.issue({
      subject: '/CN=短期响应者',
      issuer: desk.root,
      extensions: ['keyUsage=critical,digitalSignature', 'extendedKeyUsage=OCSPSigning', 'noCheck=ignored'],
      days: 10,
    });
    desk.services.ocsp = (request) =>
      answerOcsp(desk.openssl, { request, issuer: desk.root, responder, booked: desk.services.booked });
    const levels = { 'B-LTA': 'passed revocation/good', 'B-LT': 'unknown ocsp/responder-expired' } as const;
    const now = new Date(Date.now() + 100 * 86_400_000);
    for (const signatureLevel of ['B-LT', 'B-LTA'] as const) {
      desk.settings = { ...desk.settings, signatureLevel };
      const path = await desk.sign(desk.signer(`短期${signatureLevel}`));
      await desk.add(path);
      expect(await desk.run()).toMatchObject([{ missing: [], error: null }]);
      expect(revocationOf(await desk.verify(path)), signatureLevel).toBe('passed revocation/good');
      expect(revocationOf(await desk.verify(path, { now })), signatureLevel).toBe(levels[signatureLevel]);
    }
  });

  it('that signs with a key of its own is not believed; the timestamp stays and the rest waits', async () => {
    const liar = desk.openssl.issue({ subject: '/CN=冒充的响应者' });
    desk.services.ocsp = (request) =>
      answerOcsp(desk.openssl, { request, issuer: desk.root, responder: liar, booked: desk.services.booked });
    // A fresh certificate: what an honest responder said before is remembered for a while.
    const other = desk.signer('李四');
    const second = await desk.sign(other);
    await desk.add(second);
    expect(await desk.run()).toMatchObject([
      { added: ['timestamp'], missing: ['revocation', 'archive-timestamp'], error: { code: 'REVOCATION_INCOMPLETE' } },
    ]);
    Object.assign(desk.services, usual);
    expect(await desk.run()).toMatchObject([{ added: ['revocation', 'archive-timestamp'], missing: [], error: null }]);
    expect((await desk.verify(second)).verdict).toBe('valid');
  });

  it('that is down gives way to the revocation list', async () => {
    const both = desk.signer('王五', ['ocsp', 'crl']);
    const path = await desk.sign(both);
    await desk.add(path);
    desk.services.ocsp = () => Promise.reject(new Error('down'));
    expect(await desk.run()).toMatchObject([{ missing: [], error: null }]);
    expect(revocationOf(await desk.verify(path))).toBe('passed revocation/good');
  });
});
