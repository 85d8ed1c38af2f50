/** `qianyin …`: runs one command and says how it went. */
import { CommanderError } from 'commander';
import type { App } from '../../app.ts';
import { AppError } from '../../contract/index.ts';
import { absolutePath, wholeArguments } from '../../files/index.ts';
import { describeRecovered, type Reader } from '../../words/index.ts';
import { homeFolder as findHomeFolder } from '../home-folder.ts';
import { collectRolePin } from './commands/control/role-pins.ts';
import { confirmTypedDriver } from './confirm-driver.ts';
import { openCore } from './core.ts';
import { describeFailure, exitCodeOf, unreadable, usageError } from './failure.ts';
import { standardOutput } from './output-file.ts';
import { createProgram, type SharedOptions } from './program.ts';
import { createLineReader } from './secrets.ts';
import type { Session } from './session.ts';
import { plainText, plainTexts, writeJson, writeLines } from './terminal.ts';
import { chooseLanguage } from './words/language.ts';
import { words as allWords } from './words/words.ts';

const homeFolder = findHomeFolder();
const language = chooseLanguage(process.argv.slice(2), process.env, homeFolder);
const words = allWords[language];
let opened: Promise<App> | undefined;
/** The same, once who runs the command is signed in. */
let signedIn: Promise<App> | undefined;
let exitCode = 0;
/** Standard output is the file that was asked for. */
let carriesOutput = false;

/** What the start found of a program that was killed, for people and beside the result. */
async function tellRecovered(app: App): Promise<App> {
  const { recovered } = await app.call('app.info', null);
  const said = describeRecovered(recovered, language);
  if (said !== null) writeLines(process.stderr, plainText(said));
  return app;
}

/** Signs in who runs the command, for as long as it runs. */
async function signIn(app: App, { as: name, rolePinStdin }: SharedOptions): Promise<App> {
  if (name === undefined) return app;
  const readLine = rolePinStdin ? createLineReader(process.stdin) : null;
  await app.call('roles.signIn', await collectRolePin({ words }, name, readLine, process.env.QIANYIN_ROLE_PIN));
  return app;
}
let isJson = false;
let reader: Reader = 'stamping';

function openSession(shared: SharedOptions): Session {
  const { json } = shared;
  isJson = json;
  return {
    language,
    words,
    homeFolder,
    json,
    app(early) {
      const config = { homeFolder, door: 'cli', confirmDriver: confirmTypedDriver(language) } as const;
      opened ??= openCore(config, early);
      signedIn ??= opened.then(tellRecovered).then((app) => signIn(app, shared));
      return signedIn;
    },
    print(value, text) {
      const stream = carriesOutput ? process.stderr : process.stdout;
      if (json) writeJson(stream, value);
      else writeLines(stream, text(plainTexts(value)));
    },
    outputPath(named) {
      if (named !== standardOutput) return absolutePath(named);
      carriesOutput = true;
      return named;
    },
    note(text) {
      if (!json) writeLines(process.stderr, plainText(text));
    },
    tellWhoChecks() {
      reader = 'checking';
    },
    exitWith(code) {
      exitCode = code;
    },
  };
}

/** Ends the program for what went wrong; asked-for help and version are nothing wrong. */
function fail(thrown: unknown): void {
  if (thrown instanceof CommanderError && thrown.exitCode === 0) return;
  // Without a command the help has been shown instead.
  if (thrown instanceof CommanderError && thrown.code === 'commander.help') {
    exitCode = unreadable;
    return;
  }
  const isUsage = thrown instanceof CommanderError;
  const error = isUsage ? usageError(thrown, language) : AppError.from(thrown);
  writeLines(process.stderr, describeFailure(error, language, { reader, details: isJson }));
  // A command may have said already what its failing means.
  exitCode = isUsage ? unreadable : Math.max(exitCode, exitCodeOf(error));
}

// Whoever reads our output may have read enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  await createProgram(words, openSession).parseAsync(wholeArguments(process.argv));
} catch (thrown) {
  fail(thrown);
} finally {
  const app = await opened?.catch(() => undefined);
  await app?.close();
}
process.exitCode = exitCode;
// Who listened to signals until now goes on doing so to the end: while the engine is taken down, another one would count as what ended the program.
if (process.listenerCount('SIGINT') > 0) process.exit();
