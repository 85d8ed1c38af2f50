import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ErrorCode, Placement, Seal } from '../../src-main/contract/index.ts';
import { fixturePath } from '../fixtures/pdf/index.ts';
import { makeSoftHsmToken, type SoftHsmToken } from '../fixtures/softhsm.ts';
import { eventually, softHsmDriver } from '../token/drivers.ts';
import { type FaultyDriver, makeFaultyDriver } from '../token/faulty-driver.ts';
import { filesIn, type Office, openOffice } from './office.ts';
import { makeNssTrust, pdfsig } from './other-tools.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

describe('stamping with tokens', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qianyin-tokens-'));
  const desk = join(folder, 'desk');
  const input = join(desk, '合同.pdf');
  let contract: SoftHsmToken;
  let finance: SoftHsmToken;
  let driver: FaultyDriver;
  let office: Office;
  let contractSeal: Seal;
  let officialSeal: Seal;
  let financeSeal: Seal;

  beforeAll(async () => {
    const subject = '/C=CN/O=测试有限公司/CN=测试有限公司印章';
    const keys = [
      { algorithm: 'p256', subject },
      { algorithm: 'rsa2048', subject },
    ] as const;
    contract = makeSoftHsmToken({ folder: join(folder, 'a'), label: '合同章', pin: '123456', keys: [...keys] });
    finance = makeSoftHsmToken({ folder: join(folder, 'b'), label: '财务章', pin: '654321', keys: [keys[0]] });
    driver = makeFaultyDriver('faulty', folder, contract);
    office = await openOffice({
      folder: join(folder, 'office'),
      drivers: [driver.candidate, softHsmDriver('sound', finance)],
      tokens: [contract, finance],
      timeLimits: { sign: 4_000 },
    });
    contractSeal = await office.sealOn(contract, 0);
    officialSeal = await office.sealOn(contract, 1);
    financeSeal = await office.sealOn(finance);
    mkdirSync(desk);
    copyFileSync(fixturePath('chromium.pdf'), input);
  });

  afterEach(() => {
    office.onProgress = () => undefined;
    driver.obey();
    for (const name of filesIn(desk)) if (join(desk, name) !== input) rmSync(join(desk, name));
  });

  afterAll(async () => {
    await office?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const at = (seal: Seal, xMm: number): Placement => ({
    sealId: seal.id,
    placing: { rule: 'here', page: 1, xMm, yMm: 80 },
  });
  const isThere = (made: SoftHsmToken) =>
    office.room.tokens().some(({ serial, pinState }) => serial === made.serial && pinState === 'ok');

  /** The original stands alone and as it was, and the rows of the run say what became of each seal. */
  async function expectFailure(
    code: ErrorCode,
    outcomes: readonly string[],
    stamp: { placements?: Placement[]; pins?: Record<string, string>; finalTryConfirmed?: boolean } = {},
  ): Promise<void> {
    const before = office.rows().length;
    const asked = office.stamp({ path: input, seal: contractSeal, ...stamp });
    await expect(asked).rejects.toMatchObject({ name: 'AppError', code });
    expect(filesIn(desk)).toEqual(['合同.pdf']);
    expect(readFileSync(input).equals(readFileSync(fixturePath('chromium.pdf')))).toBe(true);
    const rows = office.rows().slice(before);
    expect(rows.map(({ outcome }) => outcome)).toEqual(outcomes);
    for (const row of rows) expect(row).toMatchObject({ errorCode: code, sha256After: null, documentPath: input });
  }

  async function expectToWorkAgain(): Promise<void> {
    await eventually('the token is ready', () => isThere(contract), 10_000);
    const { outputPath, report, historySeqs, sha256After } = await office.stamp({ path: input, seal: contractSeal });
    expect(report.verdict).toBe('valid');
    expect(office.ledger.get(historySeqs[0] ?? 0)).toMatchObject({ outcome: 'completed', sha256After, outputPath });
    rmSync(outputPath);
  }

  it('puts seals of two tokens and three keys on one document, each a single use however often it is seen', async () => {
    const placements = [at(contractSeal, 30), at(financeSeal, 60), at(officialSeal, 90), at(contractSeal, 120)];
    const { outputPath, report, historySeqs } = await office.stamp({ path: input, placements });
    expect(report.verdict).toBe('valid');
    expect(report.signatures.map(({ laterChanges }) => laterChanges)).toEqual([
      'signatures-only',
      'signatures-only',
      'none',
    ]);
    const nssDatabase = makeNssTrust(folder, contract.caCertificatePath);
    expect(pdfsig(outputPath, { nssDatabase }).map(({ valid }) => valid)).toEqual([true, true, true, true]);
    const rows = historySeqs.map((seq) => office.ledger.get(seq));
    expect(rows.map((row) => [row?.tokenSerial, row?.sealId, row?.xMm, row?.impressionCount, row?.outcome])).toEqual([
      [contract.serial, contractSeal.id, 30, 2, 'completed'],
      [finance.serial, financeSeal.id, 60, 1, 'completed'],
      [contract.serial, officialSeal.id, 90, 1, 'completed'],
    ]);
    rmSync(outputPath);
  });

  it('stops at a wrong PIN, which is tried once', async () => {
    const logins = driver.logins().length;
    await expectFailure('PIN_INCORRECT', ['failed'], { pins: { [office.token(contract).id]: '000000' } });
    expect(driver.logins()).toHaveLength(logins + 1);
    await expectToWorkAgain();
  });

  it('does not try a PIN that was wiped while it waited for the token', async () => {
    const { id: tokenId } = office.token(contract);
    const { certificateFingerprint } = contractSeal.binding;
    const logIn = () =>
      office.room.openSigner({ tokenId, certificateFingerprint, pin: contract.pin, finalTryConfirmed: false });
    driver.obey('lock-after 5');
    const other = await logIn();
    const pin = Buffer.from(contract.pin);
    office.onProgress = ({ runId, fraction }) => fraction > 0 && void office.cancel(runId);
    const asked = office.stamp({ path: input, seal: contractSeal, pins: { [tokenId]: pin } });
    await expect(asked).rejects.toMatchObject({ code: 'CANCELLED' });
    office.onProgress = () => undefined;
    // As whoever answers a call does when it is over.
    pin.fill(0);
    await other.close();
    const after = await logIn();
    expect(after.token.pinState).toBe('ok');
    await after.close();
    await expectToWorkAgain();
  });

  it('signs nothing with the first token when the PIN of the second is wrong', async () => {
    const pins = { [office.token(contract).id]: contract.pin, [office.token(finance).id]: '000000' };
    const placements = [at(contractSeal, 30), at(financeSeal, 60)];
    await expectFailure('PIN_INCORRECT', ['failed', 'failed'], { placements, pins });
    await expectToWorkAgain();
  });

  it('stops when the PIN turns out to be locked', async () => {
    driver.obey('lock-after 1');
    await eventually('the final try shows', () => office.token(contract).pinState === 'final-try');
    const pins = { [office.token(contract).id]: '000000' };
    await expectFailure('PIN_INCORRECT', ['failed'], { pins, finalTryConfirmed: true });
    await eventually('the lock shows', () => office.token(contract).pinState === 'locked');
    const before = office.rows().length;
    await expect(office.stamp({ path: input, seal: contractSeal })).rejects.toMatchObject({ code: 'PIN_LOCKED' });
    expect(office.rows()).toHaveLength(before);
    driver.obey();
    await expectToWorkAgain();
  });

  it('says that the token was removed when it is pulled as it signs', async () => {
    driver.obey('pulled-in-sign');
    await expectFailure('TOKEN_REMOVED', ['failed']);
    await office.room.restartDriver('faulty');
    driver.obey();
    await office.room.restartDriver('faulty');
    await expectToWorkAgain();
  });

  it('tells the seal that was used from the one that was not when a token is pulled between two', async () => {
    office.onProgress = ({ step, fraction }) => {
      if (step === 'sign' && fraction > 0 && fraction < 1) finance.pull();
    };
    const placements = [at(contractSeal, 30), at(financeSeal, 60), at(officialSeal, 90)];
    await expectFailure('TOKEN_REMOVED', ['discarded', 'failed', 'failed'], { placements });
    finance.plug();
    await eventually('the token is back', () => isThere(finance));
    await expectToWorkAgain();
  });

  it('stops when the token answers with an error', async () => {
    driver.obey('sign-fails');
    await expectFailure('TOKEN_ERROR', ['failed']);
    driver.obey();
    await expectToWorkAgain();
  });

  it('survives a driver that dies as it signs', async () => {
    driver.obey('crash C_Sign');
    await expectFailure('DRIVER_CRASHED', ['failed']);
    driver.obey();
    await expectToWorkAgain();
  });

  it('gives up on a driver that hangs as it signs', async () => {
    driver.obey('hang C_Sign');
    await expectFailure('DRIVER_TIMEOUT', ['failed']);
    driver.obey();
    await expectToWorkAgain();
  });

  it('says that the token is not plugged in', async () => {
    finance.pull();
    await eventually('the token is gone', () => !isThere(finance));
    const before = office.rows().length;
    const asked = office.stamp({ path: input, seal: financeSeal });
    await expect(asked).rejects.toMatchObject({ code: 'TOKEN_NOT_FOUND', values: { serial: finance.serial } });
    expect(office.rows()).toHaveLength(before);
    finance.plug();
    await eventually('the token is back', () => isThere(finance));
  });

  it('keeps PINs out of the ledger and of every error', async () => {
    const pins = { [office.token(contract).id]: '987654' };
    const error = await office.stamp({ path: input, seal: contractSeal, pins }).catch((thrown: unknown) => thrown);
    expect(JSON.stringify([error, String(error), office.rows()])).not.toContain('987654');
    const [database, log] = ['history.sqlite', 'history.sqlite-wal'].map((file) => join(office.folder, file));
    for (const path of [database, log]) expect(readFileSync(path ?? '').includes('987654')).toBe(false);
  });
});
