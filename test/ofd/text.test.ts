import { describe, expect, it } from 'vitest';
import { openPackage, readPackageRoot } from '../../src-main/ofd/index.ts';
import { readPaper } from '../../src-main/ofd/structure/page-area.ts';
import { reachParts } from '../../src-main/ofd/structure/reach.ts';
import { readDeltas } from '../../src-main/ofd/text/deltas.ts';
import { readPageText } from '../../src-main/ofd/text/page-text.ts';
import { bytesSource } from '../../src-main/pdf/index.ts';
import { makeParts, type Parts, pack, withText } from '../fixtures/ofd/package.ts';

const page = 'Doc_0/Pages/Page_0/Content.xml';
const open = (parts: Parts) => {
  const opened = openPackage(bytesSource(pack(parts)));
  const [document] = reachParts(opened, readPackageRoot(opened)).shown;
  if (!document) throw new Error('nothing is shown');
  return { opened, document };
};

/** The signs of a text object with their places, rounded to a hundredth of a millimetre. */
function signsOf(object: string, parts: Parts = makeParts()) {
  const changed = withText(parts, page, (text) => text.replace(/<ofd:TextObject.*<\/ofd:TextObject>/, object));
  const { opened, document } = open(changed);
  const round = (value: number) => Math.round(value * 100) / 100;
  return readPageText(opened, document, 1).map(
    ({ text, xMm, yMm, direction, runsDown }) =>
      [text, round(xMm), round(yMm), ...direction.map(round), ...(runsDown ? ['down'] : [])] as const,
  );
}

const object = (attributes: string, code: string, text = '甲乙丙') =>
  `<ofd:TextObject ID="21" Boundary="20 30 100 10" Font="3" Size="4" ${attributes}><ofd:TextCode ${code}>${text}</ofd:TextCode></ofd:TextObject>`;

describe('distances between signs', () => {
  it.each<[string | undefined, number[]]>([
    [undefined, []],
    ['', []],
    ['1 2.5 -3', [1, 2.5, -3]],
    ['g 3 4', [4, 4, 4]],
    ['1 g 2 4 5', [1, 4, 4, 5]],
    ['1 g 2', [1]],
    ['1 x 2', [1]],
    ['g -1 4 5', []],
  ])('%j are %j', (text, deltas) => {
    expect(readDeltas(text)).toEqual(deltas);
  });

  it('are no more than a page has, whatever is written', () => {
    expect(readDeltas('g 999999999 1 g 999999999 1').length).toBeLessThanOrEqual(100_000);
  });
});

describe('what is written on a page', () => {
  it.each<[string, string, unknown]>([
    [
      'by DeltaX',
      object('', 'X="1" Y="4" DeltaX="5 6"'),
      [
        ['甲', 21, 34, 1, 0],
        ['乙', 26, 34, 1, 0],
        ['丙', 32, 34, 1, 0],
      ],
    ],
    [
      'by a run of distances',
      object('', 'X="0" Y="4" DeltaX="g 2 5"'),
      [
        ['甲', 20, 34, 1, 0],
        ['乙', 25, 34, 1, 0],
        ['丙', 30, 34, 1, 0],
      ],
    ],
    [
      'by the size of its signs',
      object('', 'X="0" Y="4"', '甲A乙'),
      [
        ['甲', 20, 34, 1, 0],
        ['A', 24, 34, 1, 0],
        ['乙', 26, 34, 1, 0],
      ],
    ],
    [
      'one below the other',
      object('', 'X="0" Y="4" DeltaY="5 5"', '甲乙'),
      [
        ['甲', 22, 30.6, 0, 1, 'down'],
        ['乙', 22, 35.6, 0, 1, 'down'],
      ],
    ],
    [
      'turned and larger',
      object('CTM="0 2 -2 0 10 0"', 'X="1" Y="3" DeltaX="5"', '甲乙'),
      [
        ['甲', 24, 32, 0, 1],
        ['乙', 24, 42, 0, 1],
      ],
    ],
    [
      'wider',
      object('HScale="0.5"', 'X="0" Y="4"', '甲乙'),
      [
        ['甲', 20, 34, 1, 0],
        ['乙', 22, 34, 1, 0],
      ],
    ],
    ['not to be seen', object('Visible="false"', 'X="0" Y="4"'), []],
    ['all clear', object('Alpha="0"', 'X="0" Y="4"'), []],
    ['without a place', object('', 'X="0" Y="4"').replace('Boundary="20 30 100 10"', ''), []],
    [
      'in a block of a layer',
      `<ofd:PageBlock ID="30">${object('', 'X="0" Y="4"', '甲')}</ofd:PageBlock>`,
      [['甲', 20, 34, 1, 0]],
    ],
  ])('stands where it is drawn: %s', (_, written, signs) => {
    expect(signsOf(written)).toEqual(signs);
  });

  it('is also what its template has', () => {
    const { opened, document } = open(makeParts({ hasTemplate: true }));
    const text = readPageText(opened, document, 1).map((run) => run.text);
    expect(text.join('')).toBe('发票联合同1');
  });
});

it('a page is as large as it says, else as its document says', () => {
  const { opened, document } = open(makeParts());
  expect(readPaper(opened, document, 1)).toMatchObject({ width: 210, height: 297 });
  const larger = withText(makeParts(), page, (text) => text.replace('0 0 210 297', '0 0 420 297'));
  const ofPage = open(larger);
  expect(readPaper(ofPage.opened, ofPage.document, 1)).toMatchObject({ width: 420 });
  const silent = open(withText(makeParts(), page, (text) => text.replace(/<ofd:Area>.*<\/ofd:Area>/, '')));
  expect(readPaper(silent.opened, silent.document, 1)).toMatchObject({ width: 210 });
  expect(() => readPaper(opened, document, 2)).toThrow('PAGE_OUT_OF_RANGE');
});
