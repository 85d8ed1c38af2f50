import { Argument, type Command, Option } from 'commander';
import { type SignatureLevel, signatureLevel } from '../../../contract/index.ts';
import { addLongTerm, listLongTerm, removeLongTerm, runLongTerm } from '../commands/longterm-commands.ts';
import { addTrust, exportTrust, listTrust, removeTrust, trustIssuer, trustSystem } from '../commands/trust-commands.ts';
import { addMaker, listMakers, removeMaker } from '../commands/trust-makers-commands.ts';
import type { Words } from '../words/words-zh-cn.ts';
import type { Run } from './program-parts.ts';

/** `qianyin trust …` */
export function addTrustCommands(program: Command, words: Words, run: Run): void {
  const { commands, options } = words;
  const trust = program.command('trust').description(commands.trust);
  trust
    .command('list', { isDefault: true })
    .description(commands.trustList)
    .action((_, command: Command) => run(command, listTrust));
  trust
    .command('add')
    .description(commands.trustAdd)
    .argument('<file>')
    .action((file: string, _, command: Command) => run(command, (session) => addTrust(session, file)));
  trust
    .command('issuer')
    .description(commands.trustIssuer)
    .argument('<file.pdf>')
    .argument('<fingerprint>')
    .action((file: string, fingerprint: string, _, command: Command) =>
      run(command, (session) => trustIssuer(session, file, fingerprint)),
    );
  trust
    .command('remove')
    .description(commands.trustRemove)
    .argument('<fingerprint>')
    .action((fingerprint: string, _, command: Command) => run(command, (session) => removeTrust(session, fingerprint)));
  trust
    .command('export')
    .description(commands.trustExport)
    .argument('<fingerprint>')
    .option('-o, --output <file>', options.outputFile)
    .option('--force', options.force, false)
    .action((fingerprint: string, given: { output?: string; force: boolean }, command: Command) =>
      run(command, (session) => exportTrust(session, fingerprint, given)),
    );
  trust
    .command('system')
    .description(commands.trustSystem)
    .addArgument(new Argument('[on|off]').choices(['on', 'off']))
    .action((wanted: 'on' | 'off' | undefined, _, command: Command) =>
      run(command, (session) => trustSystem(session, wanted)),
    );
  addMakerCommands(trust, words, run);
}

/** `qianyin trust makers …` */
function addMakerCommands(trust: Command, { commands }: Words, run: Run): void {
  const makers = trust.command('makers').description(commands.trustMakers);
  makers
    .command('list', { isDefault: true })
    .description(commands.trustMakersList)
    .action((_, command: Command) => run(command, listMakers));
  makers
    .command('add')
    .description(commands.trustMakersAdd)
    .argument('<file>')
    .action((file: string, _, command: Command) => run(command, (session) => addMaker(session, file)));
  makers
    .command('remove')
    .description(commands.trustMakersRemove)
    .argument('<fingerprint>')
    .action((fingerprint: string, _, command: Command) => run(command, (session) => removeMaker(session, fingerprint)));
}

/** `qianyin longterm …` */
export function addLongTermCommands(program: Command, { commands, options }: Words, run: Run): void {
  const longterm = program.command('longterm').description(commands.longterm);
  longterm
    .command('list', { isDefault: true })
    .description(commands.longtermList)
    .action((_, command: Command) => run(command, listLongTerm));
  longterm
    .command('add')
    .description(commands.longtermAdd)
    .argument('<file.pdf>')
    .addOption(
      new Option('--level <level>', options.level).choices(signatureLevel.options.filter((one) => one !== 'B-B')),
    )
    .action((file: string, given: { level?: SignatureLevel }, command: Command) =>
      run(command, (session) => addLongTerm(session, file, given)),
    );
  longterm
    .command('run')
    .description(commands.longtermRun)
    .argument('[file.pdf...]')
    .action((files: string[], _, command: Command) => run(command, (session) => runLongTerm(session, files)));
  longterm
    .command('remove')
    .description(commands.longtermRemove)
    .argument('<file.pdf>')
    .action((file: string, _, command: Command) => run(command, (session) => removeLongTerm(session, file)));
}
