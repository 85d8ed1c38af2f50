import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { craft, stream, update } from '../fixtures/pdf/index.ts';
import { drawFrom, mutate } from '../fuzz/mutations.ts';
import { appended, formPdf, outcomeOf, pageWith, row, setStage, whiteSheet } from './attacks/stage.ts';
import { emptySignature, signatureField, signByHand, unsignedPdf, withSecondSignature } from './sign-by-hand.ts';

const stage = setStage();
const longestMs = 10_000;
/** However many others are at work on the machine. */
const longestWaitMs = 4 * longestMs;
const maxBytes = 500 << 20;

/** An error or a word, in time, with memory that is bounded. */
async function withstand(file: Buffer) {
  const startedMs = performance.now();
  const before = process.memoryUsage.rss();
  const worked = process.cpuUsage();
  const outcome = await outcomeOf(file, stage());
  const { user, system } = process.cpuUsage(worked);
  const waitedMs = performance.now() - startedMs;
  // What it takes of a processor, where others have the machine too.
  expect(Math.min(waitedMs, (user + system) / 1000), 'milliseconds').toBeLessThan(longestMs);
  expect(waitedMs, 'milliseconds').toBeLessThan(longestWaitMs);
  expect(process.memoryUsage.rss() - before, 'bytes').toBeLessThan(maxBytes);
  return outcome;
}

/** Inflates to four times of what any structure may be. */
const bomb = deflateSync(Buffer.alloc(256 << 20), { level: 1 }).toString('latin1');
const chain = (length: number, link: (number: number) => string) =>
  Object.fromEntries(Array.from({ length }, (_, index) => [index + 20, link(index + 20)]));

describe('a hostile update is withstood, and not valid:', () => {
  const updates: Record<string, () => Record<number, string>> = {
    'arrays in arrays, a hundred thousand deep': () => ({ 3: pageWith(`/Contents ${'['.repeat(100_000)}`) }),
    'arrays in arrays that end': () => ({ 3: pageWith(`/X ${'['.repeat(3_000)}${']'.repeat(3_000)} /Contents 4 0 R`) }),
    'dictionaries in dictionaries': () => ({ 3: pageWith(`/X ${'<</X'.repeat(50_000)}`) }),
    'a string that never ends': () => ({ 3: pageWith(`/X ${'('.repeat(500_000)}`) }),
    'a number of a million digits': () => ({ 3: pageWith(`/X ${'9'.repeat(1_000_000)} /Contents 4 0 R`) }),
    'a name of a million letters': () => ({ 3: pageWith(`/${'x'.repeat(1_000_000)} 1 /Contents 4 0 R`) }),
    'pages that are their own children': () => ({ 2: '<< /Type /Pages /Kids [2 0 R] /Count 1 >>' }),
    'pages in a circle of two': () => ({
      2: '<< /Type /Pages /Kids [20 0 R] /Count 9 >>',
      20: '<< /Type /Pages /Kids [2 0 R] /Count 9 >>',
    }),
    'more pages than numbers': () => ({ 2: '<< /Type /Pages /Kids [3 0 R] /Count 9007199254740991 >>' }),
    'a page tree of a hundred thousand empty nodes': () => ({
      2: `<< /Type /Pages /Kids [${'20 0 R '.repeat(100_000)}] /Count 100001 >>`,
      20: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    }),
    'fields that are their own kids': () => ({ 7: '<< /FT /Sig /T (First) /Kids [7 0 R] >>' }),
    'fields a thousand deep': () => ({
      7: '<< /FT /Sig /T (First) /Kids [20 0 R] >>',
      ...chain(1_000, (number) => `<< /T (x) /Kids [${number + 1} 0 R] >>`),
    }),
    'references in a circle': () => ({ 3: '20 0 R', 20: '21 0 R', 21: '20 0 R' }),
    'references in a long line': () => ({ 3: '20 0 R', ...chain(5_000, (number) => `${number + 1} 0 R`) }),
    'contents that inflate to a quarter of a gigabyte': () => ({ 4: stream(bomb, '/Filter /FlateDecode') }),
    'contents of a million operators': () => ({ 4: stream('0 0 m '.repeat(1_000_000)) }),
    'an appearance that inflates to a quarter of a gigabyte': () => ({
      3: pageWith('/Contents 4 0 R /Annots [7 0 R 20 0 R]'),
      20: '<< /Type /Annot /Subtype /Stamp /Rect [0 0 500 800] /AP << /N 21 0 R >> >>',
      21: stream(bomb, '/Filter /FlateDecode /Subtype /Form'),
    }),
    'an appearance that doubles in each of forty forms': () => ({
      3: pageWith('/Contents 4 0 R /Annots [7 0 R 20 0 R]'),
      20: '<< /Type /Annot /Subtype /Stamp /Rect [0 0 500 800] /AP << /N 21 0 R >> >>',
      ...Object.fromEntries(
        Array.from({ length: 40 }, (_, index) => [
          index + 21,
          stream(
            '/X Do /X Do /X Do /X Do',
            `/Subtype /Form /BBox [0 0 1 1] /Resources << /XObject << /X ${index + 22} 0 R >> >>`,
          ),
        ]),
      ),
    }),
    'a filter a thousand times': () => ({ 4: stream('x', `/Filter [${'/FlateDecode '.repeat(1_000)}]`) }),
    'a bomb within a bomb': () => ({
      4: stream(deflateSync(Buffer.from(bomb, 'latin1')).toString('latin1'), '/Filter [/FlateDecode /FlateDecode]'),
    }),
  };
  for (const [what, objects] of Object.entries(updates)) {
    it(what, async () => {
      const outcome = await withstand(update(stage().signed, objects()));
      expect(outcome.verdict).not.toBe('valid');
    });
  }
});

