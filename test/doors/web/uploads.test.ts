import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { basename, join, sep } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openedDocument } from '../../../src-main/contract/index.ts';
import { openWebDoor } from '../../../src-main/doors/web/index.ts';
import { readFixture } from '../../fixtures/pdf/index.ts';
import { eventually } from '../../token/drivers.ts';
import { ask, errorOf, letIn, okOf, type Served, serve } from './served.ts';

const maxInboxBytes = 400_000;
const bodyIdleMs = 300;
const pdf = readFixture('chromium.pdf');
const onePixel = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const picked = z.object({ path: z.string(), name: z.string() });

let served: Served;
let inboxRoot: string;

beforeAll(async () => {
  served = await serve({ maxInboxBytes, bodyIdleMs });
  inboxRoot = join(served.homeFolder, 'inbox');
});
afterAll(() => served.end());

const inboxFiles = (folder = inboxRoot) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

const put = (name: string, body: Uint8Array = pdf, headers: Record<string, string | number> = {}) =>
  ask(served.door.port, {
    method: 'PUT',
    path: `/api/inbox?name=${encodeURIComponent(name)}`,
    headers: { ...served.ours, ...headers },
    body,
  });

async function upload(name: string, body: Uint8Array = pdf) {
  const reply = await put(name, body);
  expect(reply.status).toBe(200);
  return picked.parse(okOf(reply));
}

