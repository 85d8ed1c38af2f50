import type { Command } from 'commander';
import { beOnDuty, type DutyOptions } from '../commands/control/duty-command.ts';
import type { Words } from '../words/words-zh-cn.ts';
import { collect, type Run, wholeNumber } from './program-parts.ts';

const workingDayMinutes = 480;

/** `qianyin duty` */
export function addDuty(program: Command, { commands, options }: Words, run: Run): void {
  program
    .command('duty')
    .description(commands.duty)
    .argument('<folder>')
    .requiredOption('--seal <id|name>', options.dutySeal, collect)
    .option('--minutes <n>', options.minutes, wholeNumber, workingDayMinutes)
    .option('--most <n>', options.most, wholeNumber, 1000)
    .option('--archive', options.dutyArchive, false)
    .option('--pin-stdin', options.pinStdin, false)
    .option('--final-try', options.finalTry, false)
    .action((folder: string, given: DutyOptions, command: Command) =>
      run(command, (session) => beOnDuty(session, folder, given)),
    );
}
