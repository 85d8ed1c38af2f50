/** Numbers that one reader takes for another object than the next: that of a cross-reference stream, and numbers beyond those that readers hold. */
import { describe, expect, it, vi } from 'vitest';
import { update } from '../../../fixtures/pdf/index.ts';
import { type StreamUpdateText, withStream } from '../../../pdf/strictness/updates.ts';
import { signByHand, unsignedPdf, verify } from '../../sign-by-hand.ts';
import { fooled } from '../other-readers.ts';
import { judgedUpdate } from '../sheet.ts';
import { catalogWith, forgedText, pageWith, setStage } from '../stage.ts';

vi.setConfig({ testTimeout: 60_000 });

const stage = setStage();
const store = catalogWith('7 0 R', '/DSS << /Type /DSS >>');
const storeObject = `1 0 obj\n${store}\nendobj\n`;

/** The update of a security store whose cross-reference stream has this number and does not list itself. */
const unlistedStream = (own: number, text: StreamUpdateText = {}) =>
  withStream(stage().signed, { objects: [storeObject], own, entries: (entries) => entries.delete(own), ...text });

/** Rows of free entries, each a byte 0 and six of one’s choice: a content for whoever takes the stream for that of the page. */
const words = 'BT    ,/F    ,24    ,Tf    ,72 600,Td    ,(9999),Tj    ,ET    '.split(',');
const spelling: StreamUpdateText = {
  data: (data) => Buffer.concat([data, ...words.map((word) => Buffer.from(`\0${word}`))]),
  dictionary: (dictionary) => dictionary.replace(/Index\[(.*?)\]/, `Index[$1 45 ${words.length}]`),
};

describe('an appended cross-reference stream that does not list itself, under the number', () => {
  it.each([
    ['of the page', 3, {}],
    ['of its content', 4, {}],
    ['of its content, with rows that spell another one', 4, spelling],
    ['of its font', 5, {}],
  ])('%s is told: a reader takes it for that', async (_, own, text) => {
    const { signed } = stage();
    const pdf = unlistedStream(own, text);
    expect(await fooled(signed, pdf)).toEqual(['mupdf']);
    const outcome = await judgedUpdate(pdf, stage());
    expect(outcome).toMatchObject({ laterChanges: 'changed', rule: 'xref/own-number' });
    expect(outcome.refused).toContain('irregular-update');
    expect([outcome.verdict, outcome.signature]).not.toContain('valid');
  });

  it('of an object that it lists as free is told', async () => {
    const pdf = unlistedStream(20, { entries: (entries) => entries.set(20, [0, 0, 0]) });
    expect(await judgedUpdate(pdf, stage())).toMatchObject({ laterChanges: 'changed', rule: 'xref/own-number' });
  });

  it.each([
    ['nobody had before stays permitted', () => unlistedStream(40)],
    ['nobody had before, and listed, stays permitted', () => withStream(stage().signed, { objects: [storeObject] })],
  ])('that %s', async (_, make) => {
    const pdf = make();
    expect(await fooled(stage().signed, pdf)).toEqual([]);
    expect(await judgedUpdate(pdf, stage())).toMatchObject({
      signature: 'valid',
      laterChanges: 'allowed',
      refused: [],
    });
  });

  it('of a stream that lists itself under the number of the content is told', async () => {
    const pdf = withStream(stage().signed, { objects: [storeObject], own: 4 });
    const outcome = await judgedUpdate(pdf, stage());
    expect(outcome.laterChanges).toBe('changed');
    expect([outcome.verdict, outcome.signature]).not.toContain('valid');
  });
});

describe('a page whose content has a number that wraps', () => {
  const wrapping = (reference: string) =>
    signByHand(
      unsignedPdf({ more: { 3: pageWith(`/Contents [4 0 R ${reference}] /Annots [7 0 R]`) } }),
      stage().signing,
    );

  it('to that of an object that an update brings is told', async () => {
    const signed = wrapping('4294967316 0 R');
    expect((await verify(signed, [stage().signing.issuer])).verdict, 'of the signed file alone').toBe('valid');
    const pdf = update(signed, { 1: store, 20: forgedText });
    expect(await fooled(signed, pdf)).toEqual(['mupdf']);
    const outcome = await judgedUpdate(pdf, stage());
    expect(outcome).toMatchObject({ laterChanges: 'changed', rule: 'reference/number' });
    expect([outcome.verdict, outcome.signature]).not.toContain('valid');
  });

  it('in no reader stays permitted', async () => {
    const pdf = update(wrapping('4194303 0 R'), { 1: store });
    expect(await judgedUpdate(pdf, stage())).toMatchObject({
      signature: 'valid',
      laterChanges: 'allowed',
      refused: [],
    });
  });
});
