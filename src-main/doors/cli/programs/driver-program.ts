import type { Command } from 'commander';
import { addDriver, enableDriver, listDrivers, preferDriver, removeDriver } from '../commands/driver-commands.ts';
import type { Words } from '../words/words-zh-cn.ts';
import type { Run } from './program-parts.ts';

/** `qianyin drivers …` */
export function addDriverCommands(program: Command, { commands, options }: Words, run: Run): void {
  const drivers = program.command('drivers').description(commands.drivers);
  drivers
    .command('list', { isDefault: true })
    .description(commands.driversList)
    .action((_, command: Command) => run(command, listDrivers));
  drivers
    .command('add')
    .description(commands.driversAdd)
    .argument('<file>')
    .option('--init-string <text>', options.initString)
    .action((file: string, given: { initString?: string }, command: Command) =>
      run(command, (session) => addDriver(session, file, given)),
    );
  drivers
    .command('remove')
    .description(commands.driversRemove)
    .argument('<id|file>')
    .action((id: string, _, command: Command) => run(command, (session) => removeDriver(session, id)));
  for (const [name, description, enabled] of [
    ['enable', commands.driversEnable, true],
    ['disable', commands.driversDisable, false],
  ] as const) {
    drivers
      .command(name)
      .description(description)
      .argument('<id|file>')
      .action((id: string, _, command: Command) => run(command, (session) => enableDriver(session, id, enabled)));
  }
  drivers
    .command('prefer')
    .description(commands.driversPrefer)
    .argument('<id|file>')
    .option('--off', options.preferOff, false)
    .action((id: string, given: { off: boolean }, command: Command) =>
      run(command, (session) => preferDriver(session, id, given)),
    );
}
