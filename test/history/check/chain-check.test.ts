import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Anchor, Extent, KeptEvent } from '../../../src-main/history/check/chain-check.ts';
import { readCheckedEvent } from '../../../src-main/history/check/checked-event.ts';
import { canonicalJson } from '../../../src-main/history/events/canonical.ts';
import type { Signer } from '../../../src-main/x509/index.ts';
import { OpensslAuthority } from '../../signature/openssl-authority.ts';
import {
  anchorAt,
  chainOf,
  checked,
  checkpointOver,
  extentOf,
  inLedger,
  inPackage,
  type Link,
  ledgerOne,
  linked,
  plainChain,
  sha256,
  wordsOf,
} from './chains.ts';
import { PythonCheck } from './python-check.ts';

const python = new PythonCheck();
const openssl = new OpensslAuthority();
afterAll(() => {
  python.close();
  openssl.remove();
});

/** What both checkers find, and that they find the same. */
async function both(kept: readonly KeptEvent[], anchors: readonly Anchor[] = [], extent: Extent | null = null) {
  const found = await checked(kept, anchors, extent);
  const script = await python.chain(kept, anchors, extent);
  // Names in certificates are written by each in its own way.
  const plain = ({ checkpoints, ...rest }: typeof found) => ({
    ...rest,
    checkpoints: checkpoints.map(({ signer, ...one }) => one),
  });
  expect(plain(script)).toEqual(plain(found));
  return found;
}

const chain = plainChain(9);
const other = plainChain(12, '2'.repeat(32));
const without = <T>(all: readonly T[], ...indexes: number[]) => all.filter((_, index) => !indexes.includes(index));
const swapped = <T>(all: readonly T[], one: number, two: number) =>
  all.map((value, index) => (index === one ? (all[two] ?? value) : index === two ? (all[one] ?? value) : value));
const inserted = <T>(all: readonly T[], at: number, value: T) => [...all.slice(0, at), value, ...all.slice(at)];
const replaced = <T>(all: readonly T[], at: number, value: T) => all.map((one, index) => (index === at ? value : one));
const at = <T>(all: readonly T[], index: number): T => {
  const value = all[index];
  if (value === undefined) throw new Error(`nothing at ${index}`);
  return value;
};
/** An event with other data under the same number, and the hash that it then has. */
function rewritten({ content }: Link): Link {
  const changed = content.replace(/"index":(\d+)/, '"index":9$1');
  return { content: changed, hash: sha256(changed) };
}

describe('a chain that is whole', () => {
  it('is found whole in a ledger and in a package', async () => {
    expect(await both(inLedger(chain), [anchorAt(chain, 9), anchorAt(chain, 4, null)])).toMatchObject({
      whole: true,
      events: 9,
      first: 1,
      head: { ledger: ledgerOne, number: 9, hash: at(chain, 8).hash },
    });
    expect(await both(inPackage(chain), [], extentOf(chain))).toMatchObject({ whole: true, events: 9 });
  });

  it('may be packed from a later event on', async () => {
    const some = inPackage(chain).slice(4);
    const extent = extentOf(chain, ledgerOne, 5);
    expect(await both(some, [anchorAt(chain, 4), anchorAt(chain, 7)], extent)).toMatchObject({ whole: true, first: 5 });
    expect(wordsOf(await both(some, [anchorAt(rewrittenAll, 4)], extent))).toEqual(['forked 4']);
    expect(wordsOf(await both(some, [anchorAt(chain, 2)], extent))).toEqual(['gap 2-4']);
  });
});

const rewrittenAll = chainOf(
  Array.from({ length: 9 }, (_, index) => ({
    kind: index === 0 ? 'ledger-begun' : 'started',
    data: { index: -index },
  })),
);

