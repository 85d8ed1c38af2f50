import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError, type RoundSealDesign, type Seal, seal as sealSchema } from '../contract/index.ts';
import { writeFileAtomically } from '../files/index.ts';
import type { Artwork } from './artwork.ts';
import { readImpressionPng } from './impression-png.ts';
import { drawRoundSeal } from './round-seal.ts';

type SealBase = Pick<Seal, 'name' | 'kind' | 'binding' | 'trial'>;

/** The seals of this computer: a folder each, with its description and its artwork. Other processes may add to it at any time. */
export interface SealLibrary {
  /** Oldest first. Damaged entries are left out; `damaged` names them. */
  list(): Seal[];
  /** Throws SEAL_NOT_FOUND. */
  get(id: string): Seal;
  /** By ID, else by name. Throws SEAL_NOT_FOUND, SEAL_AMBIGUOUS. */
  find(idOrName: string): Seal;
  /** The same object for the same seal, so that its encoded form can be kept. Throws SEAL_NOT_FOUND. */
  artwork(id: string): Artwork;
  create(request: SealBase & { design: RoundSealDesign }): Promise<Seal>;
  import(request: SealBase & { png: Uint8Array; removeBackground: boolean; widthMm: number }): Promise<Seal>;
  remove(id: string): Promise<void>;
  damaged(): { id: string; detail: string }[];
}

const descriptionFile = 'seal.json';
const vectorFile = 'artwork.json';
const imageFile = 'artwork.png';
const idPattern = /^[0-9a-z]{10}$/;

const vectorArtwork = z.object({
  kind: z.literal('vector'),
  widthMm: z.number().positive(),
  heightMm: z.number().positive(),
  paths: z.array(
    z.object({
      d: z.string().regex(/^[MLCZ0-9eE.\- ]+$/),
      fill: z.string().regex(/^#[0-9a-fA-F]{6}$/),
      evenOdd: z.boolean(),
    }),
  ),
});

function newId(): string {
  return Array.from(randomBytes(10), (byte) => '0123456789abcdefghijklmnopqrstuv'[byte & 31]).join('');
}

/** Opens the library in `folder`, which need not exist yet. */
export function openSealLibrary(folder: string): SealLibrary {
  const artworks = new Map<string, Artwork>();

  function readSeal(id: string): Seal {
    const stored: unknown = JSON.parse(readFileSync(join(folder, id, descriptionFile), 'utf8'));
    const seal = sealSchema.parse(stored);
    if (seal.id !== id) throw new Error('the description belongs to another seal');
    return seal;
  }

  function readAll(): { seals: Seal[]; damaged: { id: string; detail: string }[] } {
    const ids = existsSync(folder) ? readdirSync(folder).filter((name) => idPattern.test(name)) : [];
    const seals: Seal[] = [];
    const damaged: { id: string; detail: string }[] = [];
    for (const id of ids) {
      try {
        seals.push(readSeal(id));
      } catch (cause) {
        damaged.push({ id, detail: cause instanceof Error ? cause.message : String(cause) });
      }
    }
    seals.sort((first, second) => first.createdAt.localeCompare(second.createdAt) || first.id.localeCompare(second.id));
    return { seals, damaged };
  }

  function readArtwork(seal: Seal): Artwork {
    const place = join(folder, seal.id);
    if (seal.artworkKind === 'vector')
      return vectorArtwork.parse(JSON.parse(readFileSync(join(place, vectorFile), 'utf8')));
    const { png, rgba, widthPx, heightPx } = readImpressionPng(readFileSync(join(place, imageFile)), {
      removeBackground: false,
    });
    return { kind: 'image', widthMm: seal.widthMm, heightMm: seal.heightMm, png, rgba, widthPx, heightPx };
  }

  /** The folder appears under its name only when everything is in it. */
  function store(base: SealBase, artwork: Artwork): Seal {
    const seal: Seal = {
      id: newId(),
      name: base.name,
      kind: base.kind,
      widthMm: artwork.widthMm,
      heightMm: artwork.heightMm,
      artworkKind: artwork.kind,
      trial: base.trial,
      createdAt: new Date().toISOString(),
      binding: base.binding,
    };
    const making = join(folder, `.${seal.id}.part`);
    mkdirSync(making, { recursive: true });
    try {
      if (artwork.kind === 'vector') writeFileAtomically(join(making, vectorFile), JSON.stringify(artwork));
      else writeFileAtomically(join(making, imageFile), artwork.png);
      writeFileAtomically(join(making, descriptionFile), JSON.stringify(seal, null, 2));
      renameSync(making, join(folder, seal.id));
    } catch (cause) {
      rmSync(making, { recursive: true, force: true });
      throw cause;
    }
    artworks.set(seal.id, artwork);
    return seal;
  }

  const library: SealLibrary = {
    list: () => readAll().seals,
    damaged: () => readAll().damaged,
    get(id) {
      const found =
        idPattern.test(id) && existsSync(join(folder, id)) ? readAll().seals.find((seal) => seal.id === id) : undefined;
      if (!found) throw new AppError('SEAL_NOT_FOUND', { seal: id });
      return found;
    },
    find(idOrName) {
      const { seals } = readAll();
      const byId = seals.find(({ id }) => id === idOrName);
      if (byId) return byId;
      const byName = seals.filter(({ name }) => name === idOrName);
      if (byName.length > 1) throw new AppError('SEAL_AMBIGUOUS', { seal: idOrName });
      const [only] = byName;
      if (!only) throw new AppError('SEAL_NOT_FOUND', { seal: idOrName });
      return only;
    },
    artwork(id) {
      const seal = library.get(id);
      const known = artworks.get(id);
      if (known) return known;
      try {
        const artwork = readArtwork(seal);
        artworks.set(id, artwork);
        return artwork;
      } catch (cause) {
        if (cause instanceof AppError) throw cause;
        const detail = cause instanceof Error ? cause.message : String(cause);
        throw new AppError('SEAL_ARTWORK_INVALID', { detail: seal.name }, { detail, cause });
      }
    },
    async create({ design, ...base }) {
      return store(base, drawRoundSeal(design));
    },
    async import({ png, removeBackground, widthMm, ...base }) {
      const image = readImpressionPng(png, { removeBackground });
      const heightMm = Math.round(((widthMm * image.heightPx) / image.widthPx) * 100) / 100;
      return store(base, {
        kind: 'image',
        widthMm,
        heightMm,
        png: image.png,
        rgba: image.rgba,
        widthPx: image.widthPx,
        heightPx: image.heightPx,
      });
    },
    async remove(id) {
      library.get(id);
      artworks.delete(id);
      // Out of sight at once, even where a file in it is held open.
      const gone = join(folder, `.${id}.removed`);
      renameSync(join(folder, id), gone);
      rmSync(gone, { recursive: true, force: true });
    },
  };
  return library;
}
