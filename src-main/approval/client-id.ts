import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { writeFileAtomically } from '../files/index.ts';

const pattern = /^[0-9a-f]{32}$/;

/** Names this client to systems that issue tickets: 128 random bits in a file of the data folder. A damaged one is made anew: tickets to the old name open nothing. */
export function openClientId(path: string): () => string {
  let known: string | null = null;
  return () => {
    if (known === null && existsSync(path)) {
      const kept = readFileSync(path, 'utf8').trim();
      if (pattern.test(kept)) known = kept;
    }
    if (known === null) {
      known = randomBytes(16).toString('hex');
      writeFileAtomically(path, `${known}\n`);
    }
    return known;
  };
}
