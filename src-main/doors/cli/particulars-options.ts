import type { Command } from 'commander';
import { readableNames, type StampRequest } from '../../contract/index.ts';
import { wholeNumber } from './programs/program-parts.ts';
import type { Words } from './words/words-zh-cn.ts';

/** What is entered beside a use, as options give it. */
export interface ParticularsOptions {
  unit?: string;
  documentNumber?: string;
  category?: string;
  copies?: number;
  counterparty?: string;
  amount?: string;
  approver?: string;
  approval?: string;
  supervisor?: string;
  note?: string;
}

/** Adds the options of 用印登记. */
export function addParticulars(command: Command, { options }: Words): Command {
  const { particulars } = options;
  return command
    .option('--unit <text>', particulars.unit)
    .option('--document-number <text>', particulars.documentNumber)
    .option('--category <text>', particulars.category)
    .option('--copies <n>', particulars.copies, wholeNumber)
    .option('--counterparty <text>', particulars.counterparty)
    .option('--amount <text>', particulars.amount)
    .option('--approver <text>', particulars.approver)
    .option('--approval <text>', particulars.approval)
    .option('--supervisor <text>', particulars.supervisor)
    .option('--note <text>', particulars.note);
}

const text = (given: string | undefined) => (given === undefined ? undefined : readableNames(given));

export const particularsOf = (given: ParticularsOptions): NonNullable<StampRequest['particulars']> => ({
  unit: text(given.unit),
  documentNumber: text(given.documentNumber),
  category: text(given.category),
  copies: given.copies ?? null,
  counterparty: text(given.counterparty),
  amount: text(given.amount),
  approver: text(given.approver),
  approvalNumber: text(given.approval),
  supervisor: text(given.supervisor),
  note: text(given.note),
});
