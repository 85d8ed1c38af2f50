import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError, type RemovedSeal, removedSeal, type Seal, seal as sealSchema } from '../contract/index.ts';
import {
  describeWriteFailure,
  FileValues,
  privateFolderMode,
  syncFolder,
  writeFileAtomically,
} from '../files/index.ts';
import type { Artwork } from './artwork.ts';
import { readImpressionPng } from './impression-png.ts';

const descriptionFile = 'seal.json';
const standardFile = 'seal.esl';
const artworkFile = { vector: 'artwork.json', image: 'artwork.png' } as const;
export const sealIdPattern = /^[0-9a-z]{10}$/;

const pathData = /^(?:(?:[ML](?: -?\d+(?:\.\d+)?){2}|C(?: -?\d+(?:\.\d+)?){6}|Z) ?)+$/;
const vectorArtwork = z.object({
  kind: z.literal('vector'),
  widthMm: z.number().positive(),
  heightMm: z.number().positive(),
  paths: z.array(
    z.object({
      d: z.string().regex(pathData),
      fill: z.string().regex(/^#[0-9a-fA-F]{6}$/),
      evenOdd: z.boolean(),
    }),
  ),
});

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
}

function unreadable(path: string, cause: unknown): AppError {
  return new AppError('FILE_UNREADABLE', { path }, { detail: codeOf(cause), cause });
}

/** The IDs of all entries, damaged ones too. Throws FILE_UNREADABLE. */
export function sealIdsIn(folder: string): string[] {
  try {
    return existsSync(folder) ? readdirSync(folder).filter((name) => sealIdPattern.test(name)) : [];
  } catch (cause) {
    throw unreadable(folder, cause);
  }
}

const descriptions = new FileValues<Seal>(200);
const readDescription = (path: string) => sealSchema.parse(JSON.parse(readFileSync(path, 'utf8')));

/** One seal's description. Throws an error of any kind when the entry is damaged. */
export function readSeal(folder: string, id: string): Seal {
  const place = join(folder, id);
  const seal = descriptions.get(join(place, descriptionFile), readDescription);
  if (seal.id !== id) throw new Error('the description belongs to another seal');
  if (!existsSync(join(place, artworkFile[seal.artworkKind]))) throw new Error('the artwork is missing');
  return seal;
}

/** One seal's artwork. Throws SEAL_ARTWORK_INVALID when it is damaged. */
export function readArtwork(folder: string, seal: Seal): Artwork {
  try {
    const bytes = readFileSync(join(folder, seal.id, artworkFile[seal.artworkKind]));
    if (seal.artworkKind === 'vector') return vectorArtwork.parse(JSON.parse(bytes.toString('utf8')));
    const { png, rgba, widthPx, heightPx } = readImpressionPng(bytes, { removeBackground: false });
    return { kind: 'image', widthMm: seal.widthMm, heightMm: seal.heightMm, png, rgba, widthPx, heightPx };
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('SEAL_ARTWORK_INVALID', { detail: seal.name }, { detail, cause });
  }
}

/** The DER of the seal of GB/T 38540 that was made of a seal; null when none was. Throws an error of any kind when it is damaged. */
export function readStandard(folder: string, seal: Seal): Uint8Array | null {
  return seal.standard ? new Uint8Array(readFileSync(join(folder, seal.id, standardFile))) : null;
}

/** Writes a seal's description anew, and what its maker made of it where that is given. Throws DISK_FULL, OUTPUT_FOLDER_UNWRITABLE. */
export function rewriteSeal(folder: string, seal: Seal, standard?: Uint8Array): void {
  const place = join(folder, seal.id);
  try {
    if (standard) writeFileAtomically(join(place, standardFile), standard);
    writeFileAtomically(join(place, descriptionFile), JSON.stringify(seal, null, 2));
  } catch (cause) {
    throw describeWriteFailure(cause, place);
  }
}

/** Writes a seal: its folder appears under its ID only when everything is in it. Throws DISK_FULL, OUTPUT_FOLDER_UNWRITABLE. */
export function writeSeal(folder: string, seal: Seal, artwork: Artwork, standard?: Uint8Array): void {
  const making = join(folder, `.${seal.id}.part`);
  try {
    mkdirSync(making, { recursive: true, mode: privateFolderMode });
    const content = artwork.kind === 'vector' ? JSON.stringify(artwork) : artwork.png;
    writeFileAtomically(join(making, artworkFile[artwork.kind]), content);
    if (standard) writeFileAtomically(join(making, standardFile), standard);
    writeFileAtomically(join(making, descriptionFile), JSON.stringify(seal, null, 2));
    renameSync(making, join(folder, seal.id));
    syncFolder(folder);
  } catch (cause) {
    rmSync(making, { recursive: true, force: true });
    throw describeWriteFailure(cause, folder);
  }
}

const removedFolder = (folder: string) => join(folder, 'removed');

/** What is kept of the seals that were removed; a description that is damaged is left out. Throws FILE_UNREADABLE. */
export function readRemoved(folder: string): RemovedSeal[] {
  const place = removedFolder(folder);
  if (!existsSync(place)) return [];
  try {
    return readdirSync(place)
      .filter((name) => name.endsWith('.json'))
      .flatMap((name) => {
        const read = removedSeal.safeParse(readJson(join(place, name)));
        return read.success ? [read.data] : [];
      });
  } catch (cause) {
    throw unreadable(place, cause);
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    if (cause instanceof SyntaxError) return null;
    throw cause;
  }
}

/** Keeps the description and register of a seal, before it is removed. Throws DISK_FULL, OUTPUT_FOLDER_UNWRITABLE. */
export function keepRemoved(folder: string, removed: RemovedSeal): void {
  const place = removedFolder(folder);
  try {
    mkdirSync(place, { recursive: true, mode: 0o700 });
    writeFileAtomically(join(place, `${removed.seal.id}.json`), JSON.stringify(removed, null, 2));
  } catch (cause) {
    throw describeWriteFailure(cause, place);
  }
}

/** Takes a seal away, out of sight at once even where a file in it is held open. Throws OUTPUT_FOLDER_UNWRITABLE. */
export function removeSeal(folder: string, id: string): void {
  const gone = join(folder, `.${id}.removed`);
  try {
    renameSync(join(folder, id), gone);
    rmSync(gone, { recursive: true, force: true });
    syncFolder(folder);
  } catch (cause) {
    throw describeWriteFailure(cause, folder);
  }
}
