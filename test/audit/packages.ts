import { canonicalJson, type Json } from '../../src-main/history/events/canonical.ts';
import { noHash } from '../../src-main/history/events/event.ts';
import { type Link, sha256 } from '../history/check/chains.ts';
import { writeZip } from '../history/check/files.ts';

type Data = Readonly<Record<string, Json>>;

/** A ledger as somebody could write one, true or false. */
export class WrittenLedger {
  readonly links: Link[] = [];
  readonly id: string;
  #uses = 0;
  readonly #day: number;

  constructor(id: string, machine: string, day = Date.UTC(2026, 0, 1)) {
    this.id = id.repeat(32);
    this.#day = day;
    this.add('ledger-begun', { machine, systemUser: 'clerk' });
  }

  add(kind: string, data: Data, time = new Date(this.#day + this.links.length * 60_000).toISOString()): void {
    const previous = this.links.at(-1)?.hash ?? noHash;
    const number = this.links.length + 1;
    const content = canonicalJson({ data, format: 1, kind, ledger: this.id, number, previous, time });
    this.links.push({ content, hash: sha256(content) });
  }

  /** A use and what came of it. */
  use(outcome: string | null, changes: Data = {}): number {
    this.#uses += 1;
    const seq = this.#uses;
    this.add('intent', { ...intent(new Date(this.#day).toISOString()), seq, ...changes });
    if (outcome !== null)
      this.add(outcome, {
        use: seq,
        settledAt: new Date(this.#day + 1000).toISOString(),
        sha256After: 'ef'.repeat(32),
      });
    return seq;
  }

  /** @param lines changes the lines of its events */
  async pack(
    path: string,
    { from = 1, until = this.links.length, madeAt = '2026-11-01T00:00:00.000Z', lines = (all: string[]) => all } = {},
  ): Promise<string> {
    const manifest = canonicalJson({
      count: until - from + 1,
      first: from,
      format: 1,
      head: { hash: this.links[until - 1]?.hash ?? '', number: until },
      kind: 'qianyin-evidence-package',
      ledger: this.id,
      madeAt,
      madeBy: '张三',
      program: '0.0.0',
    });
    const events = lines(this.links.slice(from - 1, until).map(({ content }) => content));
    await writeZip(path, [
      ['manifest.json', Buffer.from(manifest)],
      ['events.jsonl', Buffer.from(events.map((line) => `${line}\n`).join(''))],
    ]);
    return path;
  }
}

const intent = (at: string): Data => ({
  at,
  runId: 'run',
  operator: '张三',
  tokenSerial: 'A1B2',
  tokenLabel: '财务UKey',
  certificateFingerprint: 'ab'.repeat(32),
  certificateSubject: 'CN=某某有限公司',
  certificateSerial: '01',
  sealId: 'seal-1',
  sealName: '公章',
  sealKind: 'official',
  documentName: '合同.pdf',
  documentPath: '/文件/合同.pdf',
  outputPath: '/文件/合同_已盖章.pdf',
  sha256Before: 'cd'.repeat(32),
  page: 2,
  xMm: 105.5,
  yMm: 210,
  reason: '采购',
  unit: '采购部',
  door: 'cli',
  machine: 'desk-1',
  trial: false,
  writerPid: 1,
  writerStartedAt: 'boot/1',
});
