/** The program is killed while it stamps an OFD package: what is there is whole and on record, or is not there. */
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { run, start } from '../doors/cli/qianyin.ts';
import { isIntact, signaturesIn } from '../fixtures/ofd/ask-python.ts';
import { makeParts, pack } from '../fixtures/ofd/package.ts';

const root = mkdtempSync(join(tmpdir(), 'qianyin-ofd-killed-'));
const home = join(root, 'home');
let sealId: string;
let pin: string;
const original = pack(
  new Map(makeParts({ pages: 3 })).set('Doc_0/Res/image_1.png', Buffer.alloc(24 << 20, 'scan')),
  {},
  (name) => ({ isStored: name.endsWith('.png') }),
);

beforeAll(async () => {
  const made = await run({ home }, ['trial', '--json']);
  ({ sealId, pin } = z.object({ sealId: z.string(), pin: z.string() }).parse(JSON.parse(made.stdout)));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const rows = z.array(z.object({ outcome: z.string(), outputPath: z.string() }));

/** When it is killed: as soon as this is to be seen of it. */
const moments: readonly [string, (folder: string) => boolean][] = [
  ['it has written most', (folder) => sizesIn(folder).some((size) => size > 16 << 20)],
  ['the file is in its place', (folder) => existsSync(join(folder, 'out.ofd'))],
];
const sizesIn = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name !== 'in.ofd')
    .map((name) => {
      try {
        return readFileSync(join(folder, name)).length;
      } catch {
        return 0;
      }
    });

describe('a stamp that is killed', () => {
  it.each(moments)('when %s leaves nothing half', async (moment, isReached) => {
    const folder = join(root, moment.replaceAll(' ', '-'));
    mkdirSync(folder);
    const outputPath = join(folder, 'out.ofd');
    writeFileSync(join(folder, 'in.ofd'), original);
    const seal = ['--seal', sealId, '--page', '1', '--at', '60,60', '--paging'];
    const child = start({ home }, ['stamp', join(folder, 'in.ofd'), '-o', outputPath, ...seal, '--pin-stdin']);
    child.stdin?.on('error', () => {});
    child.stdin?.end(`${pin}\n`);
    const ended = once(child, 'exit');
    let isOver = false;
    ended.finally(() => {
      isOver = true;
    });
    while (!isOver && !isReached(folder)) await wait(2);
    child.kill('SIGKILL');
    await ended;
    // The next start looks after what was left.
    const { stdout } = await run({ home }, ['history', 'list', '--json']);
    const own = rows.parse(JSON.parse(stdout)).filter((row) => row.outputPath === outputPath);
    expect(readFileSync(join(folder, 'in.ofd')).equals(original)).toBe(true);
    const isThere = existsSync(outputPath);
    expect(readdirSync(folder).toSorted()).toEqual(isThere ? ['in.ofd', 'out.ofd'] : ['in.ofd']);
    if (isThere) {
      expect(signaturesIn(outputPath).map(isIntact)).toEqual([true]);
      expect(own.map(({ outcome }) => outcome)).toEqual(['completed']);
    } else expect(own.map(({ outcome }) => outcome).filter((outcome) => outcome !== 'interrupted')).toEqual([]);
  });
});
