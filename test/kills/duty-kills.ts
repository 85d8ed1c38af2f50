/**
 * `npm run kills:duty [-- --tickets 10000 --kills 50]`: kills `qianyin duty` at random moments while documents come to it with their tickets, begins
 * anew each time, and holds the record against the disk at the end: every ticket sealed its document exactly once, nothing left lying about.
 */
import { execFileSync, spawn } from 'node:child_process';
import { createHash, createPrivateKey, sign } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { program } from '../../scripts/qianyin.ts';
import { approvalInfo, dutyResult, historyRow } from '../../src-main/contract/index.ts';
import { makeTicketIssuer } from '../approval/openssl-tickets.ts';
import { writeLargePdf } from '../fixtures/large.ts';
import { type Office, openOffice } from '../fixtures/office.ts';

export interface KilledDuty {
  readonly killed: number;
  /** What is not as it should be. */
  readonly wrong: readonly string[];
  /** Rows of the record by their outcome. */
  readonly outcomes: ReadonlyMap<string, number>;
  /** Of the last program, at the most, in MB; null where the system does not tell. */
  readonly peakMb: number | null;
  readonly seconds: number;
}

const recordedUse = historyRow.pick({ seq: true, outputPath: true, outcome: true, runId: true, sha256After: true });
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const base64url = (bytes: Buffer | string) => Buffer.from(bytes).toString('base64url');

/** Documents that differ from one another, each with its ticket. */
function layDocuments(office: Office, folder: string, count: number): void {
  const { certificate } = makeTicketIssuer(join(office.folder, 'oa'), 'ES256');
  writeFileSync(join(office.folder, 'oa.pem'), certificate);
  const told: unknown = JSON.parse(office.qianyin('approval', 'trust', join(office.folder, 'oa.pem'), '--json'));
  const { clientId } = approvalInfo.parse(told);
  const key = createPrivateKey(readFileSync(join(office.folder, 'oa', 'key.pem')));
  const header = base64url(JSON.stringify({ alg: 'ES256', typ: 'approval+jwt' }));
  const model = join(office.folder, 'model.pdf');
  writeLargePdf(model, { pages: 1, bytesPerPage: 2_000, objectStreams: false, tree: 'flat' });
  const content = readFileSync(model);
  const now = Math.floor(Date.now() / 1000);
  for (let index = 0; index < count; index++) {
    const document = Buffer.concat([content, Buffer.from(`% ${index}\n`)]);
    const claims = {
      iss: 'oa',
      jti: String(index),
      aud: clientId,
      iat: now,
      exp: now + 86_400,
      number: `OA-${index}`,
      approvers: ['李四'],
      document: { sha256: sha256(document) },
      placements: [{ seal: office.sealId, placing: { rule: 'here', page: 1, xMm: 100, yMm: 100 } }],
    };
    const signed = `${header}.${base64url(JSON.stringify(claims))}`;
    const value = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
    const path = join(folder, `工资${String(index).padStart(5, '0')}.pdf`);
    writeFileSync(path, document);
    writeFileSync(`${path}.jws`, `${signed}.${base64url(value)}`);
  }
}

function start(office: Office, desk: string) {
  const env = { ...process.env, ...office.env, QIANYIN_HOME: office.home, QIANYIN_PIN: office.token.pin };
  const options = ['--seal', office.sealId, '--most', '1000000', '--minutes', '600'];
  return spawn(process.execPath, [program, 'duty', desk, ...options], { env, stdio: 'ignore' });
}

const countIn = (folder: string) => readdirSync(folder).length;

function peakMbOf(pid: number | undefined): number | null {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  } catch {
    return null;
  }
}

