import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { z } from 'zod';
import { ledgerHead } from '../../contract/index.ts';

/**
 * The head of the chain beside the ledger. It is written after each commit and never waited for: it may be behind the ledger, never before
 * it. So a ledger that ends before its head was cut short or is an older copy.
 */
const knownHead = ledgerHead.extend({ use: z.number().int().min(0).describe('the last number of a use') });
export type KnownHead = z.infer<typeof knownHead>;

export const headPathOf = (ledgerPath: string) => `${ledgerPath.replace(/\.sqlite$/, '')}.head`;

/** Null where there is none that can be read. */
export function readHeadFile(ledgerPath: string): KnownHead | null {
  try {
    return knownHead.parse(JSON.parse(readFileSync(headPathOf(ledgerPath), 'utf8')));
  } catch {
    return null;
  }
}

/** One write of one length, so that another process never reads half of it. */
const fileBytes = 256;

export interface HeadFile {
  write(head: KnownHead): void;
  close(): void;
}

/** Never throws: what cannot be written is behind the ledger. */
export function openHeadFile(ledgerPath: string): HeadFile {
  let descriptor: number | null = null;
  return {
    write(head) {
      try {
        // Not truncated: whoever reads it meanwhile finds the former head.
        descriptor ??= openToUpdate(headPathOf(ledgerPath));
        writeSync(descriptor, `${JSON.stringify(head).padEnd(fileBytes - 1)}\n`, 0);
      } catch {
        // The ledger itself is what counts.
      }
    },
    close() {
      if (descriptor !== null) closeSync(descriptor);
      descriptor = null;
    },
  };
}

function openToUpdate(path: string): number {
  try {
    return openSync(path, 'r+');
  } catch {
    return openSync(path, 'wx+', 0o600);
  }
}
