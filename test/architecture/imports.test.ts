/** Who may import whom: what is not in these tables is refused. ARCHITECTURE.md says why. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const core = join(root, 'src-main');

interface Permission {
  readonly rooms: readonly string[];
  readonly packages: readonly string[];
}
const may = (rooms: string, packages = ''): Permission => ({
  rooms: rooms.split(' ').filter(Boolean),
  packages: packages.split(' ').filter(Boolean),
});

/**
 * By room: the rooms and the packages that it may import. Node's own modules are open to all but contract and words.
 */
const mayImport: Readonly<Record<string, Permission>> = {
  runtime: may('contract'),
  contract: may('', 'zod'),
  process: may('', 'koffi'),
  words: may('contract'),
  x509: may('runtime contract', '@noble/curves'),
  files: may('runtime contract'),
  network: may('contract'),
  pdf: may('runtime contract files', 'pdf-lib pdfjs-dist @napi-rs/canvas'),
  ofd: may('runtime contract files x509', 'opentype.js saxes utif2'),
  signature: may('runtime contract x509'),
  token: may('runtime contract process x509', 'pkcs11js koffi @peculiar/x509 reflect-metadata zod'),
  // What is exported and 用印台账 are laid out by the room for reports, in a thread.
  history: may('runtime contract words x509 files signature report', 'better-sqlite3 yauzl yazl zod'),
  control: may('contract history'),
  approval: may('contract files history signature x509', 'jose zod'),
  seal: may('contract files', 'opentype.js pngjs zod'),
  placing: may('contract pdf', 'opencc-js'),
  templates: may('contract files pdf placing', 'zod'),
  settings: may('contract x509 files signature', 'zod'),
  register: may('contract x509 signature seal token'),
  verification: may('runtime contract files x509 signature pdf ofd seal'),
  longterm: may('runtime contract words x509 files network signature pdf verification', 'better-sqlite3 zod'),
  report: may('contract words', 'pdf-lib @cantoo/fontkit write-excel-file yazl'),
  batch: may('runtime contract files history report stamping', 'better-sqlite3 csv-parse pngjs read-excel-file zod'),
  preview: may('runtime contract signature pdf ofd', 'pdf-lib'),
  archival: may('contract files history signature x509 pdf approval verification', 'yazl'),
  structured: may('contract files pdf placing', 'saxes'),
  duty: may('runtime contract words files history approval stamping', 'zod'),
  trial: may('contract x509 files signature seal token register settings', 'zod'),
  stamping: may(
    'runtime contract x509 files signature pdf ofd preview token seal history control approval placing structured verification',
  ),
  recording: may('contract history token', 'zod'),
  audit: may('runtime contract files history', 'pg zod'),
  'join-handlers.ts': may('contract'),
  'app.ts': may(
    'join-handlers.ts approval archival batch contract control duty files history longterm network process recording register report seal settings stamping structured templates token trial verification',
  ),
  'early-threads.ts': may('process pdf token verification'),
  doors: may('audit contract words files app.ts early-threads.ts', 'electron commander zod'),
};

/** Rooms within rooms, the ground floor first: each may import itself and those before it. */
const floorsWithin: Readonly<Record<string, readonly string[]>> = {
  x509: ['asn1', 'keys', 'certificates', 'path'],
  pdf: [
    'file',
    'pages',
    'text',
    'strictness',
    'content',
    'signing',
    'attachments',
    'precautions',
    'repair',
    'changes',
    'seal-pictures',
    'rendering',
    'thread',
  ],
  ofd: ['package', 'xml', 'structure', 'text', 'signing', 'writing', 'thread', 'pictures', 'display'],
  token: ['host', 'drivers', 'certificates', 'supervision'],
  signature: ['cms', 'timestamp', 'revocation', 'ses'],
};

/** Packages that one door alone may know. */
const packagesOfDoors: Readonly<Record<string, readonly string[]>> = { electron: ['electron'], cli: ['commander'] };

const mostFiles = 20;

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

interface Import {
  readonly from: string;
  readonly to: string;
}