function lookAfter(office: Office, desk: string, count: number): Pick<KilledDuty, 'wrong' | 'outcomes'> {
  const wrong: string[] = [];
  const outcomes = new Map<string, number>();
  const done = join(desk, 'done');
  const ledger = new Database(join(office.home, 'history.sqlite'), { readonly: true });
  const stored = ledger.prepare('SELECT seq, outputPath, outcome, runId, sha256After FROM seal_use').all();
  ledger.close();
  const rows = z
    .array(recordedUse)
    .parse(stored)
    .filter(({ outputPath }) => outputPath.startsWith(done + sep));
  for (const { outcome } of rows) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  const completed = new Map(rows.filter(({ outcome }) => outcome === 'completed').map((row) => [row.outputPath, row]));
  const runs = new Set([...completed.values()].map(({ runId }) => runId));
  if (runs.size !== count || outcomes.get('completed') !== count)
    wrong.push(`${outcomes.get('completed')} uses in ${runs.size} runs of ${count} tickets`);
  if (outcomes.has('pending')) wrong.push('rows are pending');
  const folders = readdirSync(done);
  if (folders.length !== count) wrong.push(`${folders.length} folders of ${count} documents`);
  for (const base of folders) {
    const folder = join(done, base);
    const names = readdirSync(folder).sort();
    if (names.join(' ') !== ['received', 'result.json', `${base}_已盖章.pdf`].sort().join(' '))
      wrong.push(`${base} holds ${names.join(' ')}`);
    const resultPath = join(folder, 'result.json');
    if (!existsSync(resultPath)) continue;
    const { stamped, historySeqs } = dutyResult.parse(JSON.parse(readFileSync(resultPath, 'utf8')));
    const path = join(folder, stamped?.file ?? '');
    const row = completed.get(path);
    const digest = stamped ? sha256(readFileSync(path)) : '';
    if (!row || row.sha256After !== digest || stamped?.sha256 !== digest || historySeqs[0] !== row.seq)
      wrong.push(`not as recorded: ${path}`);
  }
  for (const empty of ['in', 'work', 'failed'])
    if (countIn(join(desk, empty)) > 0) wrong.push(`left in ${empty}: ${countIn(join(desk, empty))}`);
  for (const base of folders.filter((_, index) => index % Math.ceil(count / 5) === 0)) {
    const verdict = execFileSync('pdfsig', ['-nocert', join(done, base, `${base}_已盖章.pdf`)], { encoding: 'utf8' });
    if (!verdict.includes('Signature is Valid')) wrong.push(`pdfsig: ${base}`);
  }
  return { wrong, outcomes };
}

/** @param random from 0 to 1, for the moments */
export async function killDuty(
  tickets: number,
  kills: number,
  random: () => number = Math.random,
): Promise<KilledDuty> {
  const office = openOffice();
  try {
    const desk = join(office.folder, '值守');
    const inbox = join(desk, 'in');
    mkdirSync(inbox, { recursive: true, mode: 0o700 });
    layDocuments(office, inbox, tickets);
    const began = performance.now();
    let killed = 0;
    let peakMb: number | null = null;
    for (;;) {
      const running = start(office, desk);
      const ended = once(running, 'exit');
      const atOnceMs = 50;
      // It is killed once it has come to a few, at some moment of the next; the last one is let finish.
      const wanted = killed < kills ? Math.max(1, Math.floor((tickets / (kills + 1)) * 2 * random() * 2)) : tickets * 2;
      const before = countIn(inbox);
      while (running.exitCode === null && countIn(inbox) > 0 && before - countIn(inbox) < wanted)
        await setTimeout(atOnceMs);
      await setTimeout(atOnceMs * random());
      if (running.exitCode !== null)
        return { killed, wrong: [`ended with ${running.exitCode}`], outcomes: new Map(), peakMb, seconds: 0 };
      if (countIn(inbox) > 0) {
        running.kill('SIGKILL');
        killed += 1;
        await ended;
        continue;
      }
      while (readdirSync(join(desk, 'work')).some((name) => name.endsWith('.case'))) await setTimeout(atOnceMs);
      peakMb = peakMbOf(running.pid);
      running.kill('SIGTERM');
      const [code] = await ended;
      const seconds = (performance.now() - began) / 1000;
      const { wrong, outcomes } = lookAfter(office, desk, tickets);
      return {
        killed,
        outcomes,
        peakMb,
        seconds,
        wrong: code === 0 ? wrong : [`the last run ended with ${code}`, ...wrong],
      };
    }
  } finally {
    office.close();
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { tickets: { type: 'string', default: '10000' }, kills: { type: 'string', default: '50' } },
  });
  const count = z.coerce.number().int().nonnegative();
  const told = await killDuty(count.parse(values.tickets), count.parse(values.kills));
  console.log(
    `${told.killed} killed; wrong: ${told.wrong.length}; ${told.seconds.toFixed(0)} s; peak ${told.peakMb?.toFixed(0)} MB`,
  );
  for (const [outcome, times] of told.outcomes) console.log(`  ${outcome}: ${times}`);
  for (const what of told.wrong.slice(0, 50)) console.error(`✗ ${what}`);
  if (told.wrong.length > 0) process.exitCode = 1;
}
