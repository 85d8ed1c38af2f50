import { randomBytes } from 'node:crypto';
import {
  AppError,
  type KeptRules,
  type RemovedSeal,
  registerStateOf,
  type Seal,
  type SealDesign,
  type SealFacts,
  type SealRegisterChange,
} from '../contract/index.ts';
import type { Artwork } from './artwork.ts';
import { drawSeal } from './draw-seal.ts';
import { readImpressionPng } from './impression-png.ts';
import {
  keepRemoved,
  readArtwork,
  readRemoved,
  readSeal,
  readStandard,
  removeSeal,
  rewriteSeal,
  sealIdPattern,
  sealIdsIn,
  writeSeal,
} from './seal-folder.ts';
import { artworkOfPicture, type SealPicture } from './standard-picture.ts';

/** A seal of GB/T 38540. */
export interface StandardSeal {
  readonly der: Uint8Array;
  readonly facts: SealFacts;
}

type SealBinding = Seal['binding'];

/** The renewed certificate, whether the seal of GB/T 38540 names it, and who says so when. */
export interface SealRenewal {
  readonly binding: SealBinding;
  readonly standardOutdated: boolean;
  readonly by: string;
  readonly at: string;
}

type SealBase = Pick<Seal, 'name' | 'kind' | 'binding' | 'trial'> & Partial<Pick<Seal, 'naming'>>;

/**
 * The seals of this computer: a folder each, with its description and its artwork. Other processes may add and remove seals at any time.
 * Reading may throw FILE_UNREADABLE; writing DISK_FULL and OUTPUT_FOLDER_UNWRITABLE.
 */
export interface SealLibrary {
  /** Oldest first. Damaged entries are left out; `damaged` names them. */
  list(): Seal[];
  /** Throws SEAL_NOT_FOUND. */
  get(id: string): Seal;
  /** By ID, else by name. Throws SEAL_NOT_FOUND, SEAL_AMBIGUOUS. */
  find(idOrName: string): Seal;
  /** The same object for the same seal, so that its encoded form can be kept. Throws SEAL_NOT_FOUND, SEAL_ARTWORK_INVALID. */
  artwork(id: string): Artwork;
  /** Throws SEAL_TEXT_UNSUPPORTED. */
  create(request: SealBase & { design: SealDesign }): Promise<Seal>;
  /** `widthMm` is the width of the picture; with `removeBackground`, that of the ink in it. Throws SEAL_ARTWORK_INVALID. */
  import(request: SealBase & { png: Uint8Array; removeBackground: boolean; widthMm: number }): Promise<Seal>;
  /** A seal that a maker made, with its picture. Throws SEAL_ARTWORK_INVALID. */
  importStandard(request: SealBase & { standard: StandardSeal; picture: SealPicture }): Promise<Seal>;
  /** The DER of the seal of GB/T 38540, null when none was made. Throws SEAL_NOT_FOUND, SEAL_UNREADABLE. */
  standard(id: string): Uint8Array | null;
  /** Keeps what a maker made of the seal. Throws SEAL_NOT_FOUND. */
  setStandard(id: string, standard: StandardSeal): Seal;
  /** Binds the seal to a renewed certificate; what it was bound to stays on record. Throws SEAL_NOT_FOUND. */
  renew(id: string, renewal: SealRenewal): Seal;
  /** Throws SEAL_NOT_FOUND. */
  setCompanion(id: string, companion: SealBinding | null): Seal;
  /** Throws SEAL_NOT_FOUND. */
  setRules(id: string, rules: KeptRules | null): Seal;
  /** Adds to the register of the seal. Throws SEAL_NOT_FOUND, and SEAL_REVOKED since that is for good. */
  changeState(id: string, change: SealRegisterChange): Seal;
  /** Takes a seal away, a damaged one too; what is given of it is kept. Throws SEAL_NOT_FOUND. */
  remove(id: string, removal?: RemovedSeal['removal']): Promise<void>;
  /** The seals that were removed, as they were then; the first to go comes first. */
  removed(): RemovedSeal[];
  damaged(): { id: string; detail: string }[];
  /**
   * Calls the listener after this library was written to; what other processes do is seen when it is read. Returns the
   * way to end that.
   */
  onChanged(listener: () => void): () => void;
}

