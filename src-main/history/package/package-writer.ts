import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import Database from 'better-sqlite3';
import { ZipFile } from 'yazl';
import { z } from 'zod';
import { encodePem } from '../../x509/index.ts';
import { readCheckedEvent } from '../check/checked-event.ts';
import { proveCheckpoint } from '../check/checkpoint-proof.ts';
import { canonicalJson } from '../events/canonical.ts';
import { readLedgerId } from '../store/chain.ts';
import { eventSchema } from './event-schema.ts';
import { type Manifest, packageNames } from './manifest.ts';
import type { PackageTexts } from './package-texts.ts';

export interface PackageRequest {
  readonly ledgerPath: string;
  /** A file that is there and empty. */
  readonly outputPath: string;
  readonly from: number;
  readonly madeBy: string;
  readonly program: string;
  readonly texts: PackageTexts;
}

/** Raised where the ledger has no event at or after the first that is wanted. */
export class NothingToPack extends Error {}

const headRow = z.object({ number: z.number().int(), hash: z.string().regex(/^[0-9a-f]{64}$/) });
const chunkBytes = 1 << 16;
const ownerOnly = 0o100600;

/**
 * Writes an evidence package: every event from `from` on as it is kept, whatever is wrong with it, and what explains and proves it. All is of
 * one moment, whoever writes to the ledger meanwhile. @throws NothingToPack, what SQLite and the file system throw
 */
export async function writePackage(request: PackageRequest, onProgress: (fraction: number) => void): Promise<Manifest> {
  const database = new Database(request.ledgerPath, { readonly: true, fileMustExist: true });
  try {
    database.exec('BEGIN');
    const manifest = manifestOf(database, request);
    const zip = new ZipFile();
    const add = (name: string, compress: boolean, open: () => Readable) =>
      zip.addReadStreamLazy(name, { compress, mode: ownerOnly }, (give) => give(null, open()));
    const addText = (name: string, text: string) => add(name, true, () => Readable.from([Buffer.from(text)]));
    addText(packageNames.manifest, canonicalJson(manifest));
    for (const [name, text] of Object.entries(request.texts)) addText(name, text);
    addText('schema.json', eventSchema());
    add(packageNames.events, true, () => Readable.from(linesOf(database, manifest, onProgress)));
    const signers = new Map<string, Uint8Array>();
    for (const { number, content } of checkpointsOf(database, manifest)) {
      const { statement, cms, fingerprint } = dataOf(content);
      if (statement === null || cms === null) continue;
      add(packageNames.statement(number), false, () => Readable.from([Buffer.from(statement)]));
      add(packageNames.signature(number), false, () => Readable.from([Buffer.from(cms, 'base64')]));
      if (fingerprint === null || signers.has(fingerprint)) continue;
      const event = readCheckedEvent(content);
      const proof = event && (await proveCheckpoint(event));
      if (proof) signers.set(fingerprint, proof.certificate);
    }
    for (const [fingerprint, certificate] of signers)
      addText(packageNames.certificate(fingerprint), encodePem(certificate));
    zip.end();
    await pipeline(zip.outputStream, createWriteStream(request.outputPath, { flags: 'r+' }));
    return manifest;
  } finally {
    database.close();
  }
}

function manifestOf(database: Database.Database, { from, madeBy, program }: PackageRequest): Manifest {
  const last = database
    .prepare('SELECT number, lower(hex(hash)) AS hash FROM event ORDER BY number DESC LIMIT 1')
    .get();
  const head = headRow.safeParse(last).data;
  const ledger = readLedgerId(database);
  if (!head || ledger === null || head.number < from) throw new NothingToPack();
  return {
    count: head.number - from + 1,
    first: from,
    format: 1,
    head: { hash: head.hash, number: head.number },
    kind: 'qianyin-evidence-package',
    ledger,
    madeAt: new Date().toISOString(),
    madeBy: madeBy.toWellFormed(),
    program,
  };
}

/** Bytes, so that what is no text is packed as it is. */
const selectContents = 'SELECT CAST(content AS BLOB) FROM event WHERE number >= ? ORDER BY number';

function* linesOf(database: Database.Database, { first, count }: Manifest, onProgress: (fraction: number) => void) {
  let lines: Uint8Array[] = [];
  let bytes = 0;
  let packed = 0;
  for (const content of database.prepare(selectContents).pluck().iterate(first)) {
    if (!(content instanceof Uint8Array)) throw new TypeError('an event that is no text');
    lines.push(content, Buffer.from('\n'));
    bytes += content.length + 1;
    packed += 1;
    if (bytes < chunkBytes) continue;
    yield Buffer.concat(lines);
    onProgress(Math.min(1, packed / count));
    lines = [];
    bytes = 0;
  }
  yield Buffer.concat(lines);
}

const checkpointRow = z.object({ number: z.number().int(), content: z.instanceof(Uint8Array) });

/** Some at a time: a checkpoint a day is thousands in the life of a ledger. */
function* checkpointsOf(database: Database.Database, { first }: Manifest) {
  const select = database.prepare(
    "SELECT number, CAST(content AS BLOB) AS content FROM event WHERE kind = 'checkpoint' AND number >= ? ORDER BY number LIMIT 100",
  );
  for (let from = first; ; ) {
    const rows = z.array(checkpointRow).parse(select.all(from));
    yield* rows;
    const last = rows.at(-1);
    if (!last) return;
    from = last.number + 1;
  }
}

const text = z.string().nullable().catch(null);
const checkpointData = z.object({ data: z.object({ statement: text, cms: text, fingerprint: text }) });

/** What a checkpoint event holds, whether or not it proves anything. */
function dataOf(content: Uint8Array): z.infer<typeof checkpointData>['data'] {
  const event = readCheckedEvent(content);
  const none = { statement: null, cms: null, fingerprint: null };
  return checkpointData.safeParse(event).data?.data ?? none;
}
