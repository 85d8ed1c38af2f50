import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { settings } from '../../src-main/contract/index.ts';
import { openRecentDocuments, openSettings } from '../../src-main/settings/index.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qianyin-settings-'));
  path = join(folder, 'settings.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const defaults = settings.parse({});

describe('settings', () => {
  test('are the defaults as long as nothing was changed, and no file is made for them', () => {
    expect(openSettings(path).get()).toEqual(defaults);
    expect(defaults).toMatchObject({ language: 'zh-CN', theme: 'system', operatorName: '' });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('are kept over a restart, each change beside the others', () => {
    openSettings(path).update({ operatorName: '王会计' });
    openSettings(path).update({ language: 'en', operatorName: undefined });
    expect(openSettings(path).get()).toEqual({ ...defaults, operatorName: '王会计', language: 'en' });
    expect(readdirSync(folder)).toEqual(['settings.json']);
    expect(statSync(path).mode & 0o077).toBe(0);
  });

  test('tell what was chosen from what nobody said, and write down only the one', () => {
    openSettings(path).update({ theme: 'dark' });
    const store = openSettings(path);
    expect([store.isChosen('theme'), store.isChosen('language')]).toEqual([true, false]);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ theme: 'dark' });
    store.update({ language: 'zh-CN' });
    expect(store.isChosen('language')).toBe(true);
  });

  test('of another program of the same data folder are seen at once', () => {
    const here = openSettings(path);
    openSettings(path).update({ theme: 'dark' });
    expect(here.get().theme).toBe('dark');
    expect(here.update({ operatorName: '李' })).toMatchObject({ theme: 'dark', operatorName: '李' });
  });

  const damages: Record<string, string> = {
    'an empty file': '',
    'half a file': '{"language": "en", "opera',
    'another kind of JSON': '[1, 2]',
    null: 'null',
    'zero bytes, as after a power cut': '\0\0\0\0\0\0\0\0',
  };
  for (const [what, content] of Object.entries(damages)) {
    test(`that are damaged (${what}) count as the defaults and can be changed again`, () => {
      writeFileSync(path, content);
      expect(openSettings(path).get()).toEqual(defaults);
      expect(openSettings(path).update({ theme: 'dark' }).theme).toBe('dark');
      expect(openSettings(path).get().theme).toBe('dark');
    });
  }

  test('of which one value is wrong keep the others', () => {
    const wrong = { language: 'fr', theme: 'dark', operatorName: 7, driverPaths: ['/opt/a.so'], unknown: 1 };
    writeFileSync(path, JSON.stringify(wrong));
    expect(openSettings(path).get()).toEqual({ ...defaults, theme: 'dark', driverPaths: ['/opt/a.so'] });
  });

  test('cannot be changed to what is wrong', () => {
    openSettings(path).update({ operatorName: '王' });
    expect(() => openSettings(path).update({ operatorName: '长'.repeat(81) })).toThrow();
    expect(openSettings(path).get().operatorName).toBe('王');
  });

  test('that cannot be written say so and stay as they were', () => {
    mkdirSync(path);
    expect(() => openSettings(path).update({ theme: 'dark' })).toThrowError(
      expect.objectContaining({ code: 'OUTPUT_FOLDER_UNWRITABLE', values: { path: folder } }),
    );
    expect(readdirSync(folder)).toEqual(['settings.json']);
  });
});

describe('documents opened before', () => {
  test('are the last five, newest first, each once, and only those that are still there', () => {
    const recent = openRecentDocuments(join(folder, 'recent.json'));
    const documents = Array.from({ length: 7 }, (_, index) => join(folder, `合同${index}.pdf`));
    for (const document of documents) {
      writeFileSync(document, '%PDF-1.7');
      recent.add(document);
    }
    recent.add(documents[3] ?? '');
    rmSync(documents[5] ?? '');
    expect(recent.list().map(({ name }) => name)).toEqual(['合同3.pdf', '合同6.pdf', '合同4.pdf', '合同2.pdf']);
    writeFileSync(join(folder, 'recent.json'), '[{"path": 1}]');
    expect(recent.list()).toEqual([]);
    recent.add(documents[0] ?? '');
    expect(openRecentDocuments(join(folder, 'recent.json')).list()).toMatchObject([{ name: '合同0.pdf' }]);
    expect(JSON.parse(readFileSync(join(folder, 'recent.json'), 'utf8'))).toHaveLength(1);
  });
});
