import { type Command, InvalidArgumentError, Option } from 'commander';
import { sealKind, sealShape } from '../../../contract/index.ts';
import type { BindingOptions } from '../binding-options.ts';
import { addRules, changeSealRules, type RulesOptions } from '../commands/control/seal-rules-command.ts';
import {
  type CreateSealOptions,
  createSeal,
  type ImportSealOptions,
  importSeal,
  listRemovedSeals,
  listSeals,
  removeSeal,
  renewSeal,
  showSeal,
} from '../commands/seal-commands.ts';
import {
  changeSealState,
  exportSeal,
  type MakeSealOptions,
  makeSeal,
  readTokenSeals,
  setCompanion,
  type VerifySealOptions,
  verifySeal,
  writeTokenSeal,
} from '../commands/standard-seal-commands.ts';
import type { Words } from '../words/words-zh-cn.ts';
import { collect, number, type Run } from './program-parts.ts';

/** The last second of a day of the wall clock. @throws InvalidArgumentError */
function day(text: string): Date {
  const end = new Date(`${text}T23:59:59`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(end.getTime())) throw new InvalidArgumentError(text);
  return end;
}

function addCertificate(command: Command, { options }: Words): Command {
  return command
    .option('--token <serial|label>', options.token)
    .option('--certificate <fingerprint>', options.certificate);
}

function addBinding(command: Command, words: Words): Command {
  return addCertificate(command, words)
    .requiredOption('--name <name>', words.options.name)
    .addOption(new Option('--kind <kind>', words.options.kind).choices(sealKind.options).default('official'));
}

/** `qianyin seals …` */
export function addSeals(program: Command, words: Words, run: Run): void {
  const { commands, options } = words;
  const seals = program.command('seals').description(commands.seals);
  seals
    .command('list', { isDefault: true })
    .description(commands.sealsList)
    .action((_, command: Command) => run(command, listSeals));
  seals
    .command('show')
    .description(commands.sealsShow)
    .argument('<id|name>')
    .action((seal: string, _, command: Command) => run(command, (session) => showSeal(session, seal)));
  addBinding(seals.command('create').description(commands.sealsCreate), words)
    .addOption(new Option('--shape <shape>', options.shape).choices(sealShape.options))
    .option('--ring-text <text>', options.ringText)
    .option('--person <name>', options.person)
    .option('--text <text>', options.squareText)
    .addOption(new Option('--tax-number <number>', options.taxNumber).conflicts('middleText'))
    .option('--middle-text <text>', options.middleText)
    .option('--bottom-text <text>', options.bottomText)
    .option('--code <code>', options.code)
    .option('--no-star', options.noStar)
    .option('--reason-for-name <text>', options.reasonForName, '')
    .option('--confirm-tax-number', options.confirmTaxNumber, false)
    .addOption(new Option('--diameter <mm>', options.diameter).argParser(number).conflicts(['width', 'height']))
    .option('--width <mm>', options.sealWidth, number)
    .option('--height <mm>', options.sealHeight, number)
    .addHelpText('after', () => `\n${words.sealStandards}`)
    .action((given: CreateSealOptions, command: Command) => run(command, (session) => createSeal(session, given)));
  addCertificate(seals.command('import').description(commands.sealsImport).argument('<png|esl>'), words)
    .option('--name <name>', options.name)
    .addOption(new Option('--kind <kind>', options.kind).choices(sealKind.options).default('official'))
    .option('--width <mm>', options.width, number)
    .option('--remove-background', options.removeBackground, false)
    .action((png: string, given: ImportSealOptions, command: Command) =>
      run(command, (session) => importSeal(session, png, given)),
    );
  addRegisterPin(seals.command('remove').description(commands.sealsRemove).argument('<id>'), words)
    .option('--reason <text>', options.stateReason, '')
    .action((id: string, given: Parameters<typeof removeSeal>[2], command: Command) =>
      run(command, (session) => removeSeal(session, id, given)),
    );
  seals
    .command('removed')
    .description(commands.sealsRemoved)
    .action((_, command: Command) => run(command, listRemovedSeals));
  addStandardSeals(seals, words, run);
}

