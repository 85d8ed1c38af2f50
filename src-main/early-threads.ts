import { prepareDocumentThread } from './pdf/index.ts';
import { keepMallocThresholds, protectMemory } from './process/index.ts';
import { prepareVerificationThread } from './verification/index.ts';

const prepareThread = { documents: prepareDocumentThread, verification: prepareVerificationThread };

/** What a command reads files for. */
export type EarlyThread = keyof typeof prepareThread;

/** Starts the thread that reads files, so that it is up by the time the core is loaded, which takes about as long. */
export function prepareEarly(thread: EarlyThread): void {
  keepMallocThresholds();
  protectMemory();
  prepareThread[thread]();
}
