/** The one way from this program to a terminal: what came from a document, a token or a file name is in plain sight before it goes. */
import { mapTexts, visibleJson, visibleText } from '../../words/index.ts';

/** More blanks than these in a row push the rest of a name to where a report's next line would begin. */
const blanks = /\p{Zs}{4,}/gu;

/** A text from outside, as one piece of a line. */
export function plainText(text: string): string {
  return visibleText(text).replace(blanks, (run) => `[U+0020×${[...run].length}]`);
}

/** What a command found, every text in it a piece of a line: a name cannot bring lines of its own into a report. */
export const plainTexts = <Value>(value: Value): Value => mapTexts(value, plainText);

/** Lines of text. Only their own breaks are left in them. */
export function writeLines(stream: NodeJS.WritableStream, text: string): void {
  stream.write(`${visibleText(text, '\n')}\n`);
}

/** Data for another program, which a person may look at as well. */
export function writeJson(stream: NodeJS.WritableStream, value: unknown): void {
  stream.write(`${visibleJson(value)}\n`);
}

/** One value in one line, for a program that reads them as they come. */
export function writeJsonLine(stream: NodeJS.WritableStream, value: unknown): void {
  stream.write(`${visibleJson(value, 0)}\n`);
}

/** A question, or a line that is written anew each time; the terminal stays in it. */
export function writeInLine(stream: NodeJS.WritableStream, text: string, options: { anew?: boolean } = {}): void {
  stream.write(`${options.anew === true ? '\r\u001b[K' : ''}${plainText(text)}`);
}
