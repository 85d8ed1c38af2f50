import { digestOf } from '../../x509/index.ts';
import type { Box } from '../structure/document.ts';
import { atOffset, type WrittenEntry, writeDirectory, writeEntry } from './archive-writer.ts';
import type { PartDigest, SealGround } from './seal-ground.ts';
import { signatureXml } from './signature-xml.ts';

/** Where a seal is seen: a page by its number, from 1, and the place of the whole picture on it, of which the clip is shown. */
export interface SealPlace {
  readonly page: number;
  readonly boundary: Box;
  readonly clip: Box | null;
}

/** A signature that is ready to be signed. */
export interface UnsignedSignature {
  readonly id: number;
  /** Of its Signature.xml, within the package. */
  readonly path: string;
  /** What is signed. */
  readonly xml: Uint8Array;
  /** The most that is written of it, with the list and the directory. */
  readonly writtenBytes: number;
  /** What is to be written of it, once its value is there. */
  withValue(value: Uint8Array): Uint8Array;
}

/** Seals in the making: what is written behind the entries that stay, piece by piece, and at last the directory. */
export interface PackageSealing {
  /**
   * The next signature. Its value has to be known before another one is begun: later ones protect it.
   * @param seal DER
   */
  next(seal: Uint8Array, places: readonly SealPlace[]): UnsignedSignature;
  /** The list of signatures and the directory. */
  finish(): Uint8Array;
}

/** Headers, records and what a signer adds to a seal. */
const spareBytes = 16 << 10;

/**
 * @param keptBytes how long what stays is
 * @param time of sealing, cut to whole seconds
 */
export function sealPackage(ground: SealGround, keptBytes: number, time: Date): PackageSealing {
  const digests: PartDigest[] = [...ground.digests];
  const written: { readonly entry: WrittenEntry; readonly offset: number }[] = [];
  let offset = keptBytes;
  let turn = 0;
  const directoryBytes = ground.records.reduce((sum, record) => sum + record.length, 0);
  const onceBytes = directoryBytes + ground.list.bytes.length + (ground.root?.bytes.length ?? 0) + spareBytes;
  const append = (name: string, content: Uint8Array): Uint8Array => {
    const entry = writeEntry(name, content, time);
    written.push({ entry, offset });
    offset += entry.bytes.length;
    return entry.bytes;
  };
  return {
    next(seal, places) {
      const planned = ground.signatures[turn];
      if (!planned) throw new Error('more signatures than were planned');
      const isFirst = turn === 0;
      turn += 1;
      const { id, folder, firstStampId } = planned;
      const [path, sealPath, valuePath] = ['Signature.xml', 'Seal.esl', 'SignedValue.dat'].map(
        (name) => `${folder}/${name}`,
      ) as [string, string, string];
      const ofSeal = { name: sealPath, sm3: digestOf('sm3', seal) };
      const isLocking = ground.locks && turn === ground.signatures.length;
      const locked = isLocking ? [{ name: ground.list.path, sm3: digestOf('sm3', ground.list.bytes) }] : [];
      const xml = signatureXml({
        time,
        references: [...digests, ofSeal, ...locked],
        stamps: places.map(({ page, ...place }, index) => ({
          id: firstStampId + index,
          pageId: ground.pageIds[page] ?? '',
          ...place,
        })),
        sealPath,
        valuePath,
      });
      return {
        id,
        path,
        xml,
        writtenBytes: xml.length + 3 * seal.length + onceBytes,
        withValue(value) {
          const root = isFirst && ground.root ? [append(ground.root.path, ground.root.bytes)] : [];
          const pieces = [...root, append(sealPath, seal), append(path, xml), append(valuePath, value)];
          digests.push(
            ofSeal,
            { name: path, sm3: digestOf('sm3', xml) },
            { name: valuePath, sm3: digestOf('sm3', value) },
          );
          return Buffer.concat(pieces);
        },
      };
    },
    finish() {
      const list = append(ground.list.path, ground.list.bytes);
      const records = [...ground.records, ...written.map(({ entry, offset: at }) => atOffset(entry.record, at))];
      return Buffer.concat([list, writeDirectory(records, offset)]);
    },
  };
}
