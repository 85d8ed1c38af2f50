import { createHash } from 'node:crypto';
import type { HistoryCheck } from '../../../src-main/contract/index.ts';
import { type Anchor, ChainCheck, type Extent, type KeptEvent } from '../../../src-main/history/check/chain-check.ts';
import { canonicalJson, type Json } from '../../../src-main/history/events/canonical.ts';
import { noHash } from '../../../src-main/history/events/event.ts';
import { signCms } from '../../../src-main/signature/index.ts';
import { createDigest, type Signer } from '../../../src-main/x509/index.ts';

export const ledgerOne = '1'.repeat(32);

export interface Link {
  readonly content: string;
  readonly hash: string;
}
export type Told = { kind: string; data: Readonly<Record<string, Json>> };
export const sha256 = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex');

/** One more event of a chain, as the ledger writes it. */
export function linked(before: readonly Link[], { kind, data }: Told, ledger = ledgerOne): Link {
  const number = before.length + 1;
  const previous = before.at(-1)?.hash ?? noHash;
  const time = new Date(Date.UTC(2026, 10, 30, 1, 0, number)).toISOString();
  const content = canonicalJson({ data, format: 1, kind, ledger, number, previous, time });
  return { content, hash: sha256(content) };
}

export function chainOf(told: readonly Told[], ledger = ledgerOne): Link[] {
  const links: Link[] = [];
  for (const one of told) links.push(linked(links, one, ledger));
  return links;
}

export const plainChain = (length: number, ledger = ledgerOne) =>
  chainOf(
    Array.from({ length }, (_, index) => ({ kind: index === 0 ? 'ledger-begun' : 'started', data: { index } })),
    ledger,
  );

export const inLedger = (links: readonly Link[]): KeptEvent[] =>
  links.map(({ content, hash }, index) => ({ place: index + 1, content: Buffer.from(content), hash }));
export const inPackage = (links: readonly Link[]): KeptEvent[] =>
  links.map(({ content }) => ({ place: null, content: Buffer.from(content), hash: null }));

export function extentOf(links: readonly Link[], ledger = ledgerOne, first = 1): Extent {
  return { ledger, first, head: { number: links.length, hash: links.at(-1)?.hash ?? '' } };
}
export const anchorAt = (links: readonly Link[], number: number, ledger: string | null = ledgerOne): Anchor => ({
  ledger,
  number,
  hash: links[number - 1]?.hash ?? '',
});

export async function checked(
  kept: readonly KeptEvent[],
  anchors: readonly Anchor[] = [],
  extent: Extent | null = null,
): Promise<HistoryCheck> {
  const check = new ChainCheck({ anchors, ...(extent ? { extent } : {}) });
  await check.take(kept);
  await check.settle();
  return check.result();
}

/** What was found, in a word each. */
export const wordsOf = ({ faults }: HistoryCheck) =>
  faults.map(({ kind, number, until }) => `${kind} ${number}${until === undefined ? '' : `-${until}`}`);

/** What a checkpoint over the head of a chain tells. */
export async function checkpointOver(
  ledger: string,
  { number, hash }: { number: number; hash: string },
  signer: Signer,
): Promise<Told> {
  const time = '2026-11-30T02:00:00.000Z';
  const statement = canonicalJson({ format: 1, hash, kind: 'qianyin-checkpoint', ledger, number, time });
  const digest = createDigest(signer.algorithm.hash);
  digest.update(Buffer.from(statement));
  const cms = Buffer.from(await signCms({ signer, chain: [], contentDigest: digest.digest() })).toString('base64');
  const fingerprint = sha256(signer.certificate);
  return {
    kind: 'checkpoint',
    data: { head: number, hash, statement, cms, signer: 'CN=印章', fingerprint, tokenSerial: 'A1' },
  };
}
