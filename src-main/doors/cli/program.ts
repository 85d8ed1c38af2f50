import { Command, InvalidArgumentError, Option } from 'commander';
import packageJson from '../../../package.json' with { type: 'json' };
import {
  exportFormat,
  historyOutcome,
  type Language,
  signatureLevel,
  stoppableCodes,
  trialAlgorithm,
} from '../../contract/index.ts';
import { type ExportOptions, exportHistory } from './commands/history/export-command.ts';
import { type ReconcileOptions, reconcileFolders } from './commands/history/reconcile-command.ts';
import { type HistoryOptions, type LedgerOption, listHistory } from './commands/history/use-commands.ts';
import { type ExportPdfOptions, exportPdf } from './commands/ofd/export-pdf-command.ts';
import { changePin, type PinCommandOptions, unblockPin } from './commands/pin-commands.ts';
import { listRepairs, type RepairOptions, repair } from './commands/repair-command.ts';
import { changeSettings, type SettingsOptions } from './commands/settings-command.ts';
import { listCertificates, listTokens } from './commands/token-commands.ts';
import { showTrial, type TrialOptions } from './commands/trial-command.ts';
import { type VerifyOptions, verify } from './commands/verify-command.ts';
import { type GuideOptions, writeGuide } from './commands/verify-guide-command.ts';
import { addApproval } from './programs/approval-program.ts';
import { addArchive } from './programs/archive-program.ts';
import { addAuditCommands } from './programs/audit-program.ts';
import { addBatchCommands } from './programs/batch-program.ts';
import { addData } from './programs/data-program.ts';
import { addDriverCommands } from './programs/driver-program.ts';
import { addDuty } from './programs/duty-program.ts';
import { addEvidenceCommands } from './programs/evidence-program.ts';
import { addLedgerCommands } from './programs/history-program.ts';
import { collect, number, type Run, repeatedChoice } from './programs/program-parts.ts';
import { addSeals } from './programs/seal-program.ts';
import { addStamp } from './programs/stamp-program.ts';
import { addTemplateCommands } from './programs/template-program.ts';
import { addLongTermCommands, addTrustCommands } from './programs/trust-program.ts';
import type { Session } from './session.ts';
import { writeLines } from './terminal.ts';
import { parseLanguage } from './words/language.ts';
import type { Words } from './words/words-zh-cn.ts';

function port(text: string): number {
  const value = number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535) throw new InvalidArgumentError('');
  return value;
}

function rowLimit(text: string): number {
  const value = number(text);
  if (!Number.isInteger(value) || value < 1 || value > 10_000) throw new InvalidArgumentError('');
  return value;
}

function language(text: string): Language {
  const known = parseLanguage(text);
  if (!known) throw new InvalidArgumentError('');
  return known;
}

function addHistoryFilters(command: Command, { options }: Words): Command {
  return command
    .option('--search <text>', options.search, '')
    .addOption(repeatedChoice('--outcome <outcome>', options.outcome, historyOutcome.options))
    .option('--seal <id>', options.sealId, collect, [])
    .option('--operator <name>', options.operatorIs, collect, [])
    .option('--unit <name>', options.unitIs, collect, [])
    .option('--from <day>', options.from)
    .option('--to <day>', options.to);
}

/** What an option means, what it may be and what it is when left out. A default that says nothing stays out. */
function describeOption({ description, argChoices, defaultValue }: Option, words: Words): string {
  const isSilent = [undefined, false, ''].includes(defaultValue) || Array.isArray(defaultValue);
  const extras = [
    ...(argChoices ? [words.choices(argChoices)] : []),
    ...(isSilent ? [] : [words.defaultValue(String(defaultValue))]),
  ];
  return extras.length > 0 ? words.aside(description, extras) : description;
}

