import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { AppError } from '../../../src-main/contract/index.ts';
import { digestsForThread } from '../../../src-main/runtime/index.ts';
import type { ReadBackRequest } from '../../../src-main/stamping/read-back.ts';
import { createTokens } from '../../../src-main/token/index.ts';
import type { ThreadDocument, ThreadReply, ThreadRequest } from '../../../src-main/verification/verification-thread.ts';
import { fixturePath, stream } from '../../fixtures/pdf/index.ts';
import { authorityExtensions, OpensslAuthority, signerExtensions } from '../../signature/openssl-authority.ts';
import { softHsmDriver } from '../../token/drivers.ts';
import {
  makeSigning,
  signatureField,
  signByHand,
  unsignedPdf,
  withSecondSignature,
} from '../../verification/sign-by-hand.ts';
import { type Desk, prepareDesk } from './clerk.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 300_000 });

const root = fileURLToPath(new URL('../../..', import.meta.url));
const configurationPath = join(root, 'electron-builder.yml');
// The tools of electron-builder, of the versions that it uses itself.
const builderRequire = createRequire(join(root, 'node_modules/electron-builder/package.json'));

const jsYaml: { load(text: string): unknown } = builderRequire('js-yaml');
const asar: {
  listPackage(archive: string, options: { isPack: boolean }): string[];
  extractAll(archive: string, folder: string): void;
} = builderRequire('@electron/asar');
const fuses: {
  getCurrentFuseWire(executable: string): Promise<Record<string, unknown>>;
  FuseV1Options: Record<string, number | string>;
} = builderRequire('@electron/fuses');

const configuration = z
  .looseObject({
    appId: z.string(),
    productName: z.string(),
    publish: z.null(),
    npmRebuild: z.literal(false),
    directories: z.object({ buildResources: z.string(), output: z.string() }),
    fileAssociations: z.never().optional(),
    win: z.looseObject({ target: z.string(), fileAssociations: z.never().optional() }),
    nsis: z.looseObject({ include: z.string() }),
    linux: z.looseObject({ target: z.array(z.string()), mimeTypes: z.array(z.string()) }),
    deb: z.looseObject({ depends: z.array(z.string()) }),
    mac: z.looseObject({
      target: z.string(),
      fileAssociations: z.array(z.object({ ext: z.string(), name: z.string(), role: z.string(), rank: z.string() })),
    }),
  })
  .parse(jsYaml.load(readFileSync(configurationPath, 'utf8')));

describe('electron-builder.yml', () => {
  it('is valid against the schema of electron-builder', () => {
    const schema: unknown = JSON.parse(readFileSync(join(root, 'node_modules/app-builder-lib/scheme.json'), 'utf8'));
    const validate = new Ajv({ strict: false }).compile(z.record(z.string(), z.unknown()).parse(schema));
    validate(configuration);
    expect(validate.errors).toBeNull();
    expect(validate({ ...configuration, npmRebuilt: false })).toBe(false);
  });

  it('makes an installer for Windows, two packages for Linux, an image for macOS, and publishes nothing', () => {
    expect(configuration.win.target).toBe('nsis');
    expect(configuration.linux.target).toEqual(['deb', 'AppImage']);
    expect(configuration.mac.target).toBe('dmg');
    expect(configuration.productName).toBe('钤印');
  });

  it('installs for the person alone, in any folder', () => {
    expect(configuration.nsis).toMatchObject({
      oneClick: false,
      perMachine: false,
      allowToChangeInstallationDirectory: true,
      deleteAppDataOnUninstall: false,
    });
  });

  it('offers the program for PDF and OFD files and takes them from no other', () => {
    const offered = { role: 'Viewer', rank: 'Alternate' };
    expect(configuration.mac.fileAssociations).toMatchObject([
      { ext: 'pdf', ...offered },
      { ext: 'ofd', ...offered },
    ]);
    expect(configuration.linux.mimeTypes).toEqual(['application/pdf', 'application/ofd']);
    const script = readFileSync(join(root, configuration.nsis.include), 'utf8');
    expect(script).toMatch(/"Software\\Classes\\\$\{EXTENSION\}\\OpenWithProgids"/);
    for (const ending of ['.pdf', '.ofd']) expect(script).toContain(`!insertmacro offerFor "${ending}"`);
    // The default value of the extension is what opens it.
    expect(script).not.toMatch(/WriteRegStr \w+ "Software\\Classes\\(?:\.\w+|\$\{EXTENSION\})" /);
  });

  it('has the resources that it names, with an icon of 1024 pixels', () => {
    const resources = join(root, configuration.directories.buildResources);
    for (const name of ['icon.png', 'entitlements.mac.plist', 'entitlements.mac.inherit.plist', 'installer.nsh']) {
      expect(existsSync(join(resources, name)), name).toBe(true);
    }
    const icon = readFileSync(join(resources, 'icon.png'));
    expect(icon.subarray(0, 8)).toEqual(Buffer.from('89504e470d0a1a0a', 'hex'));
    expect([icon.readUInt32BE(16), icon.readUInt32BE(20)]).toEqual([1024, 1024]);
  });
});