describe('what is wrong with a chain', () => {
  const kept = inLedger(chain);
  const packed = inPackage(chain);
  it.each<[string, KeptEvent[], Anchor[], string[]]>([
    ['an event that lacks', without(kept, 4), [], ['gap 5']],
    ['events that lack', without(kept, 4, 5, 6), [], ['gap 5-7']],
    ['the first that lacks', without(kept, 0), [], ['gap 1']],
    ['the last that lacks, which an anchor knows', without(kept, 8), [anchorAt(chain, 9)], ['cut 9']],
    ['an older copy', kept.slice(0, 4), [anchorAt(chain, 9), anchorAt(chain, 6)], ['cut 5-9']],
    ['nothing at all', [], [anchorAt(chain, 9)], ['cut 1-9', 'unreadable 0']],
    ['content of one under another number', replaced(kept, 4, { ...at(kept, 5), place: 5 }), [], ['reordered 5']],
    ['all written anew', inLedger(rewrittenAll), [anchorAt(chain, 6)], ['forked 6']],
    ['an event of another ledger', replaced(kept, 4, at(inLedger(other), 4)), [], ['foreign 5']],
    ['another ledger', inLedger(other), [anchorAt(chain, 6)], ['foreign 6']],
    ['an event and its hash rewritten', inLedger(replaced(chain, 4, rewritten(at(chain, 4)))), [], ['changed 5']],
    ['the last rewritten', inLedger(replaced(chain, 8, rewritten(at(chain, 8)))), [anchorAt(chain, 9)], ['forked 9']],
    ['a hash that is not its own', replaced(kept, 4, { ...at(kept, 4), hash: at(chain, 3).hash }), [], ['changed 5']],
    ['a beginning that is none', inLedger(chainOf([{ kind: 'started', data: {} }])), [], ['changed 1']],
  ])('in a ledger: %s', async (_, events, anchors, faults) => {
    expect(wordsOf(await both(events, anchors))).toEqual(faults);
  });

  it.each<[string, KeptEvent[], string[]]>([
    ['an event that lacks', without(packed, 4), ['gap 5']],
    ['the last that lacks', without(packed, 8), ['cut 9']],
    ['the last but one that lacks', without(packed, 7), ['gap 8']],
    ['two neighbours swapped', swapped(packed, 4, 5), ['reordered 5', 'reordered 6']],
    ['two far apart swapped', swapped(packed, 2, 7), ['reordered 3', 'reordered 8']],
    ['the last two swapped', swapped(packed, 7, 8), ['reordered 8', 'reordered 9']],
    ['one put in twice', inserted(packed, 6, at(packed, 2)), ['reordered 7']],
    ['one of another ledger put in', inserted(packed, 6, at(inPackage(other), 6)), ['foreign 7', 'reordered 8']],
    [
      'a line that is no event put in',
      inserted(packed, 6, { ...at(packed, 6), content: Buffer.from('{}') }),
      ['changed 7'],
    ],
    ['an event rewritten', inPackage(replaced(chain, 4, rewritten(at(chain, 4)))), ['changed 5']],
    ['the first rewritten', inPackage(replaced(chain, 0, rewritten(at(chain, 0)))), ['changed 1']],
    ['the last rewritten', inPackage(replaced(chain, 8, rewritten(at(chain, 8)))), ['changed 9']],
    ['more than there should be', inPackage([...chain, linked(chain, { kind: 'started', data: {} })]), ['forked 10']],
    ['all written anew', inPackage(rewrittenAll), ['changed 9']],
  ])('in a package: %s', async (_, events, faults) => {
    expect(wordsOf(await both(events, [], extentOf(chain)))).toEqual(faults);
  });

  it('is found once, and of many faults a thousand are told', async () => {
    const long = plainChain(2500);
    const found = await both(inLedger(long).map((one) => ({ ...one, hash: sha256('') })));
    expect(found).toMatchObject({ faultCount: 2500, whole: false });
    expect(found.faults).toHaveLength(1000);
  });
});

