import type { Command } from 'commander';
import { type ArchiveOptions, makeArchive } from '../commands/archival/archive-commands.ts';
import type { Words } from '../words/words-zh-cn.ts';
import type { Run } from './program-parts.ts';

/** `qianyin archive` */
export function addArchive(program: Command, { commands, options }: Words, run: Run): void {
  program
    .command('archive')
    .description(commands.archive)
    .argument('<stamped.pdf>')
    .option('-o, --output <file.zip>', options.archiveOutput)
    .option('--title <text>', options.archiveTitle)
    .option('--unit <text>', options.archiveUnit)
    .option('--document-number <text>', options.particulars.documentNumber)
    .option('--category <text>', options.particulars.category)
    .option('--retention <text>', options.retention)
    .option('--note <text>', options.particulars.note)
    .option('--force', options.force, false)
    .action((file: string, given: ArchiveOptions, command: Command) =>
      run(command, (session) => makeArchive(session, file, given)),
    );
}
