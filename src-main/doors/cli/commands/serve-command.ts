import { resolve } from 'node:path';
import { AppError } from '../../../contract/index.ts';
import { openWebDoor, type WebDoor, type WebDoorConfig } from '../../web/index.ts';
import { openCore } from '../core.ts';
import type { Session } from '../session.ts';

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

/** `qianyin serve`: the web door until it is told to end. */
export async function serve(session: Session, options: { port?: number; document?: string }): Promise<void> {
  const ended = untilAskedToEnd();
  const { homeFolder } = session;
  const initialDocumentPath = options.document ? resolve(options.document) : null;
  const core = await openCore({ homeFolder, door: 'web', initialDocumentPath });
  try {
    const door = await openDoor({ core, homeFolder, port: options.port ?? 0 });
    const address = door.mintAddress();
    session.print({ address, port: door.port }, () => session.words.serving(address));
    if (process.stdin.isTTY && !session.json) {
      session.note(session.words.servingHelp);
      process.stdin.on('data', () => session.print(null, () => session.words.serving(door.mintAddress())));
      process.stdin.unref();
    }
    await ended;
    process.stdin.pause();
    await door.close();
  } finally {
    await core.close();
  }
}
