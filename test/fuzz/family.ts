import type { VerificationReport } from '../../src-main/contract/index.ts';
import { bytesSource } from '../../src-main/pdf/index.ts';
import { verifyDocument } from '../../src-main/verification/index.ts';
import type { Draw } from './mutations.ts';
import type { Seed } from './seeds.ts';

export const kinds = ['bytes', 'updates', 'seals'] as const;
export type Kind = (typeof kinds)[number];

/** One way to make files and to judge what the verifier says of them. */
export interface Family {
  /** Makes one file and checks it; gives words to be counted. Throws Wrong. */
  check(draw: Draw): Promise<readonly string[]>;
}

/** What must never be, with the file that shows it. */
export class Wrong extends Error {
  readonly file: Buffer;
  constructor(message: string, file: Buffer) {
    super(message);
    this.file = file;
  }
}

/** The report; null where the file cannot be read. Throws Wrong for any other error. */
export async function verify(
  { trustAnchors, password }: Pick<Seed, 'trustAnchors' | 'password'>,
  file: Buffer,
): Promise<VerificationReport | null> {
  try {
    const request = { path: '/f.pdf', name: 'f.pdf', trustAnchors, password, now: new Date() };
    return await verifyDocument({ source: bytesSource(file), ...request });
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === 'AppError') return null;
    throw new Wrong(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown), file);
  }
}