describe('a hostile cross-reference is withstood, and not valid:', () => {
  const files: Record<string, (pdf: Buffer) => Buffer> = {
    'a table of more entries than the file has bytes': (it) => appended(it, '', () => `0 99999999\n${row(0)}`),
    'a table that begins beyond all numbers': (it) => appended(it, '', () => `9999999999999999 1\n${row(0)}`),
    'fifty thousand subsections': (it) =>
      appended(it, '', () => Array.from({ length: 50_000 }, (_, index) => `${index * 2 + 50} 1\n${row(15)}`).join('')),
    'a Size beyond all numbers': (it) => appended(it, '', () => `4 1\n${row(15)}`, { entries: '/Size 9999999999999' }),
    'a Prev beyond the file': (it) => appended(it, '', () => '', { previous: 9_999_999_999 }),
    'a stream that inflates to a quarter of a gigabyte': (it) =>
      withXrefStream(it, bomb, '/Filter /FlateDecode /W [1 4 2]'),
    'a stream with entries eight bytes wide': (it) => withXrefStream(it, 'x'.repeat(2400), '/W [8 8 8]'),
    'a stream with entries of no width': (it) => withXrefStream(it, 'x', '/W [0 0 0]'),
    'a stream that is its own Prev': (it) => withXrefStream(it, 'xxxxxxx', `/W [1 4 2] /Prev ${it.length}`),
    'an object stream that is in itself': (it) => withXrefStream(it, '\x02\0\0\0\x14\0\0', '/W [1 4 2] /Index [20 1]'),
  };
  const withXrefStream = (pdf: Buffer, data: string, entries: string) =>
    Buffer.concat([
      pdf,
      Buffer.from(
        `20 0 obj\n${stream(data, `/Type /XRef /Size 50 /Root 1 0 R ${entries}`)}\nendobj\nstartxref\n${pdf.length}\n%%EOF\n`,
        'latin1',
      ),
    ]);
  for (const [what, make] of Object.entries(files)) {
    it(what, async () => expect((await withstand(make(stage().signed))).verdict).not.toBe('valid'));
  }

  it('five thousand revisions', async () => {
    let text = stage().signed.toString('latin1');
    let previous = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(text)?.[1];
    const parts = [text];
    let length = text.length;
    for (let index = 0; index < 5_000; index++) {
      const object = `${50 + index} 0 obj\nnull\nendobj\n`;
      text = `${object}xref\n${50 + index} 1\n${row(length)}trailer\n<< /Size ${51 + index} /Root 1 0 R /Prev ${previous} >>\nstartxref\n${length + object.length}\n%%EOF\n`;
      previous = String(length + object.length);
      length += text.length;
      parts.push(text);
    }
    expect((await withstand(Buffer.from(parts.join(''), 'latin1'))).verdict).not.toBe('valid');
  });
});

