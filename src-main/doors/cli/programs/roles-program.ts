import { type Command, Option } from 'commander';
import { type RoleName, roleNames } from '../../../contract/index.ts';
import {
  addPerson,
  adoptRoles,
  beginRoles,
  type ConfirmOptions,
  changeRolePin,
  endRoles,
  type HandOverOptions,
  handOver,
  removePerson,
  resetRolePin,
  type SetUpOptions,
  showRoles,
} from '../commands/control/roles-commands.ts';
import type { Session } from '../session.ts';
import type { Words } from '../words/words-zh-cn.ts';
import { collect, type Run } from './program-parts.ts';

/** `qianyin roles …` */
export function addRoles(program: Command, { roles: words }: Words, run: Run): void {
  const roles = program.command('roles').description(words.command);
  roles
    .command('list', { isDefault: true })
    .description(words.list)
    .action((_, command: Command) => run(command, showRoles));
  roles
    .command('begin')
    .description(words.begin)
    .requiredOption('--keeper <name>', words.keeper, collect)
    .requiredOption('--operator <name>', words.operator, collect)
    .requiredOption('--auditor <name>', words.auditor, collect)
    .option('--pin-stdin', words.pinStdin, false)
    .action((given: SetUpOptions, command: Command) => run(command, (session) => beginRoles(session, given)));
  const confirmed = (name: string, description: string) =>
    roles
      .command(name)
      .description(description)
      .requiredOption('--confirm <name>', words.confirm, collect)
      .option('--pin-stdin', words.pinStdin, false);
  confirmed('add', words.add)
    .argument('<name>')
    .addOption(new Option('--role <role>', words.roleIs).choices(roleNames).makeOptionMandatory())
    .action((name: string, given: ConfirmOptions & { role: RoleName }, command: Command) =>
      run(command, (session) => addPerson(session, name, given)),
    );
  const named: readonly [string, string, (session: Session, name: string, given: ConfirmOptions) => Promise<void>][] = [
    ['remove', words.remove, removePerson],
    ['reset-pin', words.resetPin, resetRolePin],
  ];
  for (const [name, description, work] of named) {
    confirmed(name, description)
      .argument('<name>')
      .action((person: string, given: ConfirmOptions, command: Command) =>
        run(command, (session) => work(session, person, given)),
      );
  }
  confirmed('end', words.end).action((given: ConfirmOptions, command: Command) =>
    run(command, (session) => endRoles(session, given)),
  );
  confirmed('adopt', words.adopt).action((given: ConfirmOptions, command: Command) =>
    run(command, (session) => adoptRoles(session, given)),
  );
  roles
    .command('change-pin')
    .description(words.changePin)
    .option('--pin-stdin', words.pinStdin, false)
    .action((given: { pinStdin: boolean }, command: Command) =>
      run(command, (session) => changeRolePin(session, given)),
    );
  roles
    .command('hand-over')
    .description(words.handOver)
    .argument('<seal>')
    .requiredOption('--from <name>', words.from)
    .requiredOption('--to <name>', words.to)
    .option('--supervisor <name>', words.supervisor)
    .option('--note <text>', words.note)
    .option('--pin-stdin', words.pinStdin, false)
    .action((seal: string, given: HandOverOptions, command: Command) =>
      run(command, (session) => handOver(session, seal, given)),
    );
}
