import { execFileSync } from 'node:child_process';
import { copyFileSync, linkSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { pathOfBytes } from '../../../src-main/contract/index.ts';
import { fixturePath, readFixture } from '../../fixtures/pdf/index.ts';
import { ask, fetchFile as fetchServedFile, okOf, type Served, serve } from './served.ts';

const original = readFixture('chromium.pdf');
let served: Served;
let document: string;

beforeAll(async () => {
  served = await serve();
});
afterAll(() => served.end());
beforeEach(async () => {
  document = join(served.folder, '合同 #1.pdf');
  rmSync(document, { recursive: true, force: true });
  copyFileSync(fixturePath('chromium.pdf'), document);
  expect((await served.call('documents.open', { path: document })).status).toBe(200);
});

const fetchFile = (path: string, headers: Record<string, string> = {}) =>
  fetchServedFile(served.door.port, served.ours, path, headers);

describe('a PDF in a tab of the browser', () => {
  test('is shown, not downloaded, byte for byte', async () => {
    const reply = await fetchFile(document);
    expect(reply).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'application/pdf',
        'content-disposition': 'inline',
        'accept-ranges': 'bytes',
        'x-content-type-options': 'nosniff',
        'content-length': String(original.length),
      },
    });
    expect(reply.body.equals(original)).toBe(true);
  });

  test('is also found under another spelling of its path', async () => {
    expect((await fetchFile(join(served.folder, 'x', '..', '.', '合同 #1.pdf'))).status).toBe(200);
  });

  test('is shown under a name in GBK, which the window reads as what it says', async () => {
    // 合同 in GBK.
    const bytes = Buffer.concat([
      Buffer.from(`${served.folder}/`),
      Buffer.from('bacfcdac', 'hex'),
      Buffer.from('.pdf'),
    ]);
    copyFileSync(fixturePath('chromium.pdf'), bytes);
    const path = pathOfBytes(bytes);
    expect((await fetchFile(path)).status).toBe(404);
    expect(okOf(await served.call('documents.open', { path }))).toMatchObject({ path, name: '合同.pdf' });
    expect((await fetchFile(path)).body.equals(original)).toBe(true);
    const [newest] = z
      .array(z.object({ path: z.string(), name: z.string() }))
      .parse(okOf(await served.call('documents.recent', null)));
    expect(newest).toMatchObject({ path, name: '合同.pdf' });
  });

  const size = original.length;
  const ranges: [header: string, first: number, last: number][] = [
    ['bytes=0-0', 0, 0],
    ['bytes=0-99', 0, 99],
    ['bytes=100-', 100, size - 1],
    ['bytes=-100', size - 100, size - 1],
    [`bytes=-${size + 5}`, 0, size - 1],
    [`bytes=10-${size * 2}`, 10, size - 1],
    [`bytes=${size - 1}-${size - 1}`, size - 1, size - 1],
  ];
  for (const [range, first, last] of ranges) {
    test(`is read in part: ${range.replace(/\d{4,}/g, 'N')}`, async () => {
      const reply = await fetchFile(document, { range });
      expect(reply.status).toBe(206);
      expect(reply.headers['content-range']).toBe(`bytes ${first}-${last}/${size}`);
      expect(reply.body.equals(original.subarray(first, last + 1))).toBe(true);
    });
  }

  for (const range of [`bytes=${size}-`, 'bytes=-0', `bytes=${size * 2}-${size * 3}`]) {
    test(`says its length when nothing is there: ${range.replace(/\d{4,}/g, 'N')}`, async () => {
      expect(await fetchFile(document, { range })).toMatchObject({
        status: 416,
        headers: { 'content-range': `bytes */${size}` },
      });
    });
  }

  for (const range of ['bytes=5-2', 'bytes=0-1,5-6', 'bytes=-', 'bytes=a-b', 'pages=1-2', 'bytes = 0-1', '']) {
    test(`comes whole when the range makes no sense: "${range}"`, async () => {
      const reply = await fetchFile(document, { range });
      expect(reply.status).toBe(200);
      expect(reply.body.equals(original)).toBe(true);
    });
  }

  test('is there whether it was opened or verified', async () => {
    const verified = join(served.folder, '待验.pdf');
    copyFileSync(fixturePath('groff.pdf'), verified);
    expect((await fetchFile(verified)).status).toBe(404);
    expect((await served.call('verify.run', { path: verified })).status).toBe(200);
    expect((await fetchFile(verified)).status).toBe(200);
  });
});

describe('a file that is none of this session’s PDFs', () => {
  test('is not served, wherever it is', async () => {
    const other = join(served.folder, '别的.pdf');
    copyFileSync(document, other);
    mkdirSync(join(served.folder, 'sub'), { recursive: true });
    const paths = ['/etc/passwd', other, join(served.homeFolder, 'settings.json'), served.folder, '', '.', '\0'];
    for (const path of [...paths, `${document}\0`, `${document}/`, `${document}/../别的.pdf`, '/dev/zero']) {
      const reply = await fetchFile(path);
      expect([path, reply.status]).toEqual([path, 404]);
    }
    expect((await ask(served.door.port, { method: 'POST', path: '/api/file', headers: served.ours })).status).toBe(404);
  });

  test('is not served for having been asked about in vain', async () => {
    const secret = join(served.folder, 'secret.txt');
    writeFileSync(secret, 'secret');
    expect((await served.call('documents.open', { path: secret })).status).toBe(400);
    expect((await served.call('verify.run', { path: secret })).status).toBe(400);
    expect((await fetchFile(secret)).status).toBe(404);
  });

  test('is not served in the place of one that was', async () => {
    const replacements: Record<string, (path: string) => void> = {
      'a text file': (path) => writeFileSync(path, 'secret'),
      'a folder': (path) => mkdirSync(path),
      'a link to a text file': (path) => symlinkSync('/etc/passwd', path),
      'another name of a text file': (path) => {
        writeFileSync(`${path}.txt`, 'secret');
        linkSync(`${path}.txt`, path);
        rmSync(`${path}.txt`);
      },
      'an empty file': (path) => writeFileSync(path, ''),
      nothing: () => {},
    };
    for (const [name, replace] of Object.entries(replacements)) {
      rmSync(document, { recursive: true, force: true });
      replace(document);
      const { status, body } = await fetchFile(document);
      expect([name, status]).toEqual([name, 404]);
      expect(body.toString('utf8')).not.toMatch(/secret|root:/);
    }
  });

  test('makes nobody wait, even when it is a pipe that nobody writes to', async () => {
    rmSync(document);
    execFileSync('mkfifo', [document]);
    expect((await fetchFile(document)).status).toBe(404);
  });
});

test('a tab that is closed halfway leaves the file free', async () => {
  const moved = join(served.folder, 'moved.pdf');
  const reply = await fetchFile(document, { range: 'bytes=0-10' });
  expect(reply.body.length).toBe(11);
  renameSync(document, moved);
  expect((await fetchFile(document)).status).toBe(404);
  renameSync(moved, document);
});