/** What a file imports, types included: paths of files from the root of the repository, names of packages. */
function importsOf(path: string): Import[] {
  const text = readFileSync(path, 'utf8');
  const specifiers = [...text.matchAll(/(?:\bfrom\s+|\bimport\s+|\bimport\(\s*)'([^']+)'/g)].map(([, one = '']) => one);
  return specifiers.map((one) => ({
    from: relative(root, path),
    to: one.startsWith('.') ? relative(root, resolve(dirname(path), one)) : one,
  }));
}

const all = filesIn(core).flatMap(importsOf);
const isFile = (to: string) => to.startsWith('src-main/');
/** The room that a file of the core stands in; a file beside the rooms is one of its own. */
const roomOf = (path: string) => path.split('/')[1] ?? '';
const packageOf = (to: string) => to.split('/', to.startsWith('@') ? 2 : 1).join('/');
const told = ({ from, to }: Import) => `${from} imports ${to}`;

describe('the import rule', () => {
  it('knows every room', () => {
    const entries = readdirSync(core, { withFileTypes: true });
    const rooms = entries.filter((entry) => entry.isDirectory() || entry.name.endsWith('.ts'));
    expect(rooms.map(({ name }) => name).sort()).toEqual(Object.keys(mayImport).sort());
  });

  it('lets rooms import those below them, and nothing else', () => {
    const between = all.filter(({ from, to }) => isFile(to) && roomOf(from) !== roomOf(to));
    expect(between.filter(({ from, to }) => !mayImport[roomOf(from)]?.rooms.includes(roomOf(to))).map(told)).toEqual(
      [],
    );
  });

  it('leads nowhere in a circle, types included', () => {
    const targets = new Map<string, string[]>();
    for (const { from, to } of all) if (isFile(to)) targets.set(from, [...(targets.get(from) ?? []), to]);
    const circles: string[] = [];
    const done = new Set<string>();
    const walk = (path: string, way: readonly string[]): void => {
      if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(' → '));
      if (way.includes(path) || done.has(path)) return;
      for (const target of targets.get(path) ?? []) walk(target, [...way, path]);
      done.add(path);
    };
    for (const path of targets.keys()) walk(path, []);
    expect(circles).toEqual([]);
  });

  it('lets a room be entered by its index only', () => {
    const doors = (path: string) => roomOf(path) === 'doors';
    const deep = all.filter(
      ({ from, to }) =>
        isFile(to) && roomOf(from) !== roomOf(to) && to.split('/').length > 2 && !to.endsWith(`${roomOf(to)}/index.ts`),
    );
    expect(deep.filter(({ to }) => !doors(to)).map(told)).toEqual([]);
  });

  it('lets the rooms within a room import those before them', () => {
    const upwards = all.filter(({ from, to }) => {
      const floors = floorsWithin[roomOf(from)];
      if (!floors || roomOf(from) !== roomOf(to)) return false;
      const [own, other] = [from, to].map((path) => floors.indexOf(path.split('/')[2] ?? ''));
      return own !== undefined && other !== undefined && own >= 0 && (other < 0 || other > own);
    });
    expect(upwards.map(told)).toEqual([]);
  });

  it('lets rooms know the packages that they are for', () => {
    const foreign = all.filter(({ from, to }) => {
      if (isFile(to) || to === 'package.json') return false;
      if (to.startsWith('node:')) return roomOf(from) === 'contract' || roomOf(from) === 'words';
      return !mayImport[roomOf(from)]?.packages.includes(packageOf(to));
    });
    expect(foreign.map(told)).toEqual([]);
  });

  it('keeps what belongs to one door out of the others', () => {
    for (const [door, packages] of Object.entries(packagesOfDoors)) {
      const others = all.filter(({ from, to }) => packages.includes(to) && !from.startsWith(`src-main/doors/${door}/`));
      expect(others.map(told)).toEqual([]);
    }
  });

  it('lets the window know the contract and the words only', () => {
    const outside = filesIn(join(root, 'src-renderer'))
      .flatMap(importsOf)
      .filter(({ to }) => to.startsWith('src-main/') || to.startsWith('test/') || to.startsWith('node:'));
    const open = ['src-main/contract/index.ts', 'src-main/words/index.ts'];
    expect(outside.filter(({ to }) => !open.includes(to)).map(told)).toEqual([]);
  });
});

describe('a folder of the core', () => {
  it(`holds at most ${mostFiles} files`, () => {
    const counts = new Map<string, number>();
    for (const path of filesIn(core)) {
      const folder = relative(root, dirname(path));
      counts.set(folder, (counts.get(folder) ?? 0) + 1);
    }
    const full = [...counts].filter(([, count]) => count > mostFiles).map(([folder]) => folder);
    expect(full.sort()).toEqual([]);
  });
});