function newId(): string {
  return Array.from(randomBytes(10), (byte) => '0123456789abcdefghijklmnopqrstuv'[byte & 31]).join('');
}

/** Opens the library in `folder`, which need not exist yet. */
export function openSealLibrary(folder: string): SealLibrary {
  const artworks = new Map<string, Artwork>();
  const listeners = new Set<() => void>();

  function announceChange(): void {
    for (const listener of listeners) listener();
  }

  function rewrite(seal: Seal, standard?: Uint8Array): Seal {
    rewriteSeal(folder, seal, standard);
    announceChange();
    return seal;
  }

  function readAll(): { seals: Seal[]; damaged: { id: string; detail: string }[] } {
    const seals: Seal[] = [];
    const damaged: { id: string; detail: string }[] = [];
    for (const id of sealIdsIn(folder)) {
      try {
        seals.push(readSeal(folder, id));
      } catch (cause) {
        // Another process may have removed it since the folder was listed.
        if (!sealIdsIn(folder).includes(id)) continue;
        damaged.push({ id, detail: cause instanceof Error ? cause.message : String(cause) });
      }
    }
    seals.sort((first, second) => first.createdAt.localeCompare(second.createdAt) || first.id.localeCompare(second.id));
    return { seals, damaged };
  }

  function store(base: SealBase, artwork: Artwork, standard?: StandardSeal): Seal {
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
      earlierBindings: [],
      companion: null,
      naming: base.naming ?? null,
      standard: standard?.facts ?? null,
      standardOutdated: false,
      register: [],
      rules: null,
    };
    writeSeal(folder, seal, artwork, standard?.der);
    artworks.set(seal.id, artwork);
    announceChange();
    return seal;
  }

  function get(id: string): Seal {
    try {
      if (sealIdPattern.test(id)) return readSeal(folder, id);
    } catch (cause) {
      throw new AppError('SEAL_NOT_FOUND', { seal: id }, { detail: String(cause), cause });
    }
    throw new AppError('SEAL_NOT_FOUND', { seal: id });
  }

  return {
    list: () => readAll().seals,
    damaged: () => readAll().damaged,
    get,
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
      const seal = get(id);
      const artwork = artworks.get(id) ?? readArtwork(folder, seal);
      artworks.set(id, artwork);
      return artwork;
    },
    async create({ design, ...base }) {
      return store(base, drawSeal(design));
    },
    async import({ png, removeBackground, widthMm, ...base }) {
      const { hasTransparency: _, ...image } = readImpressionPng(png, { removeBackground });
      const heightMm = Math.max(0.1, Math.round(((widthMm * image.heightPx) / image.widthPx) * 100) / 100);
      return store(base, { kind: 'image', widthMm, heightMm, ...image });
    },
    async importStandard({ standard, picture, ...base }) {
      return store(base, artworkOfPicture(picture), standard);
    },
    standard(id) {
      const seal = get(id);
      try {
        return readStandard(folder, seal);
      } catch (cause) {
        throw new AppError('SEAL_UNREADABLE', { detail: seal.name }, { detail: String(cause), cause });
      }
    },
    setStandard(id, { der, facts }) {
      return rewrite({ ...get(id), standard: facts, standardOutdated: false }, der);
    },
    renew(id, { binding, standardOutdated, by, at }) {
      const before = get(id);
      const replaced = { ...before.binding, replacedAt: at, replacedBy: by };
      const earlierBindings = [...before.earlierBindings, replaced];
      return rewrite({ ...before, binding, earlierBindings, standardOutdated });
    },
    setCompanion(id, companion) {
      return rewrite({ ...get(id), companion });
    },
    setRules(id, rules) {
      return rewrite({ ...get(id), rules });
    },
    changeState(id, change) {
      const before = get(id);
      if (registerStateOf(before) === 'revoked') throw new AppError('SEAL_REVOKED', { seal: before.name });
      return rewrite({ ...before, register: [...before.register, change] });
    },
    async remove(id, removal) {
      if (!sealIdsIn(folder).includes(id)) throw new AppError('SEAL_NOT_FOUND', { seal: id });
      if (removal) keepRemoved(folder, { seal: get(id), removal });
      artworks.delete(id);
      removeSeal(folder, id);
      announceChange();
    },
    removed: () => readRemoved(folder).sort((first, second) => first.removal.at.localeCompare(second.removal.at)),
    onChanged(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
