import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { programFolder } from '../../runtime/index.ts';

const libraryEnding = { win32: '.dll', darwin: '.dylib' } as Partial<Record<NodeJS.Platform, string>>;
const ending = libraryEnding[process.platform] ?? '.so';

const fileNames = {
  /** The PKCS#11 module over SKF libraries. */
  skfModule: `libskf-pkcs11${ending}`,
  /** The software UKey. */
  softSkf: `libsoftskf${ending}`,
  /** Makes software UKeys. */
  softSkfTool: process.platform === 'win32' ? 'softskf-tool.exe' : 'softskf-tool',
} as const;

/** Folders that hold what `native/` was built into: in `dist/`, which in a release lies beside the archive. */
function folders(): string[] {
  const here = programFolder(import.meta.url);
  return [
    // From dist/main, and from a folder of shared chunks within it; then from source.
    join(here, '..', 'native', 'lib'),
    join(here, '..', '..', 'native', 'lib'),
    join(here, '..', '..', '..', 'dist', 'native', 'lib'),
  ];
}

/** Where a native part of this program is; null when it was not built. */
export function findNativePart(part: keyof typeof fileNames): string | null {
  return (
    folders()
      .map((folder) => join(folder, fileNames[part]))
      .find((path) => existsSync(path)) ?? null
  );
}

/** Where a release has the native parts, if it has any. */
export const nativeFolders = (): string[] => (findNativePart('skfModule') === null ? [] : ['dist/native/']);
