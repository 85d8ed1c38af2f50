import { assertAsPacked } from '../runtime/index.ts';

/** The packages with native parts that the process of the core loads: they lie beside the archive with all that is in them. */
const loaded = ['package.json', 'node_modules/koffi/', 'node_modules/@koromix/', 'node_modules/better-sqlite3/'];

/** In a release: before any of them is loaded. @throws AppError PROGRAM_ALTERED */
export const assertLoadedAsPacked = (moduleUrl: string): void => assertAsPacked(moduleUrl, loaded);