function addPinOptions(command: Command, { options }: Words): Command {
  return command.option('--pin-stdin', options.pinStdin, false).option('--final-try', options.finalTry, false);
}

/** A change in the register is confirmed by the PIN, or marked as done without it. */
function addRegisterPin(command: Command, words: Words): Command {
  return addPinOptions(command, words).option('--no-pin', words.options.noPin);
}

/** What is done with seals of GB/T 38540. */
function addStandardSeals(seals: Command, words: Words, run: Run): void {
  const { commands, options } = words;
  addPinOptions(seals.command('make').description(commands.sealsMake).argument('<id|name>'), words)
    .option('--maker-token <serial|label>', options.makerToken)
    .option('--maker-certificate <fingerprint>', options.makerCertificate)
    .option('--seal-number <number>', options.sealNumber, '')
    .option('--list-maker', options.listMaker, false)
    .addOption(new Option('--until <day>', options.until).argParser(day))
    .action((seal: string, given: MakeSealOptions, command: Command) =>
      run(command, (session) => makeSeal(session, seal, given)),
    );
  seals
    .command('verify')
    .description(commands.sealsVerify)
    .argument('<id|name|file.esl>')
    .option('--trust <file|folder>', options.trust, collect, [])
    .option('--trust-maker <file|folder>', options.trustMaker, collect, [])
    .action((seal: string, given: VerifySealOptions, command: Command) =>
      run(command, (session) => verifySeal(session, seal, given)),
    );
  seals
    .command('export')
    .description(commands.sealsExport)
    .argument('<id|name>')
    .requiredOption('-o, --output <file.esl>', options.outputFile)
    .option('--force', options.force, false)
    .action((seal: string, given: { output: string; force: boolean }, command: Command) =>
      run(command, (session) => exportSeal(session, seal, given)),
    );
  const states = [
    ['suspend', commands.sealsSuspend, 'suspended'],
    ['resume', commands.sealsResume, 'active'],
    ['revoke', commands.sealsRevoke, 'revoked'],
  ] as const;
  for (const [name, description, state] of states) {
    addRegisterPin(seals.command(name).description(description).argument('<id|name>'), words)
      .requiredOption('--reason <text>', options.stateReason)
      .action((seal: string, given: Parameters<typeof changeSealState>[3], command: Command) =>
        run(command, (session) => changeSealState(session, seal, state, given)),
      );
  }
  addCertificate(seals.command('companion').description(commands.sealsCompanion).argument('<id|name>'), words)
    .option('--none', options.noCompanion, false)
    .action((seal: string, given: BindingOptions & { none: boolean }, command: Command) =>
      run(command, (session) => setCompanion(session, seal, given)),
    );
  addRules(seals.command('rules').description(commands.sealsRules).argument('<id|name>'), words).action(
    (seal: string, given: RulesOptions, command: Command) =>
      run(command, (session) => changeSealRules(session, seal, given)),
  );
  addCertificate(seals.command('renew').description(commands.sealsRenew).argument('<id|name>'), words).action(
    (seal: string, given: BindingOptions, command: Command) =>
      run(command, (session) => renewSeal(session, seal, given)),
  );
  addPinOptions(seals.command('read').description(commands.sealsRead), words)
    .option('--token <serial|label>', options.token)
    .option('--login', options.login, false)
    .option('--import', options.importAll, false)
    .action((given: Parameters<typeof readTokenSeals>[1], command: Command) =>
      run(command, (session) => readTokenSeals(session, given)),
    );
  addPinOptions(seals.command('write').description(commands.sealsWrite).argument('<id|name>'), words)
    .option('--token <serial|label>', options.token)
    .action((seal: string, given: Parameters<typeof writeTokenSeal>[2], command: Command) =>
      run(command, (session) => writeTokenSeal(session, seal, given)),
    );
}