function addHistory(program: Command, words: Words, run: Run): void {
  const { commands, options } = words;
  const history = program.command('history').description(commands.history);
  addHistoryFilters(history.command('list', { isDefault: true }).description(commands.historyList), words)
    .option('--limit <n>', options.limit, rowLimit, 100)
    .option('--ledger <file>', options.otherLedger)
    .action((given: HistoryOptions & LedgerOption & { limit: number }, command: Command) =>
      run(command, (session) => listHistory(session, given)),
    );
  addLedgerCommands(history, words, run);
  history
    .command('repairs')
    .description(commands.historyRepairs)
    .action((_, command: Command) => run(command, listRepairs));
  addHistoryFilters(history.command('export').description(commands.historyExport), words)
    .argument('[output.csv|xlsx|jsonl|pdf]')
    .addOption(new Option('--format <format>', options.format).choices(exportFormat.options))
    .option('--month <month>', options.month)
    .option('-o, --output <file>', options.outputFile)
    .option('--sign <seal>', options.signExport)
    .option('--pin-stdin', options.pinStdin, false)
    .option('--final-try', options.finalTry, false)
    .option('--force', options.force, false)
    .action((output: string | undefined, given: ExportOptions, command: Command) =>
      run(command, (session) => exportHistory(session, output, given)),
    );
  history
    .command('reconcile')
    .description(commands.historyReconcile)
    .argument('<folder...>')
    .option('--report <file>', options.reconcileReport)
    .option('--force', options.force, false)
    .option('--no-recursive', options.noRecursive)
    .action((folders: string[], given: ReconcileOptions, command: Command) =>
      run(command, (session) => reconcileFolders(session, folders, given)),
    );
  addEvidenceCommands(history, words, run);
}

function addRepair(program: Command, { commands, options }: Words, run: Run): void {
  program
    .command('repair')
    .description(commands.repair)
    .argument('<input.pdf>')
    .option('-o, --output <output.pdf>', options.repairedOutput)
    .option('--force', options.force, false)
    .action((input: string, given: RepairOptions, command: Command) =>
      run(command, (session) => repair(session, input, given)),
    );
}

function addExportPdf(program: Command, { commands, options }: Words, run: Run): void {
  program
    .command('export-pdf')
    .description(commands.exportPdf)
    .argument('<input.ofd>')
    .option('-o, --output <output.pdf>', options.readingCopyOutput)
    .option('--force', options.force, false)
    .action((input: string, given: ExportPdfOptions, command: Command) =>
      run(command, (session) => exportPdf(session, input, given)),
    );
}

function addVerify(program: Command, { commands, options }: Words, run: Run): void {
  program
    .command('verify')
    .description(commands.verify)
    .argument('<file.pdf|folder>')
    .option('--trust <file|folder>', options.trust, collect, [])
    .option('--trust-maker <file|folder>', options.trustMaker, collect, [])
    .option('--password-stdin', options.passwordStdin, false)
    .option('--report <file>', options.report)
    .option('--save-signed <field>', options.saveSigned)
    .option('-o, --output <signed.pdf>', options.signedOutput)
    .option('--force', options.force, false)
    .option('--no-recursive', options.noRecursive)
    .action((file: string, given: VerifyOptions, command: Command) =>
      run(command, (session) => verify(session, file, given)),
    );
  program
    .command('verify-guide')
    .description(commands.verifyGuide)
    .requiredOption('-o, --output <guide.pdf>', options.guideOutput)
    .option('--force', options.force, false)
    .action((given: GuideOptions, command: Command) => run(command, (session) => writeGuide(session, given)));
}

function addPin(program: Command, { commands, options }: Words, run: Run): void {
  const pin = program.command('pin').description(commands.pin);
  const works = [
    ['change', commands.pinChange, changePin, options.pinChangeStdin],
    ['unblock', commands.pinUnblock, unblockPin, options.pinUnblockStdin],
  ] as const;
  for (const [name, description, work, stdin] of works) {
    pin
      .command(name)
      .description(description)
      .option('--token <serial|label>', options.token)
      .option('--pin-stdin', stdin, false)
      .option('--final-try', options.finalTry, false)
      .action((given: PinCommandOptions, command: Command) => run(command, (session) => work(session, given)));
  }
}

