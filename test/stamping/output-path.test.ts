import { linkSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkOutputPath, defaultOutputPath, outputPathsFor } from '../../src-main/stamping/output-path.ts';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), '输出-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
function file(name: string): string {
  writeFileSync(at(name), name);
  return at(name);
}

describe('the name of a stamped file', () => {
  it.each([
    ['合同.pdf', '合同_已盖章.pdf'],
    ['合同.PDF', '合同_已盖章.pdf'],
    ['合同', '合同_已盖章.pdf'],
    ['合同.v2', '合同.v2_已盖章.pdf'],
    ['合同.pdf.pdf', '合同.pdf_已盖章.pdf'],
    ['合同_已盖章.pdf', '合同_已盖章.pdf'],
    ['合同_已盖章(3).pdf', '合同_已盖章.pdf'],
    ['合同_已盖章稿.pdf', '合同_已盖章稿_已盖章.pdf'],
    ['_已盖章.pdf', '_已盖章.pdf'],
  ])('for %s is %s', (given, name) => {
    expect(defaultOutputPath(at(given))).toBe(at(name));
  });

  it('counts on past every name that is taken, a folder’s too', () => {
    file('合同_已盖章.pdf');
    mkdirSync(at('合同_已盖章(2).pdf'));
    expect(defaultOutputPath(at('合同.pdf'))).toBe(at('合同_已盖章(3).pdf'));
    expect(defaultOutputPath(at('合同_已盖章.pdf'))).toBe(at('合同_已盖章(3).pdf'));
  });

  it('is in another folder where one is chosen', () => {
    mkdirSync(at('盖章'));
    expect(defaultOutputPath(at('合同.pdf'), at('盖章'))).toBe(join(folder, '盖章', '合同_已盖章.pdf'));
  });

  it.each([
    ['beside the original', '合同.pdf', '合同_已盖章.pdf'],
    ['in the data folder, for what came through the inbox', 'home/inbox/7/合同.pdf', 'home/stamped/合同_已盖章.pdf'],
    ['in the data folder, for the sample', 'home/sample/合同.pdf', 'home/stamped/合同_已盖章.pdf'],
    ['beside the original in a folder whose name only begins alike', 'home2/合同.pdf', 'home2/合同_已盖章.pdf'],
  ])('is %s', (_, given, path) => {
    expect(outputPathsFor(at('home'))(at(given))).toBe(at(path));
  });

  it.each([
    ['一', 3],
    ['a', 1],
    ['𠮷', 4],
  ])('made of %s fits into 255 bytes and cuts no character in two', (character, width) => {
    const name = basename(defaultOutputPath(at(`${character.repeat(300)}.pdf`)));
    const spent = Buffer.byteLength('_已盖章.pdf');
    expect(Buffer.byteLength(name)).toBe(spent + Math.floor((255 - spent) / width) * width);
    expect(name).not.toContain('\uFFFD');
    writeFileSync(at(name), '');
    const second = basename(defaultOutputPath(at(`${character.repeat(300)}.pdf`)));
    expect(Buffer.byteLength(second)).toBeLessThanOrEqual(255);
    expect(second.endsWith('_已盖章(2).pdf')).toBe(true);
  });
});

describe('a stamped file may go', () => {
  it('where nothing is, as an absolute path', () => {
    const input = file('合同.pdf');
    expect(checkOutputPath(input, at('盖章.pdf'), false)).toBe(at('盖章.pdf'));
    expect(checkOutputPath(input, relative(process.cwd(), at('盖章.pdf')), true)).toBe(at('盖章.pdf'));
  });

  it('in the place of another file only when that is wished', () => {
    const input = file('合同.pdf');
    const taken = file('盖章.pdf');
    expect(checkOutputPath(input, taken, true)).toBe(taken);
    const refused = expect.objectContaining({ code: 'OUTPUT_EXISTS', values: { path: taken } });
    expect(() => checkOutputPath(input, taken, false)).toThrow(refused);
  });

  it('never in the place of a folder', () => {
    const input = file('合同.pdf');
    mkdirSync(at('盖章.pdf'));
    const refused = expect.objectContaining({ code: 'OUTPUT_EXISTS' });
    expect(() => checkOutputPath(input, at('盖章.pdf'), true)).toThrow(refused);
  });

  it('never in the place of a link that leads nowhere, or in a circle', () => {
    const input = file('合同.pdf');
    symlinkSync(at('没有的文件夹/盖章.pdf'), at('悬空.pdf'));
    symlinkSync('循环.pdf', at('循环.pdf'));
    for (const name of ['悬空.pdf', '循环.pdf']) {
      for (const overwrite of [true, false]) {
        const refused = expect.objectContaining({ code: 'OUTPUT_EXISTS' });
        expect(() => checkOutputPath(input, at(name), overwrite), name).toThrow(refused);
      }
    }
  });

  it('not under a name that is too long for the system', () => {
    const refused = expect.objectContaining({ code: 'OUTPUT_FOLDER_UNWRITABLE' });
    expect(() => checkOutputPath(file('合同.pdf'), at(`${'长'.repeat(200)}.pdf`), false)).toThrow(refused);
  });

  it('never in the place of the original, whatever way leads there', () => {
    const input = file('合同.pdf');
    symlinkSync(input, at('别名.pdf'));
    mkdirSync(at('子'));
    symlinkSync(folder, at('同一处'));
    const ways = [input, at('别名.pdf'), join(folder, '子', '..', '合同.pdf'), join(folder, '同一处', '合同.pdf')];
    for (const way of ways) {
      for (const overwrite of [true, false]) {
        expect(() => checkOutputPath(input, way, overwrite), way).toThrow(
          expect.objectContaining({ code: 'OUTPUT_IS_INPUT' }),
        );
        expect(() => checkOutputPath(way, input, overwrite), way).toThrow(
          expect.objectContaining({ code: 'OUTPUT_IS_INPUT' }),
        );
      }
    }
  });

  it('in the place of a second name of the original, which keeps its own', () => {
    const input = file('合同.pdf');
    linkSync(input, at('副本.pdf'));
    expect(checkOutputPath(input, at('副本.pdf'), true)).toBe(at('副本.pdf'));
  });
});