describe('checkpoints', () => {
  const kinds = [
    { key: 'RSA-2048', wish: {} },
    { key: 'RSA-2048', wish: { scheme: 'rsa-pss' } },
    { key: 'RSA-2048', wish: { scheme: 'rsa-pss', hash: 'sha384' } },
    { key: 'RSA-2048', wish: { hash: 'sha512' } },
    { key: 'P-256', wish: {} },
    { key: 'SM2', wish: {} },
  ] as const;
  const signers: Signer[] = [];
  beforeAll(() => {
    for (const { key, wish } of kinds)
      signers.push(openssl.signerOf(openssl.issue({ subject: '/CN=印章', key }), wish));
  });

  /** Four events, then a checkpoint of each signer over the one before it. */
  async function withCheckpoints(): Promise<Link[]> {
    const links = plainChain(4);
    for (const signer of signers) {
      const head = { number: links.length, hash: links.at(-1)?.hash ?? '' };
      links.push(linked(links, await checkpointOver(ledgerOne, head, signer)));
    }
    return links;
  }

  it('of RSA, PSS, ECDSA and SM2 hold, vouch for what is before them, and tell who signed', async () => {
    const links = await withCheckpoints();
    const found = await both(inLedger(links));
    expect(found).toMatchObject({ whole: true, vouchedUntil: 4 + kinds.length - 1 });
    expect(found.checkpoints.map(({ number, head, signer }) => ({ number, head, signer }))).toEqual(
      kinds.map((_, index) => ({ number: 5 + index, head: 4 + index, signer: 'CN=印章' })),
    );
    expect(await both(inPackage(links), [], extentOf(links))).toMatchObject({ whole: true });
  });

  it('of a chain that was written anew after them do not hold for it', async () => {
    const stale = (await withCheckpoints()).slice(4).map(({ content }) => JSON.parse(content));
    const anew = chainOf([
      ...Array.from({ length: 4 }, (_, index) => ({
        kind: index === 0 ? 'ledger-begun' : 'started',
        data: { is: 'new' },
      })),
      ...stale.map(({ kind, data }) => ({ kind, data })),
    ]);
    expect(wordsOf(await both(inLedger(anew)))).toEqual(kinds.map((_, index) => `forked ${4 + index}`));
  });

  it.each<[string, (data: Record<string, unknown>) => Record<string, unknown>]>([
    ['another signature', ({ cms, ...data }) => ({ ...data, cms: String(cms).replace(/....$/, 'AAAA') })],
    ['no signature', ({ cms, ...data }) => ({ ...data, cms: '' })],
    ['a signature in another spelling', ({ cms, ...data }) => ({ ...data, cms: `${cms}\n` })],
    ['another head', ({ head, ...data }) => ({ ...data, head: 3 })],
    ['a head that is itself', ({ head, ...data }) => ({ ...data, head: 5 })],
    ['another hash', ({ hash, ...data }) => ({ ...data, hash: sha256('') })],
    [
      'another statement',
      ({ statement, ...data }) => ({ ...data, statement: String(statement).replace('2026', '2027') }),
    ],
    [
      'a statement with more in it',
      ({ statement, ...data }) => ({ ...data, statement: String(statement).replace('{', '{"a":1,') }),
    ],
    ['another certificate', ({ fingerprint, ...data }) => ({ ...data, fingerprint: sha256('') })],
  ])('do not hold with %s, though the chain does', async (_, change) => {
    for (const signer of signers) {
      const links = plainChain(4);
      const { kind, data } = await checkpointOver(ledgerOne, { number: 4, hash: at(links, 3).hash }, signer);
      const changed = JSON.parse(JSON.stringify(change({ ...data })));
      links.push(linked(links, { kind, data: changed }));
      expect(wordsOf(await both(inLedger(links)))).toEqual(['checkpoint 5']);
    }
  });
});

