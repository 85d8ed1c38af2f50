import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import type { HistoryCheck } from '../../../src-main/contract/index.ts';
import { historyCheck } from '../../../src-main/contract/index.ts';
import type { Anchor, Extent, KeptEvent } from '../../../src-main/history/check/chain-check.ts';

export const checkScript = new URL('../../../src-main/history/package/check.py', import.meta.url).pathname;
const driver = new URL('./check_driver.py', import.meta.url).pathname;

const tuples = (anchors: readonly Anchor[]) => anchors.map(({ ledger, number, hash }) => [ledger, number, hash]);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** The script of the evidence package, kept running for many questions. */
export class PythonCheck {
  readonly #process: ChildProcessWithoutNullStreams = spawn('python3', [driver, checkScript]);
  readonly #lines: Interface = createInterface({ input: this.#process.stdout });
  readonly #waiting: ((line: string) => void)[] = [];
  #trouble = '';
  #isOver = false;

  constructor() {
    this.#process.stderr.on('data', (chunk) => {
      this.#trouble += chunk;
    });
    this.#lines.on('line', (line) => this.#waiting.shift()?.(line));
    this.#process.on('close', () => {
      this.#isOver = true;
      for (const tell of this.#waiting.splice(0)) tell(JSON.stringify({ trouble: this.#trouble }));
    });
  }

  async #ask(question: unknown): Promise<unknown> {
    if (this.#isOver) throw new Error(`the script has ended: ${this.#trouble}`);
    const line = new Promise<string>((resolve) => this.#waiting.push(resolve));
    this.#process.stdin.write(`${JSON.stringify(question)}\n`);
    const answer: unknown = JSON.parse(await line);
    if (typeof answer === 'object' && answer !== null && 'trouble' in answer) throw new Error(String(answer.trouble));
    return answer;
  }

  async file(path: string, anchors: readonly Anchor[] = []): Promise<HistoryCheck> {
    return historyCheck.parse(await this.#ask({ path, anchors: tuples(anchors) }));
  }

  async chain(
    kept: readonly KeptEvent[],
    anchors: readonly Anchor[] = [],
    extent: Extent | null = null,
  ): Promise<HistoryCheck> {
    const question = {
      chain: kept.map(({ place, content, hash }) => [place, hex(content), hash]),
      anchors: tuples(anchors),
      extent: extent && [extent.ledger, extent.first, extent.head.number, extent.head.hash],
    };
    return historyCheck.parse(await this.#ask(question));
  }

  async isEvent(content: Uint8Array): Promise<boolean> {
    return (await this.#ask({ canonical: hex(content) })) === true;
  }

  close(): void {
    this.#process.stdin.end();
  }
}
