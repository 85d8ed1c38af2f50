import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { placementsOn } from '../chosen-placements.ts';
import { standardOutput } from '../output-file.ts';
import type { CommandPlacement } from '../placement-options.ts';
import { createLineReader } from '../secrets.ts';
import type { Session } from '../session.ts';
import { formatFacts } from '../table.ts';

export interface ProofOptions {
  proof: string;
  template?: string;
  placements: readonly CommandPlacement[];
  force: boolean;
  passwordStdin: boolean;
}

/** `qianyin stamp --proof` */
export async function proof(session: Session, input: string, options: ProofOptions): Promise<void> {
  const readLine = options.passwordStdin ? createLineReader(process.stdin) : null;
  const password = readLine ? await readLine() : process.env.QIANYIN_PDF_PASSWORD || undefined;
  const output = session.outputPath(options.proof);
  const app = await session.app();
  const placements = await placementsOn(app, { path: resolve(input), password }, options);
  const passing = output === standardOutput ? mkdtempSync(join(tmpdir(), 'qianyin-proof-')) : null;
  const outputPath = passing ? join(passing, 'proof.pdf') : output;
  try {
    const request = { path: resolve(input), password, placements, outputPath, overwrite: options.force };
    const result = await app.call('stamp.proof', request);
    if (passing) await pipeline(createReadStream(result.outputPath), process.stdout, { end: false });
    else session.print(result, ({ outputPath: made }) => formatFacts([[session.words.proofMade, made]]));
    const { detachedSignatures } = result;
    if (detachedSignatures > 0) session.note(session.words.signaturesDetached(detachedSignatures));
  } finally {
    if (passing) rmSync(passing, { recursive: true, force: true });
  }
}
