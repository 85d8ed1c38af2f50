import { AppError } from '../../contract/index.ts';
import { writeInLine } from './terminal.ts';

/** Before the first line, in what Windows programs write. */
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

const readers = new WeakMap<NodeJS.ReadStream, () => Promise<string>>();

/** Reads lines of standard input one at a time, for secrets that a script pipes in; all who read it take turns. */
export function createLineReader(input: NodeJS.ReadStream): () => Promise<string> {
  const known = readers.get(input) ?? readerOf(input);
  readers.set(input, known);
  return known;
}

function readerOf(input: NodeJS.ReadStream): () => Promise<string> {
  let pending = Buffer.alloc(0);
  let parts: AsyncIterator<Buffer> | undefined;
  let isFirst = true;
  return async () => {
    parts ??= input[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    while (!pending.includes(0x0a)) {
      const next = await parts.next();
      if (next.done) break;
      pending = Buffer.concat([pending, Buffer.from(next.value)]);
      if (pending.length > 65_536) throw new AppError('INVALID_INPUT', { detail: 'stdin' });
    }
    const end = pending.indexOf(0x0a);
    const line = pending
      .subarray(isFirst && pending.indexOf(byteOrderMark) === 0 ? 3 : 0, end < 0 ? pending.length : end)
      .toString('utf8');
    isFirst = false;
    const rest = Buffer.from(pending.subarray(end < 0 ? pending.length : end + 1));
    pending.fill(0);
    pending = rest;
    return line.replace(/\r$/, '');
  };
}

const enter = new Set(['\r', '\n']);
const erase = new Set(['\u007f', '\b']);
const interrupt = '\u0003';
const endOfInput = '\u0004';

/**
 * Asks on the terminal; what is typed is not shown.
 * @throws AppError CANCELLED on Ctrl-C and Ctrl-D
 */
export function askSecret(question: string): Promise<string> {
  const { stdin, stderr } = process;
  return new Promise((resolve, reject) => {
    let typed: string[] = [];
    const finish = (settle: () => void) => {
      stdin.off('data', onData);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
      settle();
    };
    const onData = (data: Buffer) => {
      for (const character of data.toString('utf8')) {
        if (enter.has(character)) return finish(() => resolve(typed.join('')));
        if (character === interrupt || character === endOfInput) return finish(() => reject(new AppError('CANCELLED')));
        if (erase.has(character)) typed = typed.slice(0, -1);
        // Arrow keys and the like come as escape sequences: no part of a PIN.
        else if (character >= ' ') typed.push(character);
      }
    };
    // First the echo goes, then the question comes: whoever types at once is not shown either.
    stdin.setRawMode(true);
    stdin.on('data', onData);
    stdin.resume();
    writeInLine(stderr, question);
  });
}

/** Whether there is a person at a terminal to ask. */
export const canAsk = () => Boolean(process.stdin.isTTY && process.stderr.isTTY);