/** What @electron/fuses looks for in the executable: a mark, the version, the number of fuses, and each of them off. */
const fuseWire = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\x01\x09000000000', 'latin1');

/** A fuse in the wire is a digit: 0 or 1. */
const fuseIsOn = '1'.charCodeAt(0);

/** A folder in place of Electron's, with as much of it as the packing looks at. */
function makeStandIn(folder: string): string {
  mkdirSync(join(folder, 'resources'), { recursive: true });
  mkdirSync(join(folder, 'locales'));
  for (const name of ['zh-CN', 'en-US', 'de']) writeFileSync(join(folder, 'locales', `${name}.pak`), '');
  writeFileSync(join(folder, 'electron'), Buffer.concat([Buffer.from('#!/bin/sh\nexit 1\n'), fuseWire]));
  chmodSync(join(folder, 'electron'), 0o755);
  return folder;
}

const manifest = z
  .object({ dependencies: z.record(z.string(), z.string()), devDependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
const lock = z
  .object({ packages: z.record(z.string(), z.object({ dev: z.boolean().optional() })) })
  .parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));

describe.runIf(process.platform === 'linux')('a release, packed with a stand-in for Electron', () => {
  let folder: string;
  let application: string;
  let unpacked: string;
  let packedFiles: string[];
  let unpackedFiles: string[];
  let desk: Desk;
  /** As what runs from the archive names itself. */
  const inArchive = (path: string) => pathToFileURL(join(application, 'resources/app.asar', path)).href;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'qianyin-release-'));
    if (!existsSync(join(root, 'dist/renderer/index.html'))) throw new Error('nothing is built: npm run build');
    execFileSync(
      process.execPath,
      [
        join(root, 'node_modules/electron-builder/cli.js'),
        '--linux',
        '--dir',
        `-c.electronDist=${makeStandIn(join(folder, 'electron'))}`,
        '-c.electronVersion=45.0.0',
        `-c.directories.output=${join(folder, 'release')}`,
      ],
      { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const output = join(folder, 'release');
    application = join(output, readdirSync(output).find((name) => name.endsWith('-unpacked')) ?? '');
    const archive = join(application, 'resources/app.asar');
    unpacked = `${archive}.unpacked`;
    packedFiles = asar.listPackage(archive, { isPack: false }).map((path) => path.replace(/^\//, ''));
    unpackedFiles = readdirSync(unpacked, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(unpacked, join(entry.parentPath, entry.name)));
    asar.extractAll(archive, join(folder, 'extracted'));
    desk = prepareDesk(join(folder, 'desk'), join(folder, 'extracted/dist/main/cli.js'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('holds the program, the preload and the window', () => {
    expect(packedFiles).toEqual(
      expect.arrayContaining([
        'package.json',
        'dist/main/electron.js',
        'dist/main/preload.cjs',
        'dist/main/token-host.js',
        'dist/main/read-back-worker.js',
        'dist/main/verification-worker.js',
        'dist/main/document-worker.js',
        'dist/main/ofd-worker.js',
        'dist/main/package-worker.js',
        'dist/main/picture-worker.js',
        'dist/main/job-table-worker.js',
        'dist/main/evidence-worker.js',
        'dist/main/export-worker.js',
        'dist/main/audit-worker.js',
        'dist/main/sample-contract.pdf',
        'dist/main/check.py',
        'dist/main/format.zh-CN.txt',
        'dist/main/format.en.txt',
        'dist/renderer/index.html',
      ]),
    );
    for (const name of ['cmaps/', 'standard_fonts/', 'wasm/', 'iccs/']) {
      expect(
        packedFiles.some((path) => path.startsWith(`dist/renderer/pdfjs/${name}`)),
        name,
      ).toBe(true);
    }
    const packed = z
      .object({ main: z.string(), type: z.string(), desktopName: z.string() })
      .parse(JSON.parse(readFileSync(join(folder, 'extracted/package.json'), 'utf8')));
    expect(packed).toEqual({ main: 'dist/main/electron.js', type: 'module', desktopName: 'qianyin.desktop' });
  });

  it('holds no sources, no tests, and nothing that is only for developing', () => {
    const top = new Set(packedFiles.map((path) => path.split('/')[0]));
    expect([...top].sort()).toEqual(['dist', 'node_modules', 'package.json']);
    const packages = new Set(
      packedFiles.flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/@]+)/.exec(path)?.[1] ?? []),
    );
    // What a package of ours needs too, such as asn1js, is no more for developing alone.
    const needed = (name: string) =>
      Object.entries(lock.packages).some(([path, { dev }]) => path.endsWith(`node_modules/${name}`) && dev !== true);
    const developing = Object.keys(manifest.devDependencies).filter((name) => !needed(name));
    expect(developing).toEqual(expect.arrayContaining(['antd', 'react', 'react-dom', 'dayjs', 'electron', 'vitest']));
    for (const name of developing) {
      expect(packages, name).not.toContain(name);
    }
    // Of pdf.js, which the window has in its bundle, only the font that codes and tax numbers are drawn with.
    expect(
      packedFiles.filter((path) => path.startsWith('node_modules/pdfjs-dist/') && /\.\w+$/.test(path)).sort(),
    ).toEqual([
      'node_modules/pdfjs-dist/package.json',
      'node_modules/pdfjs-dist/standard_fonts/LiberationSans-Regular.ttf',
    ]);
    expect(packedFiles.filter((path) => /\.(ts|tsx|map|md)$/.test(path))).toEqual([]);
    expect(packedFiles.filter((path) => /^dist\/.*\.test\./.test(path))).toEqual([]);
  });

  it('has beside the archive what other processes start and what the system loads, for this system alone', () => {
    expect(unpackedFiles).toEqual(
      expect.arrayContaining(
        [
          'package.json',
          'token-host.js',
          'read-back-worker.js',
          'verification-worker.js',
          'document-worker.js',
          'ofd-worker.js',
          'package-worker.js',
          'picture-worker.js',
          'job-table-worker.js',
          'evidence-worker.js',
          'export-worker.js',
          'audit-worker.js',
        ].map((name) => (name === 'package.json' ? name : `dist/main/${name}`)),
      ),
    );
    // Beside these programs no part of the core: what the window's process runs is under the archive's integrity.
    expect(unpackedFiles.filter((path) => /^dist\/main\/.*\.c?js$/.test(path)).sort()).toEqual(
      [
        'audit-worker.js',
        'document-worker.js',
        'evidence-worker.js',
        'export-worker.js',
        'job-table-worker.js',
        'ofd-worker.js',
        'package-worker.js',
        'picture-worker.js',
        'read-back-worker.js',
        'token-host.js',
        'verification-worker.js',
      ].map((name) => `dist/main/${name}`),
    );
    const natives = unpackedFiles.filter((path) => path.endsWith('.node'));
    for (const name of ['pkcs11js', 'better-sqlite3', 'koffi', '@napi-rs/canvas']) {
      expect(
        natives.some((path) => path.includes(name)),
        name,
      ).toBe(true);
    }
    expect(packedFiles.filter((path) => path.endsWith('.node')).sort()).toEqual([...natives].sort());
    expect(natives.filter((path) => /darwin|win32|obj\.target/.test(path))).toEqual([]);
  });

  it('brings the libraries of our own that were built, and nothing else of their making', () => {
    const built = ['libskf-pkcs11.so', 'libsoftskf.so', 'softskf-tool'];
    const folderOfBuild = join(root, 'dist/native/lib');
    const beside = join(unpacked, 'dist/native/lib');
    const packed = existsSync(beside) ? readdirSync(beside) : [];
    expect(packed.sort()).toEqual(built.filter((name) => existsSync(join(folderOfBuild, name))).sort());
  });

  it('brings the notices of what others made: packages, those of the window, fonts, native parts', () => {
    const notices = readFileSync(join(application, 'resources/THIRD-PARTY-NOTICES.txt'), 'utf8');
    for (const name of [...Object.keys(manifest.dependencies), 'antd', 'react', 'react-dom']) {
      const carried = name === 'pdf-lib' ? '@cantoo/pdf-lib' : name;
      expect(notices, name).toMatch(new RegExp(`^${carried} \\d`, 'm'));
    }
    expect(notices).toMatch(/SIL OPEN FONT LICENSE/i);
    for (const name of ['LICENSE_LIBERATION', 'OpenSSL 3', 'Apache-2.0']) expect(notices).toContain(name);
    expect(notices).not.toMatch(/^vitest \d/m);
  });

  it('keeps the languages that the program speaks', () => {
    expect(readdirSync(join(application, 'locales')).sort()).toEqual(['en-US.pak', 'zh-CN.pak']);
  });

  it('is not to be used as Node, nor to be looked into, and loads its program from the archive alone', async () => {
    const wire = await fuses.getCurrentFuseWire(join(application, 'qianyin'));
    const states = Object.fromEntries(
      Object.entries(fuses.FuseV1Options)
        .filter(([name]) => Number.isNaN(Number(name)))
        .map(([name, index]) => [name, wire[index] === fuseIsOn]),
    );
    expect(states).toEqual({
      RunAsNode: false,
      EnableCookieEncryption: true,
      EnableNodeOptionsEnvironmentVariable: false,
      EnableNodeCliInspectArguments: false,
      EnableEmbeddedAsarIntegrityValidation: true,
      OnlyLoadAppFromAsar: true,
      LoadBrowserProcessSpecificV8Snapshot: false,
      GrantFileProtocolExtraPrivileges: false,
    });
  });

  it('reads a real token with the host beside the archive', async () => {
    const { token } = desk;
    const room = createTokens({
      homeFolder: folder,
      addedDriverPaths: [],
      discover: () => [softHsmDriver('a', token)],
      hostEntry: () => join(unpacked, 'dist/main/token-host.js'),
    });
    room.start();
    try {
      await room.settle();
      expect(room.drivers()).toMatchObject([{ state: 'ready', trouble: null }]);
      expect(room.tokens()).toMatchObject([{ serial: token.serial }]);
    } finally {
      await room.stop();
    }
  });

  it('reads a file back with the thread beside the archive', async () => {
    const path = fixturePath('cairo.pdf');
    const content = readFileSync(path);
    const worker = new Worker(join(unpacked, 'dist/main/read-back-worker.js'));
    try {
      const ask = async (id: number, appended: Uint8Array): Promise<unknown> => {
        const reply = new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
        const requests: ReadBackRequest[] = [
          { id, kind: 'follow', path, originalPath: path, kept: [{ start: 0, end: content.length }] },
          { id, kind: 'finish', appended },
        ];
        for (const request of requests) worker.postMessage(request);
        return reply;
      };
      expect(await ask(1, new Uint8Array())).toEqual({ id: 1 });
      expect(await ask(2, new Uint8Array([0x0a]))).toEqual({
        id: 2,
        failure: `the file ends at byte ${content.length}`,
      });
    } finally {
      await worker.terminate();
    }
  });

  it('verifies with the thread beside the archive, which needs no package', async () => {
    const worker = new Worker(join(unpacked, 'dist/main/verification-worker.js'));
    try {
      const replies: unknown[] = [];
      const done = new Promise((resolve, reject) => {
        worker.on('message', (reply) => {
          if (replies.push(reply) === 2) resolve(replies);
        });
        worker.once('error', reject);
      });
      const document = { path: fixturePath('cairo.pdf'), name: 'cairo.pdf', trustAnchors: [], now: new Date() };
      worker.postMessage({ id: 1, work: { document } } satisfies ThreadRequest);
      expect(await done).toMatchObject(['ready', { id: 1, answer: { report: { verdict: 'unsigned' } } }]);
    } finally {
      await worker.terminate();
    }
  });

  /** A document signed twice, of which the later seal draws `content`. */
  function twiceSigned(authority: OpensslAuthority, content: string, name: string): ThreadDocument {
    const signing = makeSigning(authority, signerExtensions, authorityExtensions);
    const look = '/Type /XObject /Subtype /Form /BBox [0 0 400 50] /Resources << >>';
    const signed = withSecondSignature(signByHand(unsignedPdf(), signing), {
      3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 5 0 R >> >> /Contents 4 0 R /Annots [7 0 R 11 0 R] >>',
      11: signatureField('Second', '/V 10 0 R', '/Rect [60 690 460 740] /AP << /N 21 0 R >>'),
      21: stream(content, look),
    });
    const path = join(folder, name);
    writeFileSync(path, signByHand(signed, signing));
    return { path, name, trustAnchors: [signing.issuer.certificate], now: new Date() };
  }

  function verdictOf(worker: Worker, id: number, document: ThreadDocument): Promise<unknown> {
    const reply = new Promise<unknown>((resolve, reject) => {
      worker.on('message', (message: ThreadReply) => {
        if (message !== 'ready' && message.id === id && 'answer' in message) resolve(message.answer);
      });
      worker.once('error', reject);
    });
    worker.postMessage({ id, work: { document } } satisfies ThreadRequest);
    return reply;
  }

  it('has the driver of PostgreSQL in the thread that collects packages', async () => {
    const workerData = digestsForThread(inArchive('dist/main/cli.js'));
    const worker = new Worker(join(unpacked, 'dist/main/audit-worker.js'), { workerData });
    try {
      const answered = new Promise((resolve) => {
        worker.on('message', (reply) => {
          if (typeof reply === 'object' && 'answer' in reply) resolve(reply.answer);
        });
      });
      worker.postMessage({ id: 1, work: { kind: 'list', address: 'postgres://auditor@/audit?host=%2Fnonexistent' } });
      expect(await answered).toMatchObject({ trouble: { code: 'DATABASE_UNREACHABLE', detail: 'ENOENT' } });
    } finally {
      await worker.terminate();
    }
  });

  it('draws pages beside the archive, to compare them with what was signed', async () => {
    const authority = new OpensslAuthority();
    const workerData = digestsForThread(inArchive('dist/main/cli.js'));
    const worker = new Worker(join(unpacked, 'dist/main/verification-worker.js'), { workerData });
    try {
      // A stroke is nothing that the structure would call a cover.
      expect(
        await verdictOf(worker, 1, twiceSigned(authority, '1 G 50 w 0 25 m 400 25 l S', 'covered.pdf')),
      ).toMatchObject({
        report: {
          signatures: [{ verdict: 'changed', changes: [{ kind: 'signature-added', coversContent: true }] }, {}],
        },
      });
      expect(
        await verdictOf(worker, 2, twiceSigned(authority, '0.8 0 0 RG 2 w 200 5 m 300 5 l S', 'beside.pdf')),
      ).toMatchObject({
        report: { verdict: 'valid' },
      });
    } finally {
      await worker.terminate();
      authority.remove();
    }
  });

  it('loads no package beside the archive before those are known to be as they were packed', () => {
    const main = join(folder, 'extracted/dist/main');
    const importsOf = (name: string): string[] => {
      const text = readFileSync(join(main, name), 'utf8');
      const found = [...text.matchAll(/^(?:import|export)\b[^;]*?["']([^"']+)["'];$/gm)].map(([, from = '']) => from);
      return found.flatMap((from) => (from.startsWith('./') ? importsOf(from) : [from]));
    };
    const first = new Set(importsOf('electron.js').filter((from) => !from.startsWith('node:')));
    expect([...first]).toEqual(['electron']);
  });

  describe('whose files beside the archive are as they were packed', () => {
    const programs: [what: string, built: string, reads: string[]][] = [
      ['the host of drivers', 'token-host.js', ['node_modules/pkcs11js/', 'node_modules/koffi/']],
      ['the thread that reads back', 'read-back-worker.js', []],
      ['the thread that draws', 'picture-worker.js', ['node_modules/@napi-rs/', 'dist/renderer/pdfjs/']],
    ];
    /** A start of its own: what was checked once is not read again. */
    const find = async (built: string, reads: readonly string[] = []) => {
      vi.resetModules();
      const { findProgram } = await import('../../../src-main/runtime/index.ts');
      return findProgram(inArchive('dist/main/cli.js'), { source: '', built, reads });
    };
    /** With the file so for as long as it takes. */
    const having = async (path: string, content: Buffer | null, work: () => Promise<void>) => {
      const file = join(unpacked, path);
      const before = existsSync(file) ? readFileSync(file) : null;
      try {
        mkdirSync(dirname(file), { recursive: true });
        if (content) writeFileSync(file, content);
        else rmSync(file);
        await work();
      } finally {
        if (before) writeFileSync(file, before);
        else rmSync(file);
      }
    };
    const altered = (path: string) => {
      const content = readFileSync(join(unpacked, path));
      content[content.length >> 1] = (content[content.length >> 1] ?? 0) ^ 1;
      return content;
    };
    const refused = (path: string) =>
      expect.objectContaining({ code: 'PROGRAM_ALTERED', values: { path: join(unpacked, path) } });

    it.each(programs)('starts %s', async (_, built, reads) => {
      expect(await find(built, reads)).toBe(join(unpacked, 'dist/main', built));
    });

    it.each(programs)('starts %s no more when a bit of it differs', async (_, built) => {
      const path = `dist/main/${built}`;
      await having(path, altered(path), () => expect(find(built)).rejects.toEqual(refused(path)));
    });

    it.each([
      ['a native part', 'node_modules/pkcs11js/build/Release/pkcs11.node'],
      ['a package', 'node_modules/koffi/src/koffi/index.js'],
      ['what says which modules are what', 'package.json'],
    ])('starts nothing when %s differs', async (_, path) => {
      const [, built, reads] = programs[0] ?? ['', '', []];
      await having(path, altered(path), () => expect(find(built, reads)).rejects.toEqual(refused(path)));
    });

    it('starts nothing when a package is gone, and another would be found elsewhere', async () => {
      const path = 'node_modules/pkcs11js/package.json';
      await having(path, null, () =>
        expect(find('token-host.js', ['node_modules/pkcs11js/'])).rejects.toEqual(refused(path)),
      );
    });

    it.each([
      ['a package nearer to the program', 'dist/main/node_modules/koffi/index.js', 'dist/main/node_modules'],
      ['a file that a package would look for', 'node_modules/koffi/build/koffi.node', 'node_modules/koffi/build'],
    ])('starts nothing when somebody put there %s', async (_, path, stranger) => {
      await having(path, Buffer.from('x'), async () => {
        await expect(find('token-host.js', ['node_modules/koffi/'])).rejects.toEqual(refused(stranger));
      });
      rmSync(join(unpacked, stranger), { recursive: true });
    });

    it('says so of the driver, and starts no process for it', async () => {
      const { token } = desk;
      const path = 'dist/main/token-host.js';
      await having(path, altered(path), async () => {
        const room = createTokens({
          homeFolder: folder,
          addedDriverPaths: [],
          discover: () => [softHsmDriver('a', token)],
          hostEntry: () => {
            throw new AppError('PROGRAM_ALTERED', { path });
          },
        });
        room.start();
        try {
          await room.settle();
          expect(room.drivers()).toMatchObject([{ state: 'failed', trouble: 'PROGRAM_ALTERED' }]);
        } finally {
          await room.stop();
        }
      });
    });

    it('finds nothing permitted that it would have to draw with what differs', async () => {
      const authority = new OpensslAuthority();
      const path = 'node_modules/@napi-rs/canvas/index.js';
      const workerData = digestsForThread(inArchive('dist/main/cli.js'));
      await having(path, altered(path), async () => {
        const worker = new Worker(join(unpacked, 'dist/main/verification-worker.js'), { workerData });
        try {
          const document = twiceSigned(authority, '0.8 0 0 RG 2 w 200 5 m 300 5 l S', 'altered.pdf');
          expect(await verdictOf(worker, 1, document)).toMatchObject({ error: { code: 'PROGRAM_ALTERED' } });
        } finally {
          await worker.terminate();
          authority.remove();
        }
      });
    });
  });

  it('holds all that the core needs to stamp and to verify', () => {
    const output = join(folder, '已盖章.pdf');
    const place = ['--seal', desk.sealId, '--page', '1', '--at', '60,60'];
    desk.qianyin('stamp', desk.documentPath, '-o', output, ...place);
    const report = desk.qianyin('verify', '--json', '--trust', desk.token.caCertificatePath, output);
    const printed = join(folder, '验证报告.pdf');
    desk.qianyin('verify', '--trust', desk.token.caCertificatePath, output, '--report', printed);
    execFileSync('qpdf', ['--check', printed]);
    expect(z.object({ verdict: z.string() }).parse(JSON.parse(report)).verdict).toBe('valid');
    expect(execFileSync('pdfsig', [output], { encoding: 'utf8' })).toContain('Signature is Valid');
  });
});
