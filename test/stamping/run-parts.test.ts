import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError, type ParsedInput, type Token, type TokenCertificate } from '../../src-main/contract/index.ts';
import { findSignatureTimestamps, signCms } from '../../src-main/signature/index.ts';
import { RunTimestamps } from '../../src-main/stamping/run-timestamps.ts';
import type { SealedPlacement } from '../../src-main/stamping/sealed-placement.ts';
import { OpenSigners } from '../../src-main/stamping/session/open-signers.ts';
import { digestOf } from '../../src-main/x509/keys/digest.ts';
import { OpensslAuthority } from '../signature/openssl-authority.ts';

const openssl = new OpensslAuthority();
let cms: Uint8Array;
beforeAll(async () => {
  const holder = openssl.issue({ subject: '/CN=公章' });
  const contentDigest = digestOf('sha256', Buffer.from('合同'));
  cms = await signCms({ signer: openssl.signerOf(holder), chain: [], contentDigest });
});
afterAll(() => openssl.remove());

const plain = { form: { standardSeal: null, holdsTimestamp: true, checks: 'cms' } } as SealedPlacement;
const national = { form: { standardSeal: Uint8Array.of(1), holdsTimestamp: false, checks: 'ses' } } as SealedPlacement;

/** An authority that gives a token of so many bytes, or fails. */
function authority(tokenBytes: number, length: number | AppError) {
  const asked: Uint8Array[] = [];
  return {
    asked,
    source: {
      tokenBytes,
      async request(digest: Uint8Array) {
        asked.push(digest);
        if (typeof length !== 'number') throw length;
        const content = Buffer.alloc(length - 4);
        return Buffer.concat([Buffer.from([0x30, 0x82, content.length >> 8, content.length & 0xff]), content]);
      },
    },
  };
}

describe('the timestamps of a run', () => {
  it('take no room and are not asked for where nobody wants them', async () => {
    const timestamps = new RunTimestamps(null);
    expect([timestamps.roomFor(plain), timestamps.roomFor(national)]).toEqual([0, 0]);
    expect(await timestamps.add(cms)).toBe(cms);
    expect(timestamps.warnings([plain, national])).toEqual([]);
  });

  it('are over the value of the signature and stand beside it', async () => {
    const { source, asked } = authority(2000, 1000);
    const timestamps = new RunTimestamps(source);
    expect([timestamps.roomFor(plain), timestamps.roomFor(national)]).toEqual([2000, 0]);
    const found = findSignatureTimestamps(await timestamps.add(cms));
    expect(found?.tokens).toHaveLength(1);
    expect(asked.map((digest) => Buffer.from(digest).toString('hex'))).toEqual([
      Buffer.from(digestOf('sha256', found?.signatureValue ?? new Uint8Array())).toString('hex'),
    ]);
    expect(timestamps.warnings([plain])).toEqual([]);
  });

  it('are missing in a national seal, which is said', async () => {
    const timestamps = new RunTimestamps(authority(2000, 1000).source);
    await timestamps.add(cms);
    expect(timestamps.warnings([plain, national])).toEqual([{ code: 'timestamp-missing', values: { reason: 'seal' } }]);
  });

  it('are asked for no more after one failure, whose reason is said', async () => {
    const { source, asked } = authority(2000, new AppError('TSA_REFUSED', { reason: '1' }));
    const timestamps = new RunTimestamps(source);
    expect(await timestamps.add(cms)).toBe(cms);
    expect(await timestamps.add(cms)).toBe(cms);
    expect(asked).toHaveLength(1);
    const warning = [{ code: 'timestamp-missing', values: { reason: 'TSA_REFUSED' } }];
    expect(timestamps.warnings([plain])).toEqual(warning);
    expect(timestamps.warnings([plain, national])).toEqual(warning);
  });

  it.each([
    { length: 1936, isAdded: true },
    { length: 1937, isAdded: false },
  ])('of $length bytes fit into 2000: $isAdded', async ({ length, isAdded }) => {
    const timestamps = new RunTimestamps(authority(2000, length).source);
    const added = await timestamps.add(cms);
    expect(added !== cms).toBe(isAdded);
    if (isAdded) expect(added.length).toBeLessThanOrEqual(cms.length + 2000);
    else expect(timestamps.warnings([plain])[0]?.values).toEqual({ reason: 'TSA_UNTRUSTED' });
  });

  it('are not asked for over what is no signature', async () => {
    const { source, asked } = authority(2000, 1000);
    const timestamps = new RunTimestamps(source);
    const other = Uint8Array.of(0x30, 0);
    expect(await timestamps.add(other)).toBe(other);
    expect(asked).toEqual([]);
  });
});

