import type { HistoryCheck } from '../../contract/index.ts';
import { encodePem } from '../../x509/index.ts';
import { type Manifest, packageNames, readManifest } from '../package/manifest.ts';
import { ChainCheck, type KeptEvent } from './chain-check.ts';
import { type CheckedEvent, mostContentBytes } from './checked-event.ts';
import type { CheckpointProof } from './checkpoint-proof.ts';
import { type CheckRequest, nothingRead } from './ledger-check.ts';
import { openPackageArchive, type PackageArchive } from './package-archive.ts';

const mostManifestBytes = 1 << 16;
const mostProofBytes = 1 << 20;
const newline = 0x0a;
const proofName = /^checkpoints\/([0-9]{1,15})\.(?:statement\.json|p7s)$/;

/** Is given what a package holds while it is checked, so that what is kept is what was checked. */
export interface PackageTaker {
  begin(manifest: Manifest): void;
  /** Only what stands in its place and is of this ledger; what else is wrong with it is known at the end. */
  event(event: CheckedEvent, hash: string): void;
  /** Comes after some events each; what it throws ends the reading. */
  flush(): Promise<void>;
}

/** What a package says of itself; null where it cannot be told. */
export async function readPackageManifest(path: string): Promise<Manifest | null> {
  const archive = await openPackageArchive(path);
  try {
    const bytes = await archive?.readSmall(packageNames.manifest, mostManifestBytes);
    return bytes ? readManifest(bytes) : null;
  } finally {
    archive?.close();
  }
}

/** Checks an evidence package: its chain, and whether what lies beside the events is what is in them. Never throws for what is in it. */
export async function checkPackageFile(
  { path, anchors, onProgress }: CheckRequest,
  taker?: PackageTaker,
): Promise<HistoryCheck> {
  const archive = await openPackageArchive(path);
  if (archive === null) return nothingRead;
  try {
    const bytes = await archive.readSmall(packageNames.manifest, mostManifestBytes);
    const extent = bytes && readManifest(bytes);
    // Before any of it is believed: a damaged archive gives as many lines as its reader happens to give.
    if (!extent || !(await archive.isSound(packageNames.events))) return nothingRead;
    taker?.begin(extent);
    const proven = new Set<string>();
    const check = new ChainCheck({
      anchors,
      extent,
      onEvent: (event, hash) => taker?.event(event, hash),
      onCheckpoint: async (proof) => {
        for (const [name, content] of filesOf(proof)) {
          if (!proven.has(name) && !(await archive.readSmall(name, mostProofBytes))?.equals(content))
            check.faults.add({ kind: 'checkpoint', number: proof.number });
          proven.add(name);
        }
      },
    });
    await takeLines(archive, check, async (fraction) => {
      onProgress?.(fraction);
      await taker?.flush();
    });
    await check.settle();
    // What no event knows of would be taken for evidence.
    for (const name of [...archive.names].sort()) {
      if (proven.has(name) || !/^(?:checkpoints|certificates)\//.test(name)) continue;
      check.faults.add({ kind: 'checkpoint', number: Number(proofName.exec(name)?.[1] ?? 0) });
    }
    return check.result();
  } finally {
    archive.close();
  }
}

const filesOf = ({ number, fingerprint, statement, cms, certificate }: CheckpointProof): [string, Uint8Array][] => [
  [packageNames.statement(number), Buffer.from(statement)],
  [packageNames.signature(number), cms],
  [packageNames.certificate(fingerprint), Buffer.from(encodePem(certificate))],
];

const kept = (content: Uint8Array): KeptEvent => ({ place: null, content, hash: null });

async function takeLines(
  archive: PackageArchive,
  check: ChainCheck,
  onChunk: (fraction: number) => Promise<void>,
): Promise<void> {
  const sizeBytes = archive.sizeOf(packageNames.events);
  let readBytes = 0;
  let parts: Buffer[] = [];
  let partsBytes = 0;
  try {
    for await (const chunk of archive.chunks(packageNames.events)) {
      const lines: KeptEvent[] = [];
      let from = 0;
      for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
        lines.push(kept(Buffer.concat([...parts, chunk.subarray(from, end)])));
        parts = [];
        partsBytes = 0;
        from = end + 1;
      }
      await check.take(lines);
      parts.push(chunk.subarray(from));
      partsBytes += chunk.length - from;
      if (partsBytes > mostContentBytes) throw new Error('a line without an end');
      readBytes += chunk.length;
      await onChunk(Math.min(1, readBytes / sizeBytes));
    }
  } catch {
    await check.breakOff();
    return;
  }
  // A last line that has no end was cut off.
  if (partsBytes > 0) await check.take([kept(new Uint8Array())]);
}
