import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';

/**
 * For the environment of our own threads and programs: where this program keeps what it compiled, which they then use as well. Empty where
 * it keeps nothing. Never for a program of somebody else's.
 */
export function compileCacheEnvironment(): { readonly NODE_COMPILE_CACHE?: string } {
  // That of this version of Node, in the folder that was named.
  const ofThisNode = getCompileCacheDir?.();
  return ofThisNode === undefined ? {} : { NODE_COMPILE_CACHE: dirname(ofThisNode) };
}
