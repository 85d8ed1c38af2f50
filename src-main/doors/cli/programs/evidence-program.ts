import { type Command, InvalidArgumentError } from 'commander';
import { type KnownEvent, type Receipt, readReceiptText } from '../../../contract/index.ts';
import { type ArchiveOptions, archiveHistory, removeArchived } from '../commands/history/archive-commands.ts';
import { type BackupOptions, backUpHistory, restoreHistory } from '../commands/history/backup-commands.ts';
import {
  type CheckOptions,
  checkHistory,
  type PackageOptions,
  packHistory,
  readKnownEvent,
} from '../commands/history/evidence-commands.ts';
import type { Words } from '../words/words-zh-cn.ts';
import { number, type Run } from './program-parts.ts';

function receipts(text: string, before: readonly Receipt[]): Receipt[] {
  const receipt = readReceiptText(text);
  if (!receipt) throw new InvalidArgumentError('');
  return [...before, receipt];
}

function heads(text: string, before: readonly KnownEvent[]): KnownEvent[] {
  const head = readKnownEvent(text);
  if (!head) throw new InvalidArgumentError('');
  return [...before, head];
}

function eventNumber(text: string): number {
  const value = number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('');
  return value;
}

/** `qianyin history check`, `package`, `archive`, `backup` and `restore`. */
export function addEvidenceCommands(history: Command, { commands, options }: Words, run: Run): void {
  history
    .command('check')
    .description(commands.historyCheck)
    .argument('[ledger.sqlite|package.zip]')
    .option('--receipt <receipt>', options.knownReceipt, receipts, [])
    .option('--head <number:hash>', options.knownHead, heads, [])
    .action((file: string | undefined, given: CheckOptions, command: Command) =>
      run(command, (session) => checkHistory(session, file, given)),
    );
  history
    .command('package')
    .description(commands.historyPackage)
    .argument('<package.zip>')
    .option('--from <number>', options.firstEvent, eventNumber, 1)
    .option('--force', options.force, false)
    .action((file: string, given: PackageOptions, command: Command) =>
      run(command, (session) => packHistory(session, file, given)),
    );
  history
    .command('archive')
    .description(commands.historyArchive)
    .requiredOption('-o, --output <package.zip>', options.archivePackage)
    .option('--before <day>', options.archiveBefore)
    .option('--force', options.force, false)
    .action((given: ArchiveOptions, command: Command) => run(command, (session) => archiveHistory(session, given)));
  history
    .command('archive-remove')
    .description(commands.historyArchiveRemove)
    .argument('<history.TIME.archived.sqlite>')
    .argument('<package.zip>')
    .action((file: string, packageFile: string, _, command: Command) =>
      run(command, (session) => removeArchived(session, file, packageFile)),
    );
  history
    .command('backup')
    .description(commands.historyBackup)
    .argument('<backup>')
    .option('--passphrase-stdin', options.passphraseStdin, false)
    .option('--force', options.force, false)
    .action((file: string, given: BackupOptions, command: Command) =>
      run(command, (session) => backUpHistory(session, file, given)),
    );
  history
    .command('restore')
    .description(commands.historyRestore)
    .argument('<backup>')
    .option('--passphrase-stdin', options.passphraseStdin, false)
    .action((file: string, given: BackupOptions, command: Command) =>
      run(command, (session) => restoreHistory(session, file, given)),
    );
}