describe('a signed file', () => {
  it('cut off at any byte is an error or a word, and never valid', async () => {
    const { signed } = stage();
    for (let length = 0; length < signed.length; length++) {
      const { verdict } = await outcomeOf(signed.subarray(0, length), stage());
      expect(verdict, `${length} bytes`).not.toBe('valid');
    }
  });

  it('that was signed twice is valid cut off after the first signature only', async () => {
    const { signed, signing } = stage();
    const twice = signByHand(withSecondSignature(signed), signing);
    for (let length = signed.length - 50; length < twice.length; length += length < twice.length - 400 ? 97 : 1) {
      const { verdict } = await outcomeOf(twice.subarray(0, length), stage());
      if (length !== signed.length) expect(verdict, `${length} bytes`).not.toBe('valid');
    }
    expect(await outcomeOf(twice.subarray(0, signed.length), stage())).toMatchObject({ verdict: 'valid' });
  });

  it('with any mutation is an error or a word', async () => {
    const form = signByHand(formPdf(emptySignature()), stage().signing);
    const seen = signByHand(
      withSecondSignature(form, {
        11: signatureField('Second', '/V 10 0 R', '/Rect [0 0 99 99] /AP << /N 21 0 R >>'),
        21: whiteSheet(),
      }),
      stage().signing,
    );
    for (let seed = 1; seed <= 1_500; seed++)
      await outcomeOf(mutate(seed % 2 === 0 ? form : seen, drawFrom(seed)), stage());
  });
});

describe('a hostile file that was signed as it is', () => {
  it('is judged in time with a page of a million operators under a second seal', async () => {
    const objects = { 4: stream('0 0 m 9 9 l S '.repeat(300_000)) };
    const signed = signByHand(update(unsignedPdf(), objects), stage().signing);
    const second = withSecondSignature(signed, {
      3: pageWith('/Contents 4 0 R /Annots [7 0 R 11 0 R]'),
      11: signatureField('Second', '/V 10 0 R', '/Rect [0 0 99 99] /AP << /N 21 0 R >>'),
      21: whiteSheet(),
    });
    expect((await withstand(signByHand(second, stage().signing))).signature).toMatch(/^(valid|changed|indeterminate)$/);
  });

  it('is judged in time with twenty thousand objects that all refer to holes', async () => {
    const holes = chain(20_000, (number) => `[${number + 30_000} 0 R]`);
    const signed = signByHand(unsignedPdf({ more: holes }), stage().signing);
    const filled = update(
      signed,
      chain(20_000, () => 'null'),
    );
    expect((await withstand(filled)).verdict).not.toBe('valid');
  });
});

it('a security store of a hundred thousand certificates is judged in time', async () => {
  const store = `<< /Certs [${'4 0 R '.repeat(100_000)}] >>`;
  const catalog = `<< /Type /Catalog /Pages 2 0 R /DSS ${store} /AcroForm << /Fields [7 0 R] /SigFlags 3 >> >>`;
  await withstand(update(stage().signed, { 1: catalog }));
});

it('a file without pages that claims to be signed is an error or a word', async () => {
  await withstand(
    craft({
      objects: {
        1: '<< /Type /Catalog /AcroForm << /Fields [2 0 R] >> >>',
        2: signatureField('First', '/V 3 0 R'),
        3: emptySignature(),
      },
    }),
  );
});
