import type { Command } from 'commander';
import { ledgerEventKind } from '../../../contract/index.ts';
import { showDocument } from '../commands/history/document-command.ts';
import {
  compareReceipt,
  type EventsOptions,
  type HandoverOptions,
  type InspectionOptions,
  listEvents,
  listLedgers,
  rebuildLists,
  recordHandover,
  recordInspection,
  showUse,
} from '../commands/history/ledger-commands.ts';
import type { LedgerOption } from '../commands/history/use-commands.ts';
import type { Words } from '../words/words-zh-cn.ts';
import { collect, type Run, repeatedChoice, wholeNumber } from './program-parts.ts';

/** The commands on the chain of events, and what a person enters into it. */
export function addLedgerCommands(history: Command, { commands, options }: Words, run: Run): void {
  history
    .command('show')
    .description(commands.historyShow)
    .argument('<number>', options.useNumber, wholeNumber)
    .option('--ledger <file>', options.otherLedger)
    .action((seq: number, given: LedgerOption, command: Command) =>
      run(command, (session) => showUse(session, seq, given)),
    );
  history
    .command('document')
    .description(commands.historyDocument)
    .argument('<number>', options.useNumber, wholeNumber)
    .option('--ledger <file>', options.otherLedger)
    .action((seq: number, given: LedgerOption, command: Command) =>
      run(command, (session) => showDocument(session, seq, given)),
    );
  history
    .command('events')
    .description(commands.historyEvents)
    .addOption(repeatedChoice('--kind <kind>', options.eventKind, ledgerEventKind.options))
    .option('--seal <id|name>', options.lifeOfSeal)
    .option('--limit <n>', options.limit, wholeNumber, 100)
    .option('--ledger <file>', options.otherLedger)
    .action((given: EventsOptions, command: Command) => run(command, (session) => listEvents(session, given)));
  history
    .command('receipt')
    .description(commands.historyReceipt)
    .argument('<receipt>', options.receipt)
    .action((text: string, _, command: Command) => run(command, (session) => compareReceipt(session, text)));
  history
    .command('handover')
    .description(commands.historyHandover)
    .requiredOption('--seal <id>', options.oneSeal)
    .requiredOption('--from <name>', options.handoverFrom)
    .requiredOption('--to <name>', options.handoverTo)
    .option('--supervisor <name>', options.particulars.supervisor)
    .option('--note <text>', options.particulars.note)
    .action((given: HandoverOptions, command: Command) => run(command, (session) => recordHandover(session, given)));
  history
    .command('inspection')
    .description(commands.historyInspection)
    .requiredOption('--inspector <name>', options.inspector)
    .requiredOption('--finding <text>', options.inspectionFinding)
    .option('--seal <id>', options.sealId, collect, [])
    .action((given: InspectionOptions, command: Command) =>
      run(command, (session) => recordInspection(session, given)),
    );
  history
    .command('rebuild')
    .description(commands.historyRebuild)
    .action((_, command: Command) => run(command, rebuildLists));
  history
    .command('ledgers')
    .description(commands.historyLedgers)
    .action((_, command: Command) => run(command, listLedgers));
}
