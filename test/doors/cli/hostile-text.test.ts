import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { historyRow, verificationReport } from '../../../src-main/contract/index.ts';
import { openLedger } from '../../../src-main/history/index.ts';
import { hidden, hostileText } from '../../fixtures/hostile-text.ts';
import { use } from '../../history/seal-use.ts';
import { type Holder, OpensslAuthority } from '../../signature/openssl-authority.ts';
import { hostilePdf, hostileSigner } from '../../verification/hostile-pdf.ts';
import { type Caller, run } from './qianyin.ts';

const folder = mkdtempSync(join(tmpdir(), 'qianyin-hostile-'));
const where: Caller = { home: join(folder, 'home'), cwd: folder };
const authority = new OpensslAuthority();
/** What a file system takes of it. */
const hostileName = `${hostileText.replaceAll('\0', '').replaceAll('/', '').slice(0, 60)}.pdf`;
let people: { signer: Holder; issuer: Holder };
let documents: string;
let signed: string;

beforeAll(() => {
  people = hostileSigner(authority);
  documents = join(folder, 'documents');
  mkdirSync(documents);
  signed = join(documents, hostileName);
  writeFileSync(signed, hostilePdf(authority, people));
  mkdirSync(where.home);
  const ledger = openLedger(join(where.home, 'history.sqlite'));
  const intent = use({
    documentName: hostileText,
    documentPath: hostileText,
    outputPath: hostileText,
    reason: hostileText,
    operator: hostileText,
    sealName: hostileText,
    tokenLabel: hostileText,
    certificateSubject: hostileText,
  });
  const [id = 0] = ledger.begin([intent]).map(({ seq }) => seq);
  ledger.settle([id], { outcome: 'completed', sha256After: 'ef'.repeat(32) });
  ledger.close();
});
afterAll(() => {
  authority.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Text on a terminal: lines, and nothing beside them that is not seen. */
function expectPlain(text: string): void {
  for (const line of text.split('\n')) expect(line).not.toMatch(hidden);
}

/** None of the lines that the document would have brought along stands by itself. */
const forged = /^\s*(Verdict\s+Forged|y)\s*$/m;

describe('a document that says hostile things, on the command line', () => {
  test.each(['zh', 'en'])('is verified without effect on the terminal (%s)', async (language) => {
    const trust = ['--trust', people.issuer.certificatePath];
    const { code, stdout, stderr } = await run(where, ['--lang', language, 'verify', signed, ...trust]);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expectPlain(stdout);
    expect(stdout).not.toMatch(forged);
    for (const seen of ['[U+001B][2J', '[U+009B]2Jx', '[U+202E]fdp', '[U+2066]', '[U+200B]', '[U+0020×60]']) {
      expect(stdout).toContain(seen);
    }
  });

  test('is data in JSON, whole and without effect', async () => {
    const { stdout } = await run(where, ['--json', 'verify', signed, '--trust', people.issuer.certificatePath]);
    expectPlain(stdout);
    const report = verificationReport.parse(JSON.parse(stdout));
    expect(report.path).toBe(signed);
    expect(report.signatures.map(({ fieldName }) => fieldName)).toEqual([hostileText, `2${hostileText}`]);
    expect(report.signatures[0]).toMatchObject({ reason: hostileText, location: hostileText });
  });

  test('is one row in the table of a folder', async () => {
    const { stdout, stderr } = await run(where, ['verify', documents]);
    expectPlain(stdout);
    expectPlain(stderr);
    expect(stdout).not.toMatch(forged);
    expect(stdout).toContain('[U+001B][2J');
    const json = await run(where, ['--json', 'verify', documents]);
    expectPlain(json.stdout);
    expect(JSON.parse(json.stdout)).toMatchObject({ rows: [{ path: signed }] });
  });

  test('is reported on paper, as data and as a workbook without effect', async () => {
    const reports = { pdf: signed, json: signed, xlsx: documents };
    for (const [format, target] of Object.entries(reports)) {
      const path = join(folder, `report.${format}`);
      const { stderr } = await run(where, ['verify', target, '--report', path]);
      expectPlain(stderr);
      expect(readFileSync(path).length).toBeGreaterThan(0);
    }
    const printed = execFileSync('pdftotext', ['-layout', join(folder, 'report.pdf'), '-'], { encoding: 'utf8' });
    expectPlain(printed.replaceAll('\f', ''));
    expect(printed.replace(/\s/g, '')).toContain('[U+202E]fdp');
    expectPlain(readFileSync(join(folder, 'report.json'), 'utf8'));
    const sheet = execFileSync('unzip', [
      '-p',
      join(folder, 'report.xlsx'),
      'xl/sharedStrings.xml',
      'xl/worksheets/sheet1.xml',
    ]);
    expectPlain(sheet.toString('utf8').replace(/[\r\t]/g, ''));
    expect(sheet.toString('utf8')).toContain('[U+202E]fdp');
  });

  test('is named in an error without effect', async () => {
    const broken = join(folder, `kein${hostileName}`);
    writeFileSync(broken, 'no PDF');
    for (const args of [['verify', broken], ['verify', join(folder, 'gone\u001b[2J\u202e.pdf')], ['\u001b[2J\u009b']]) {
      const { code, stdout, stderr } = await run(where, args);
      expect(code).not.toBe(0);
      expect(stdout).toBe('');
      expectPlain(stderr);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    }
  });
});

describe('a record that says hostile things', () => {
  test('is one row in the list, and data in JSON', async () => {
    const { stdout } = await run(where, ['history', 'list']);
    expectPlain(stdout);
    expect(stdout).not.toMatch(forged);
    expect(stdout.trimEnd().split('\n')).toHaveLength(2);
    const json = await run(where, ['--json', 'history', 'list']);
    expectPlain(json.stdout);
    expect(historyRow.array().parse(JSON.parse(json.stdout))).toMatchObject([{ reason: hostileText }]);
  });

  test('is exported with nothing hidden but the lines of its own cells', async () => {
    const path = join(folder, 'history.csv');
    const { stdout } = await run(where, ['history', 'export', '-o', path]);
    expectPlain(stdout);
    const csv = readFileSync(path, 'utf8').replace(/^\ufeff/, '');
    expectPlain(csv.replace(/[\t\r]/g, ''));
    expect(csv).toContain('[U+202E]fdp');
    const script = 'import csv,sys; print(len(list(csv.reader(open(sys.argv[1], encoding="utf-8-sig", newline="")))))';
    expect(execFileSync('python3', ['-c', script, path], { encoding: 'utf8' }).trim()).toBe('2');
  });
});

test('the command line writes to a terminal in one place', () => {
  const sources = fileURLToPath(new URL('../../../src-main/doors/cli/', import.meta.url));
  const listed = execFileSync('grep', ['-rlE', '(stdout|stderr)\\.write|console\\.', sources], { encoding: 'utf8' });
  // The launcher speaks before the program is there, and of nothing from outside; the prompt ends its line; what is
  // asked for by `-o -` are the bytes of a file.
  expect(
    listed
      .trim()
      .split('\n')
      .map((path) => path.slice(sources.length))
      .toSorted(),
  ).toEqual(['commands/save-signed-command.ts', 'launcher.ts', 'output-file.ts', 'secrets.ts']);
});