/** The beginning of an upload of 1000 bytes, which stops after eight. */
const beginning = (name: string, port: number, secret: string) =>
  [
    `PUT /api/inbox?name=${name} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    `X-Qianyin: ${secret}`,
    'Connection: close',
    'Content-Length: 1000',
    '\r\n%PDF-1.7',
  ].join('\r\n');

describe('a file that is dropped on the page', () => {
  test('is kept byte for byte, for this user alone, and can be opened', async () => {
    const { path, name } = await upload('采购合同.pdf');
    expect(name).toBe('采购合同.pdf');
    expect(readFileSync(path).equals(pdf)).toBe(true);
    expect(statSync(path).mode & 0o077).toBe(0);
    expect(statSync(inboxRoot).mode & 0o077).toBe(0);
    const opened = openedDocument.parse(okOf(await served.call('documents.open', { path })));
    expect(opened).toMatchObject({ name: '采购合同.pdf', pageCount: 2 });
    // Its stamped copy goes where the person finds it again, not beside it in the inbox.
    expect(opened.defaultOutputPath).toBe(join(served.homeFolder, 'stamped', '采购合同_已盖章.pdf'));
  });

  test('is not taken when it is empty: it is no PDF', async () => {
    expect(errorOf(await put('空.pdf', new Uint8Array())).code).toBe('PDF_NOT_PDF');
    expect(inboxFiles()).not.toContain('空.pdf');
  });

  test('does not replace another of the same name', async () => {
    const [first, second] = await Promise.all([upload('同名.pdf', pdf), upload('同名.pdf', onePixel)]);
    expect(first.path).not.toBe(second.path);
    expect(readFileSync(first.path).equals(pdf)).toBe(true);
  });

  const names: Record<string, [sent: string, kept: string]> = {
    'the signs of addresses': ["100% #1&2,+'版' = a;b$@!.pdf", "100% #1&2,+'版' = a;b$@!.pdf"],
    emoji: ['合同👩‍⚖️🖋️.pdf', '合同👩‍⚖️🖋️.pdf'],
    'rare Chinese characters': ['\u{2a6a5}\u{20bb7}野家.pdf', '\u{2a6a5}\u{20bb7}野家.pdf'],
    'decomposed letters (macOS)': ['re\u0301sume\u0301.pdf', 'r\u00e9sum\u00e9.pdf'],
    'spaces around': ['  合同 .pdf  ', '合同 .pdf'],
    'no ending': ['合同', '合同'],
    'as long as file systems allow': [`${'章'.repeat(83)}.pdf`, `${'章'.repeat(83)}.pdf`],
    'an ending in capitals': ['合同.PDF', '合同.PDF'],
    'what Windows forbids': ['a<b>c:d"e|f?g*.pdf', 'a_b_c_d_e_f_g_.pdf'],
    'a name of a Windows device': ['NUL.pdf', '_NUL.pdf'],
    'a path': ['C:\\Users\\王\\合同.pdf', '合同.pdf'],
    'a way up': ['../../../../etc/cron.d/合同.pdf', '合同.pdf'],
    'only a way up': ['..', 'document.pdf'],
    'a hidden name': ['.htaccess', 'htaccess'],
    nothing: ['', 'document.pdf'],
    'NUL and line ends': ['a\0b\r\nc\u007f.pdf', 'a_b__c_.pdf'],
    'turned direction': ['gnp.\u202efdp.exe', 'gnp._fdp.exe'],
  };
  for (const [what, [sent, kept]] of Object.entries(names)) {
    test(`keeps its name as far as every system takes it: ${what}`, async () => {
      const { path, name } = await upload(sent);
      expect(name).toBe(kept);
      expect(basename(path)).toBe(kept);
      expect(path.startsWith(inboxRoot + sep)).toBe(true);
      expect(readFileSync(path).equals(pdf)).toBe(true);
    });
  }

  test('gets a shorter name when 300 characters are too many, with its ending and no half characters', async () => {
    for (const letter of ['a', '章', '🖋']) {
      const { path, name } = await upload(`${letter.repeat(300)}.pdf`);
      expect(name).toMatch(new RegExp(`^(?:${letter}){40,}\\.pdf$`, 'u'));
      expect(existsSync(path)).toBe(true);
      const opened = openedDocument.parse(okOf(await served.call('documents.open', { path })));
      expect(Buffer.byteLength(basename(opened.defaultOutputPath))).toBeLessThanOrEqual(255);
    }
  });
});

describe('what a file holds', () => {
  const text = (content: string) => Buffer.from(content, 'latin1');
  const certificate = readFileSync('/etc/ssl/certs/ca-certificates.crt', 'utf8').slice(0, 4000);
  const der = Buffer.from([0x30, 0x03, 0x02, 0x01, 0x05]);
  const taken: Record<string, Buffer> = {
    'a PDF behind a line break': Buffer.concat([text('\r\n'), pdf]),
    'a picture': onePixel,
    'a JPEG': text('\xff\xd8\xff\xe0\0\x10JFIF'),
    'DER: a certificate, a list, a seal': der,
    'PEM behind its text': text(`${'Certificate:\n    Data:\n'.repeat(50)}${certificate}`),
  };
  for (const [what, content] of Object.entries(taken)) {
    test(`is taken whatever its name: ${what}`, async () => {
      expect((await put('无名', content)).status).toBe(200);
    });
  }

  const refused: Record<string, Buffer> = {
    'a shared library': readFileSync('/bin/true'),
    'a shared library that holds the header of a PDF': Buffer.concat([text('\x7fELF\x02\x01\x01'), pdf]),
    'a Windows library': Buffer.concat([text('MZ\x90\0'), pdf]),
    'a Mach-O library': Buffer.concat([Buffer.from('cffaedfe', 'hex'), pdf]),
    'a script': Buffer.concat([text('#!/bin/sh\n'), pdf]),
    'a web page': text('<!doctype html><script>1</script>'),
    'an archive': text('PK\x03\x04'),
    'a private key': text('-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n'),
    'a sequence that goes on behind the end': Buffer.from([0x30, 0x82, 0xff, 0xff, 0x02]),
  };
  for (const [what, content] of Object.entries(refused)) {
    test(`is refused whatever its name, and leaves nothing: ${what}`, async () => {
      const before = inboxFiles();
      expect(errorOf(await put('driver.so', content)).code).toBe('FILE_KIND_UNSUPPORTED');
      expect(errorOf(await put('合同.pdf', content)).code).toBe('PDF_NOT_PDF');
      expect(inboxFiles()).toEqual(before);
    });
  }
});

describe('an upload that goes wrong', () => {
  test('leaves nothing when it is too large, whether it says so first or not', async () => {
    const before = inboxFiles();
    const tooLarge = new Uint8Array(maxInboxBytes + 1);
    expect((await put('大.pdf', tooLarge)).status).toBe(413);
    expect((await put('大.pdf', tooLarge, { 'transfer-encoding': 'chunked' })).status).toBe(413);
    expect(inboxFiles()).toEqual(before);
    expect((await put('刚好.pdf', Buffer.concat([pdf, Buffer.alloc(maxInboxBytes - pdf.length)]))).status).toBe(200);
  });

  test('leaves nothing when it stalls', async () => {
    const socket = connect(served.door.port, '127.0.0.1');
    socket.write(beginning('stalled.pdf', served.door.port, served.secret));
    await eventually('the first bytes', () => inboxFiles().includes('stalled.pdf'));
    expect(await readText(socket)).toMatch(/^HTTP\/1\.1 408 /);
    expect(inboxFiles()).not.toContain('stalled.pdf');
  });

  test('leaves nothing when the page goes away', async () => {
    const socket = connect(served.door.port, '127.0.0.1');
    socket.write(beginning('left.pdf', served.door.port, served.secret));
    await eventually('the first bytes', () => inboxFiles().includes('left.pdf'));
    socket.destroy();
    await eventually('nothing left', () => !inboxFiles().includes('left.pdf'));
  });

  test('that is slow but goes on arrives', async () => {
    const socket = connect(served.door.port, '127.0.0.1');
    socket.write(beginning('slow.pdf', served.door.port, served.secret));
    for (const part of [400, 400, 192]) {
      await new Promise((done) => setTimeout(done, bodyIdleMs / 2));
      socket.write('x'.repeat(part));
    }
    expect(await readText(socket)).toMatch(/^HTTP\/1\.1 200 /);
    expect(inboxFiles()).toContain('slow.pdf');
  });

  test('says that the disk is full when it is, and leaves nothing', async () => {
    const disk = join(served.folder, 'disk');
    mkdirSync(disk);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', disk], { stdio: 'ignore' });
    } catch {
      // A container whose root may not mount: there is no small disk to fill.
      return;
    }
    const door = await openWebDoor({ core: served.core, homeFolder: disk });
    try {
      const headers = { 'x-qianyin': await letIn(door) };
      const sent = { method: 'PUT', path: '/api/inbox?name=a.pdf', headers, body: new Uint8Array(300_000) };
      const reply = await ask(door.port, sent);
      expect(errorOf(reply).code).toBe('DISK_FULL');
      expect(inboxFiles(disk)).toEqual([]);
    } finally {
      await door.close();
      execFileSync('umount', [disk]);
    }
  });
});

describe('what browsers brought', () => {
  test('goes when the server ends, and so does an upload under way', async () => {
    const door = await openWebDoor({ core: served.core, homeFolder: served.homeFolder });
    const headers = { 'x-qianyin': await letIn(door) };
    const kept = picked.parse(
      okOf(await ask(door.port, { method: 'PUT', path: '/api/inbox?name=kept.pdf', headers, body: pdf })),
    );
    const socket = connect(door.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(beginning('underway.pdf', door.port, headers['x-qianyin']));
    await eventually('the first bytes', () => inboxFiles().includes('underway.pdf'));
    const others = await upload('of the other server.pdf');
    await door.close();
    await eventually('nothing left', () => !inboxFiles().includes('underway.pdf'));
    expect(existsSync(kept.path)).toBe(false);
    expect(existsSync(others.path)).toBe(true);
    expect(readdirSync(inboxRoot).filter((name) => name.startsWith(`${process.pid}-`))).toHaveLength(1);
  });

  test('of a server that crashed goes when the next one starts', async () => {
    const ended = 2 ** 30;
    for (const name of [`${ended}-0011aabb`, 'something', `${process.ppid}-ccddeeff`]) {
      mkdirSync(join(inboxRoot, name, 'x'), { recursive: true });
      writeFileSync(join(inboxRoot, name, 'x', '合同.pdf'), pdf);
    }
    const door = await openWebDoor({ core: served.core, homeFolder: served.homeFolder });
    await door.close();
    expect(existsSync(join(inboxRoot, `${ended}-0011aabb`))).toBe(false);
    expect(existsSync(join(inboxRoot, 'something'))).toBe(false);
    // Another server that runs still needs its own.
    expect(existsSync(join(inboxRoot, `${process.ppid}-ccddeeff`))).toBe(true);
  });

  test('has no place: the door does not open, and listens nowhere', async () => {
    const homeFolder = join(served.folder, 'no home');
    mkdirSync(homeFolder);
    writeFileSync(join(homeFolder, 'inbox'), 'in the way');
    const listening = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;
    const before = listening();
    await expect(openWebDoor({ core: served.core, homeFolder })).rejects.toThrow();
    expect(listening()).toBe(before);
  });
});
