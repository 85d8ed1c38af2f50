import type { ConfirmDriver } from '../../../app.ts';
import { AppError } from '../../../contract/index.ts';
import { absolutePath } from '../../../files/index.ts';
import { openWebDoor, type WebDoor, type WebDoorConfig } from '../../web/index.ts';
import { isYes, showDriver } from '../confirm-driver.ts';
import { openCore } from '../core.ts';
import type { Session } from '../session.ts';
import { writeInLine } from '../terminal.ts';

async function openDoor(config: WebDoorConfig): Promise<WebDoor> {
  try {
    return await openWebDoor(config);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw cause;
    throw new AppError('INVALID_INPUT', { detail: `--port ${config.port}` }, { cause, detail: code });
  }
}

/** Resolves when the person or the system asks the program to end. Who asks again does not cut the ending short. */
function untilAskedToEnd(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => done());
  });
}

/** The person at the terminal of a running door: Enter gives a new address, unless a question waits for an answer. */
function listenAtTerminal(session: Session, onEnter: () => void): ConfirmDriver {
  let answering: ((answer: string) => void) | null = null;
  process.stdin.on('data', (typed) => {
    if (!answering) return onEnter();
    answering(String(typed));
    answering = null;
  });
  return async (file) => {
    // A page that asks again and again gets no second question beside the first.
    if (answering) return 'cannot-ask';
    const question = showDriver(file, session.language);
    const answer = new Promise<string>((done) => {
      answering = done;
    });
    writeInLine(process.stderr, question);
    return isYes(await answer) ? 'load' : 'leave';
  };
}

/** `qianyin serve`: the web door until it is told to end. */
export async function serve(session: Session, options: { port?: number; documents: readonly string[] }): Promise<void> {
  const ended = untilAskedToEnd();
  const { homeFolder } = session;
  const initialDocumentPaths = options.documents.map(absolutePath);
  let door: WebDoor | null = null;
  const giveAddress = () => {
    const address = door?.mintAddress();
    if (address) session.print(null, () => session.words.serving(address));
  };
  const atTerminal = process.stdin.isTTY && !session.json;
  const confirmDriver = atTerminal ? { confirmDriver: listenAtTerminal(session, giveAddress) } : {};
  const core = await openCore({ homeFolder, door: 'web', initialDocumentPaths, ...confirmDriver });
  try {
    door = await openDoor({ core, homeFolder, port: options.port ?? 0 });
    const address = door.mintAddress();
    session.print({ address, port: door.port }, () => session.words.serving(address));
    if (atTerminal) {
      session.note(session.words.servingHelp);
      process.stdin.unref();
    }
    await ended;
    process.stdin.pause();
    await door.close();
  } finally {
    await core.close();
  }
}