function addSettings(program: Command, { commands, options }: Words, run: Run): void {
  program
    .command('settings')
    .description(commands.settings)
    .addOption(new Option('--network <on|off>', options.network).choices(['on', 'off']))
    .addOption(new Option('--archive-yearly <on|off>', options.archiveYearly).choices(['on', 'off']))
    .addOption(new Option('--head-on-token <on|off>', options.headOnToken).choices(['on', 'off']))
    .addOption(new Option('--level <level>', options.signatureLevel).choices(signatureLevel.options))
    .option('--authority <name=address>', options.authority, collect, [])
    .addOption(new Option('--without-authorities', options.noAuthorities).conflicts('authority'))
    .option('--driver <id|path>', options.driver, collect, [])
    .addOption(new Option('--all-drivers', options.allDrivers).conflicts('driver'))
    .option('--operator <name>', options.operator)
    .option('--pin-each-time', options.pinEachTime)
    .addOption(new Option('--pin-once', options.pinOnce).conflicts('pinEachTime'))
    .addOption(repeatedChoice('--stop <code>', options.stop, stoppableCodes))
    .addOption(new Option('--no-stops', options.noStops).conflicts('stop'))
    .action((given: SettingsOptions, command: Command) => run(command, (session) => changeSettings(session, given)));
}

function addServe(program: Command, { commands, options }: Words, run: Run): void {
  program
    .command('serve')
    .description(commands.serve)
    .argument('[document.pdf...]', options.open)
    .addOption(new Option('--port <port>', options.port).env('QIANYIN_PORT').argParser(port))
    .action((documents: string[], given: { port?: number }, command: Command) =>
      run(command, async (session) => {
        // The server brings Node's HTTP, which takes longer to load than all other commands.
        const { serve } = await import('./commands/serve-command.ts');
        await serve(session, { ...given, documents });
      }),
    );
}

/**
 * The command line as data: every command, its options and what it does. Throws CommanderError instead of ending the program.
 * @param openSession makes the session of a command from the options that all commands share
 */
export function createProgram(words: Words, openSession: (shared: { json: boolean }) => Session): Command {
  const run: Run = (command, work) => work(openSession({ json: command.optsWithGlobals().json === true }));
  const titles: Record<string, string> = words.titles;
  // Commands made below inherit what is set here.
  const program = new Command('qianyin')
    .exitOverride()
    .configureOutput({
      outputError: () => {},
      writeOut: (text) => writeLines(process.stdout, text.replace(/\n$/, '')),
      writeErr: (text) => writeLines(process.stderr, text.replace(/\n$/, '')),
    })
    .configureHelp({
      showGlobalOptions: true,
      optionDescription: (option) => describeOption(option, words),
      styleTitle: (title) => titles[title] ?? title,
    })
    .description(words.product)
    .version(packageJson.version, '--version', words.version)
    .helpOption('-h, --help', words.help)
    .helpCommand('help [command]', words.helpCommand)
    .option('--json', words.json, false)
    .addOption(new Option('--lang <language>', words.lang).argParser(language))
    .addHelpText('afterAll', `\n${words.exitCodes}`);
  const { commands } = words;
  program
    .command('tokens')
    .description(commands.tokens)
    .action((_, command: Command) => run(command, listTokens));
  program
    .command('certs')
    .description(commands.certs)
    .option('--text', words.options.certificateText)
    .action((options: { text?: true }, command: Command) =>
      run(command, (session) => listCertificates(session, options)),
    );
  program
    .command('trial')
    .description(commands.trial)
    .addOption(
      new Option('--algorithm <algorithm>', words.options.trialAlgorithm)
        .choices(trialAlgorithm.options)
        .default('sm2'),
    )
    .option('--sample', words.options.sampleOnly)
    .action((given: TrialOptions, command: Command) => run(command, (session) => showTrial(session, given)));
  addSeals(program, words, run);
  addPin(program, words, run);
  addStamp(program, words, run);
  addBatchCommands(program, words, run);
  addTemplateCommands(program, words, run);
  addRepair(program, words, run);
  addExportPdf(program, words, run);
  addVerify(program, words, run);
  addApproval(program, words, run);
  addDuty(program, words, run);
  addArchive(program, words, run);
  addData(program, words, run);
  addTrustCommands(program, words, run);
  addLongTermCommands(program, words, run);
  addHistory(program, words, run);
  addAuditCommands(program, words, run);
  addSettings(program, words, run);
  addDriverCommands(program, words, run);
  addServe(program, words, run);
  return program;
}
