import { prepareDocumentThread } from './pdf/index.ts';
import { keepMallocThresholds, protectMemory } from './process/index.ts';
import { prepareDriverHost } from './token/index.ts';
import { prepareVerificationThread } from './verification/index.ts';

const prepare = {
  stamping() {
    // First: a driver takes longest to answer.
    prepareDriverHost();
    prepareDocumentThread();
  },
  verification: prepareVerificationThread,
};

/** What a command is about to do. */
export type EarlyWork = keyof typeof prepare;

/** Starts what the work is done in, threads and processes, so that it is up by the time the core is loaded, which takes about as long. */
export function prepareEarly(work: EarlyWork): void {
  keepMallocThresholds();
  protectMemory();
  prepare[work]();
}
