import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openLedger } from '../../src-main/history/index.ts';
import { recordSystemRoots } from '../../src-main/recording/index.ts';
import { describeEvent } from '../../src-main/words/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'qianyin-roots-'));
const ledger = openLedger(join(folder, 'history.sqlite'));
afterAll(() => {
  ledger.close();
  rmSync(folder, { recursive: true, force: true });
});
const told = () => ledger.events({ kinds: ['system-roots-changed'], limit: 10 });
const start = (...roots: string[]) =>
  recordSystemRoots(
    { ledger, door: 'web', operator: () => '张三' },
    roots.map((root) => Buffer.from(root)),
  );

it('puts on record which roots of the system count, and each change of them', () => {
  start('one', 'two');
  expect(told()).toMatchObject([{ data: { count: 2, operator: '张三' } }]);
  start('two', 'one', 'one');
  // A store that could not be read.
  start();
  expect(told()).toHaveLength(1);
  start('one', 'two', 'three');
  const [changed, first] = told();
  expect(changed?.data).toMatchObject({ count: 3, formerCount: 2, formerDigest: first?.data.digest });
  expect(changed?.data.digest).toMatch(/^[0-9a-f]{64}$/);
  expect(changed && describeEvent(changed, 'zh-CN')).toContain('数量 3');
  start('one', 'four', 'three');
  expect(told()).toHaveLength(3);
});

it('keeps nobody from verifying where it cannot be recorded', () => {
  const broken = {
    events: () => [],
    record: () => {
      throw new Error('full');
    },
  };
  const verifying = () => recordSystemRoots({ ledger: broken, door: 'cli', operator: () => '' }, [Buffer.from('one')]);
  expect(verifying).not.toThrow();
});