const placement = (id: string, fingerprint: string, token: Partial<Token> = {}): SealedPlacement =>
  ({
    token: { id, pinState: 'ok', pinPad: false, ...token } as Token,
    certificate: { fingerprint } as TokenCertificate,
  }) as SealedPlacement;

/** Tokens that write down who logs in and out; these fail. */
function openTokens(placements: SealedPlacement[], options: { failing?: string; finalTryConfirmed?: boolean } = {}) {
  const log: string[] = [];
  const request = {
    pins: { A: new TextEncoder().encode('1234') } as Record<string, Uint8Array>,
    signaturePins: {},
    finalTryConfirmed: options.finalTryConfirmed ?? false,
  } as ParsedInput<'stamp.run'>;
  const tokens = {
    tokens: () => [],
    async openSigner(asked: {
      tokenId: string;
      certificateFingerprint: string;
      pin: Uint8Array | null;
      finalTryConfirmed: boolean;
    }) {
      const { tokenId, certificateFingerprint, pin, finalTryConfirmed } = asked;
      log.push(`in ${tokenId} ${certificateFingerprint} ${pin && Buffer.from(pin).toString()} ${finalTryConfirmed}`);
      if (tokenId === options.failing) throw new AppError('PIN_INCORRECT');
      return {
        sign: async () => new Uint8Array(),
        asksEachTime: () => false,
        close: async () => {
          log.push(`out ${tokenId} ${certificateFingerprint}`);
        },
      };
    },
  };
  const signers = new OpenSigners(
    { tokens } as unknown as ConstructorParameters<typeof OpenSigners>[0],
    request,
    placements,
  );
  return { signers, log };
}

describe('the UKeys of a run', () => {
  it('are logged in to once each, with their own PIN or none, however often that is asked', async () => {
    const { signers, log } = openTokens([placement('A', '1'), placement('B', '2'), placement('A', '1')]);
    await Promise.all([signers.openAll(), signers.openAll()]);
    expect(log).toEqual(['in A 1 1234 false', 'in B 2 null false']);
  });

  it('are asked anew for another certificate, after they were left', async () => {
    const [first, second] = [placement('A', '1'), placement('A', '2')];
    const { signers, log } = openTokens([first, second], { finalTryConfirmed: true });
    await signers.openAll();
    for (const signing of [first, first, second])
      await signers.sign(signing, { digest: Uint8Array.of(1), message: Uint8Array.of(1) });
    await signers.closeAll();
    expect(log).toEqual(['in A 1 1234 true', 'out A 1', 'in A 2 1234 true', 'out A 2']);
  });

  it('are all left at the end, also one that was still being opened; no other is opened any more', async () => {
    const { signers, log } = openTokens([placement('A', '1'), placement('B', '2')]);
    const opening = signers.openAll();
    opening.catch(() => undefined);
    await signers.closeAll();
    await expect(opening).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(log).toEqual(['in A 1 1234 false', 'out A 1']);
    await signers.closeAll();
    expect(log).toHaveLength(2);
  });

  it('are left, too, when the PIN of one is wrong, which is told', async () => {
    const { signers, log } = openTokens([placement('A', '1'), placement('B', '2')], { failing: 'B' });
    signers.openEarly();
    await expect(signers.openAll()).rejects.toMatchObject({ code: 'PIN_INCORRECT' });
    await expect(signers.openAll()).rejects.toMatchObject({ code: 'PIN_INCORRECT' });
    await signers.closeAll();
    expect(log).toEqual(['in A 1 1234 false', 'in B 2 null false', 'out A 1']);
  });

  it.each<{ what: string; token: Partial<Token>; isEarly: boolean }>([
    { what: 'has all its tries', token: {}, isEarly: true },
    { what: 'has few tries left', token: { pinState: 'low' }, isEarly: false },
    { what: 'has one try left', token: { pinState: 'final-try' }, isEarly: false },
    { what: 'is typed on by a person', token: { pinPad: true }, isEarly: false },
  ])('of which one $what are logged in to before all else went well: $isEarly', async ({ token, isEarly }) => {
    const { signers, log } = openTokens([placement('A', '1'), placement('B', '2', token)]);
    signers.openEarly();
    await Promise.resolve();
    expect(log.length > 0).toBe(isEarly);
    await signers.openAll();
    expect(log).toEqual(['in A 1 1234 false', 'in B 2 null false']);
  });
});