describe('what an event may be written as', () => {
  const [first = { content: '', hash: '' }] = chain;
  const text = first.content;
  const deep = (levels: number) => text.replace('"index":0', `"index":${'['.repeat(levels)}${']'.repeat(levels)}`);
  it.each<[string, string | Uint8Array, boolean]>([
    ['as the ledger writes it', text, true],
    ['of a kind of tomorrow', text.replace('ledger-begun', 'new-kind'), true],
    ['with a space', text.replace(':', ': '), false],
    ['with a new line', `${text}\n`, false],
    ['with a byte order mark', `\ufeff${text}`, false],
    ['with names in another order', text.replace(/^\{("data":\{[^}]*\}),("format":1),/, '{$2,$1,'), false],
    ['with a name twice', text.replace('"format":1', '"format":1,"format":1'), false],
    ['with a name more', text.replace('"format":1', '"extra":1,"format":1'), false],
    ['with a name less', text.replace('"format":1,', ''), false],
    ['in another format', text.replace('"format":1', '"format":2'), false],
    ['with true for one', text.replace('"format":1', '"format":true'), false],
    ['with a fraction that is none', text.replace('"index":0', '"index":1.0'), false],
    ['with a number in another form', text.replace('"index":0', '"index":1e3'), false],
    ['with a large number', text.replace('"index":0', '"index":1e+21'), true],
    ['with a small number', text.replace('"index":0', '"index":1.5e-7'), true],
    ['with minus zero', text.replace('"index":0', '"index":-0'), false],
    ['with a number that is too large', text.replace('"index":0', '"index":1e999'), false],
    ['with a whole number that is too exact', text.replace('"index":0', '"index":9007199254740993'), false],
    ['with NaN', text.replace('"index":0', '"index":NaN'), false],
    ['with half a character', text.replace('"index":0', '"index":"\\ud800"'), false],
    ['with a character that is escaped for nothing', text.replace('"index":0', '"index":"\\u0041"'), false],
    ['with a control character in its form', text.replace('"index":0', '"index":"\\u001f\\n"'), true],
    ['with a control character in capitals', text.replace('"index":0', '"index":"\\u001F"'), false],
    ['with a slash that is escaped', text.replace('"index":0', '"index":"\\/"'), false],
    ['with names sorted as UTF-16', text.replace('"index":0', '"\u{1f600}":2,"\ufb33":1'), true],
    ['with names sorted as code points', text.replace('"index":0', '"\ufb33":1,"\u{1f600}":2'), false],
    ['with a name that programs trip over', text.replace('"index":0', '"__proto__":{"a":1},"constructor":1'), true],
    ['with such a name outside', text.replace('"format":1', '"__proto__":1,"format":1'), false],
    ['with data that is a list', text.replace('"data":{"index":0}', '"data":[]'), false],
    ['62 levels deep', deep(62), true],
    ['63 levels deep', deep(63), false],
    ['a hundred thousand levels deep', deep(100_000), false],
    ['at a time that is none', text.replace(/"time":"[^"]*"/, '"time":"2026-02-30T00:00:00.000Z"'), false],
    ['at the end of a day', text.replace(/"time":"[^"]*"/, '"time":"2026-02-03T24:00:00.000Z"'), false],
    ['on a leap day', text.replace(/"time":"[^"]*"/, '"time":"2028-02-29T23:59:59.999Z"'), true],
    ['at a time without fractions', text.replace(/"time":"[^"]*"/, '"time":"2026-02-03T00:00:00Z"'), false],
    ['with a number below one', text.replace('"number":1', '"number":0'), false],
    ['with digits that are not ours', text.replace(/"time":"2/, '"time":"\u0662'), false],
    ['with a byte that is no text', Buffer.from(text).fill(0xff, 20, 21), false],
    ['empty', '', false],
    ['a list', '[]', false],
    ['a null', 'null', false],
  ])('%s', async (_, written, isOne) => {
    const bytes = Buffer.from(written);
    expect(readCheckedEvent(bytes) !== null).toBe(isOne);
    expect(await python.isEvent(bytes)).toBe(isOne);
  });

  it('numbers as ECMAScript writes them, the same in Python', async () => {
    let seed = 12345;
    const random = () => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      return seed / 2 ** 31;
    };
    for (let count = 0; count < 400; count += 1) {
      const index = (random() - 0.5) * 10 ** Math.floor((random() - 0.5) * 60);
      const { content } = linked([], { kind: 'ledger-begun', data: { index } });
      expect(canonicalJson(JSON.parse(content))).toBe(content);
      expect(await python.isEvent(Buffer.from(content)), content).toBe(true);
    }
  });
});
