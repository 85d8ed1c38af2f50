import type { App } from '../../app.ts';
import type { Language } from '../../contract/index.ts';
import type { EarlyWork } from '../../early-threads.ts';
import type { Words } from './words/words-zh-cn.ts';

/** What a command works with. */
export interface Session {
  readonly language: Language;
  readonly words: Words;
  readonly homeFolder: string;
  readonly json: boolean;
  /**
   * Makes the core when a command first needs it; it is closed when the program ends.
   * @param early what the command is about to do: what that takes is started before the core
   */
  app(early?: EarlyWork): Promise<App>;
  /** The result: a value for `--json`, else the text. The text is made of the value with nothing hidden in it (see `plainTexts`). */
  print<Value>(value: Value, text: (shown: Value) => string): void;
  /** A word beside the result, for people only; one line. */
  note(text: string): void;
  /** An output as a command names it: `-` is standard output, which then carries nothing else; `print` goes beside it. */
  outputPath(named: string): string;
  /** From here on an error is told to somebody who checks a file that others made. */
  tellWhoChecks(): void;
  /** What the program says to its caller when nothing went wrong. */
  exitWith(code: number): void;
}
