import type { OfdPackage } from '../package/package.ts';
import { resolvePartPath } from '../package/part-path.ts';

/** Where a location leads: to a part of the package, or to where it should be. */
export interface FoundPart {
  /** As the directory has it; of a missing one as it is named. */
  readonly path: string;
  readonly isMissing: boolean;
  readonly isOtherCase: boolean;
  /** It leads out of the package from wherever it may count. */
  readonly isOutside: boolean;
}

/**
 * The one way from a location to a part (GB/T 33190-2016, 7.2): what is verified and what is shown go it both.
 * @param from the parts that the location may count from, the standard's first
 */
export function findPart(pack: OfdPackage, location: string, from: readonly string[]): FoundPart {
  const candidates = from.flatMap((one) => resolvePartPath(one, location) ?? []);
  const found = candidates.flatMap((path) => pack.find(path) ?? [])[0];
  return {
    path: found?.entry.name ?? candidates[0] ?? location,
    isMissing: !found,
    isOtherCase: found?.isOtherCase ?? false,
    isOutside: candidates.length === 0,
  };
}

/** What locations in a file of resources count from: the folder that it names; makers count from the file's own as well. */
export function resourceFolders(path: string, base: string | undefined): readonly string[] {
  const folder = base === undefined ? null : resolvePartPath(path, `${base}/x`);
  return folder === null ? [path] : [folder, path];
}
