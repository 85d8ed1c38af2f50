/** The notices of everything that a bundle carries of others: made anew with each build, from what is installed. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const manifest = z.object({
  name: z.string(),
  version: z.string(),
  license: z.unknown().optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});
type Manifest = z.infer<typeof manifest>;

const readManifest = (folder: string): Manifest =>
  manifest.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));

/** Where a package is found from a folder, as Node looks for it; null for an optional one of another system. */
function findPackage(name: string, from: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name);
    if (existsSync(join(found, 'package.json'))) return found;
    if (dirname(folder) === folder) return null;
  }
}

/** The packages that the window's sources name: they are in its bundle, though they are installed for developing. */
function packagesOfWindow(root: string): string[] {
  const folder = join(root, 'src-renderer');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
  const named = sources.flatMap((name) =>
    [...readFileSync(join(folder, name), 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^'.][^']*)'/g)].map(
      ([, specifier = '']) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/'),
    ),
  );
  return [...new Set(named)].filter((name) => findPackage(name, root) !== null);
}

/** The folders of all packages that are carried, those of their own packages included. */
function carriedPackages(root: string): string[] {
  const found = new Set<string>();
  const walk = (name: string, from: string) => {
    const folder = findPackage(name, from);
    if (folder === null || found.has(folder)) return;
    found.add(folder);
    const { dependencies, optionalDependencies } = readManifest(folder);
    for (const other of Object.keys({ ...dependencies, ...optionalDependencies })) walk(other, folder);
  };
  const { dependencies } = readManifest(root);
  for (const name of [...Object.keys(dependencies), ...packagesOfWindow(root)]) walk(name, root);
  return [...found].sort();
}

/** Fonts and decoders of pdf.js have notices of their own, below its folders. */
const isNotice = (name: string) => /(?:^|[\\/])(?:licen[cs]e|copying|notice|ofl)[^\\/]*$/i.test(name);

function noticesIn(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const own = names.filter((name) => isNotice(name) && !name.includes('node_modules') && !/\.[cm]?[jt]sx?$/.test(name));
  return own.sort().flatMap((name) => {
    try {
      return [`--- ${name.replaceAll('\\', '/')}\n${readFileSync(join(folder, name), 'utf8').trim()}\n`];
    } catch {
      // A folder of that name.
      return [];
    }
  });
}

/** Linked into the software UKey (native/softskf/CMakeLists.txt), from the system that builds it. */
function noticeOfOpenssl(): string {
  const debianCopyright = '/usr/share/doc/libssl-dev/copyright';
  const text = existsSync(debianCopyright) ? readFileSync(debianCopyright, 'utf8').trim() : '';
  return `${'='.repeat(78)}\nOpenSSL 3 (libcrypto)\nApache-2.0\nCopyright The OpenSSL Project Authors\n${text}\n`;
}

/** Writes the notices of all packages, fonts and native parts of others that a bundle of this project carries. */
export function writeThirdPartyNotices(root: string, target: string): void {
  const entries = carriedPackages(root).map((folder) => {
    const { name, version, license } = readManifest(folder);
    const stated = typeof license === 'string' ? license : JSON.stringify(license ?? 'see below');
    return [`${'='.repeat(78)}\n${name} ${version}\n${stated}\n`, ...noticesIn(folder)].join('\n');
  });
  const head = '本程序包含以下第三方软件和字体。\nThis program contains the following software and fonts of others.\n';
  writeFileSync(target, [head, ...entries, noticeOfOpenssl()].join('\n'));
}
