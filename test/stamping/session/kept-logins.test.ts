/** The PIN of the first file of a queue serves for those that follow, and for nothing else. Real tokens; the logins that reach the driver are counted. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ErrorCode, Placement, Seal } from '../../../src-main/contract/index.ts';
import { fixturePath } from '../../fixtures/pdf/index.ts';
import { makeSoftHsmToken, type SoftHsmToken } from '../../fixtures/softhsm.ts';
import { eventually, softHsmDriver } from '../../token/drivers.ts';
import { type FaultyDriver, makeFaultyDriver } from '../../token/faulty-driver.ts';
import { type Office, openOffice, type Stamp } from '../office.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe('a queue of contracts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qianyin-queue-'));
  const desk = join(folder, 'desk');
  let contract: SoftHsmToken;
  let finance: SoftHsmToken;
  let driver: FaultyDriver;
  let office: Office;
  let seal: Seal;
  let otherSeal: Seal;
  let otherKey: Seal;
  let financeSeal: Seal;
  const paths = ['甲', '乙', '丙'].map((name) => join(desk, `${name}.pdf`));
  const [first = '', second = '', third = ''] = paths;

  beforeAll(async () => {
    const subject = '/C=CN/O=测试有限公司/CN=测试有限公司印章';
    const key = { algorithm: 'p256', subject } as const;
    // Both of one label, as tokens of one maker are.
    contract = makeSoftHsmToken({ folder: join(folder, 'a'), label: 'UKey', pin: '123456', keys: [key, key] });
    finance = makeSoftHsmToken({ folder: join(folder, 'b'), label: 'UKey', pin: '123456', keys: [key] });
    driver = makeFaultyDriver('faulty', folder, contract);
    office = await openOffice({
      folder: join(folder, 'office'),
      drivers: [driver.candidate, softHsmDriver('sound', finance)],
      tokens: [contract, finance],
      timeLimits: { sign: 4_000 },
    });
    seal = await office.sealOn(contract, 0);
    otherSeal = await office.sealOn(contract, 0);
    otherKey = await office.sealOn(contract, 1);
    financeSeal = await office.sealOn(finance);
  });

  beforeEach(() => {
    mkdirSync(desk);
    for (const path of paths) copyFileSync(fixturePath('chromium.pdf'), path);
  });

  afterEach(async () => {
    office.logins.endAll('window');
    office.pinEachTime = false;
    driver.obey();
    rmSync(desk, { recursive: true });
    await eventually('the token is ready', () =>
      office.room.tokens().some(({ serial, pinState }) => serial === contract.serial && pinState === 'ok'),
    );
    office.endedLogins.length = 0;
  });

  afterAll(async () => {
    await office?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const at = (on: Seal, xMm = 60): Placement => ({ sealId: on.id, placing: { rule: 'here', page: 1, xMm, yMm: 80 } });
  const rightPin = () => ({ [office.token(contract).id]: contract.pin });

  /** As a window does: opens the file, then stamps it. */
  async function stamp(path: string, given: Partial<Stamp> = {}) {
    const { documentId } = await office.documents['documents.open']({ path });
    return office.stamp({ path, documentId, placements: [at(seal)], pins: {}, ...given });
  }
  async function begin(loginFor = [second, third]): Promise<string> {
    const { login } = await stamp(first, { pins: rightPin(), loginFor });
    if (!login) throw new Error('no login was kept');
    return login.loginKey;
  }
  const refused = (asked: Promise<unknown>, code: ErrorCode) => expect(asked).rejects.toMatchObject({ code });
  const needFor = async (path: string, given: Partial<Stamp>) => {
    const { documentId } = await office.documents['documents.open']({ path });
    const { pinNeeds } = await office.plan({ path, documentId, placements: [at(seal)], ...given });
    return pinNeeds[office.token(contract).id];
  };

  it('asks for the PIN once, says before that it will do, and forgets it with the last file', async () => {
    expect(await needFor(first, { loginFor: [second, third] })).toBe('once');
    const { login } = await stamp(first, { pins: rightPin(), loginFor: [second, third] });
    expect(login).toMatchObject({ tokenIds: [office.token(contract).id], filesLeft: 2 });
    const loginKey = login?.loginKey ?? '';
    expect(await needFor(second, { loginKey })).toBe('kept');
    expect((await stamp(second, { loginKey })).login).toMatchObject({ loginKey, filesLeft: 1 });
    const last = await stamp(third, { loginKey });
    expect(last.report.verdict).toBe('valid');
    expect(last.login).toBeNull();
    expect(office.endedLogins).toEqual(['done']);
    await refused(stamp(third, { loginKey }), 'PIN_REQUIRED');
  });

  it('keeps nothing where nothing follows, where the person wants to be asked, and for a key that asks each time', async () => {
    expect((await stamp(first, { pins: rightPin() })).login).toBeNull();
    office.pinEachTime = true;
    expect(await needFor(first, { loginFor: [second] })).toBe('each-time');
    expect((await stamp(first, { pins: rightPin(), loginFor: [second], overwrite: true })).login).toBeNull();
    office.pinEachTime = false;
    driver.obey(`always-authenticate ${contract.pin}`);
    const signaturePins = rightPin();
    const asked = { pins: rightPin(), signaturePins, loginFor: [second], overwrite: true };
    expect((await stamp(first, asked)).login).toBeNull();
  });

  it('ends when a key that asks each time turns up, and signs nothing with the PIN that was kept', async () => {
    const loginKey = await begin();
    driver.obey(`always-authenticate ${contract.pin}`);
    await refused(stamp(second, { loginKey }), 'SIGNATURE_PIN_REQUIRED');
    expect(office.endedLogins).toEqual(['refused']);
  });

  it('serves no other window: without the key, with another one, or for what nobody looked at', async () => {
    const loginKey = await begin();
    await refused(stamp(second), 'PIN_REQUIRED');
    await refused(stamp(second, { loginKey: `${loginKey.slice(0, -1)}?` }), 'PIN_REQUIRED');
    await refused(stamp(second, { loginKey, documentId: undefined }), 'PIN_REQUIRED');
    expect((await stamp(second, { loginKey })).login?.filesLeft).toBe(1);
  });

  it('serves no file that was not in the queue, none twice, and takes no word for more', async () => {
    const loginKey = await begin([second]);
    await refused(stamp(third, { loginKey, loginFor: [third] }), 'PIN_REQUIRED');
    await refused(stamp(first, { loginKey, overwrite: true }), 'PIN_REQUIRED');
    const { documentId } = await office.documents['documents.open']({ path: second });
    const twice = [1, 2].map((run) =>
      office.stamp({
        path: second,
        documentId,
        placements: [at(seal)],
        pins: {},
        loginKey,
        loginFor: [third],
        outputPath: join(desk, `${run}.pdf`),
      }),
    );
    const outcomes = await Promise.allSettled(twice);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(office.endedLogins).toEqual(['done']);
  });

  it('serves no other seal, no other key and no other token of the same label', async () => {
    const loginKey = await begin();
    await refused(stamp(second, { loginKey, placements: [at(otherSeal)] }), 'PIN_REQUIRED');
    await refused(stamp(second, { loginKey, placements: [at(otherKey)] }), 'PIN_REQUIRED');
    await refused(stamp(second, { loginKey, placements: [at(financeSeal)] }), 'PIN_REQUIRED');
    // Nor as one of several: the PIN would sign for both.
    await refused(stamp(second, { loginKey, placements: [at(seal), at(otherSeal, 100)] }), 'PIN_REQUIRED');
    expect(await needFor(second, { loginKey, placements: [at(otherSeal)], loginFor: [third] })).toBe('once');
    expect((await stamp(second, { loginKey })).login?.filesLeft).toBe(1);
  });

  it('takes another seal in when the PIN is entered for that', async () => {
    const loginKey = await begin();
    const placements = [at(otherSeal)];
    const { login } = await stamp(second, { loginKey, placements, pins: rightPin(), loginFor: [third] });
    expect(login?.loginKey).toBe(loginKey);
    await stamp(third, { loginKey, placements });
  });

  it('gives a file back that was not stamped for another reason', async () => {
    const loginKey = await begin();
    const outputPath = join(desk, 'nowhere', 'out.pdf');
    await refused(stamp(second, { loginKey, outputPath }), 'OUTPUT_FOLDER_UNWRITABLE');
    expect((await stamp(second, { loginKey })).login?.filesLeft).toBe(1);
  });

  it('tries a PIN that is wrong by now once, and forgets it', async () => {
    const loginKey = await begin();
    const oldPin = Buffer.from(contract.pin);
    await office.room.changePin({
      tokenId: office.token(contract).id,
      oldPin,
      newPin: Buffer.from('888888'),
      finalTryConfirmed: false,
    });
    const before = driver.logins().length;
    await refused(stamp(second, { loginKey }), 'PIN_INCORRECT');
    await refused(stamp(second, { loginKey }), 'PIN_REQUIRED');
    expect(driver.logins()).toHaveLength(before + 1);
    expect(office.endedLogins).toEqual(['refused']);
    await office.room.changePin({
      tokenId: office.token(contract).id,
      oldPin: Buffer.from('888888'),
      newPin: oldPin,
      finalTryConfirmed: false,
    });
  });

  it('ends at the log out, and with the window', async () => {
    const loginKey = await begin();
    await office.endLogin(loginKey);
    await refused(stamp(second, { loginKey }), 'PIN_REQUIRED');
    const next = (await stamp(second, { pins: rightPin(), loginFor: [third] })).login?.loginKey;
    office.logins.endAll('window');
    await refused(stamp(third, { loginKey: next }), 'PIN_REQUIRED');
    expect(office.endedLogins).toEqual(['person', 'window']);
  });

  it('keeps nothing of a stamp during which the window was closed', async () => {
    office.onProgress = ({ step }) => step === 'sign' && office.logins.endAll('window');
    const { login } = await stamp(first, { pins: rightPin(), loginFor: [second] });
    office.onProgress = () => undefined;
    expect(login).toBeNull();
  });

  it('ends when the token is pulled, and does not begin anew when it is back', async () => {
    const financePin = { [office.token(finance).id]: finance.pin };
    const placements = [at(financeSeal)];
    const { login } = await stamp(first, { placements, pins: financePin, loginFor: [second] });
    finance.pull();
    await eventually('the login has ended', () => office.endedLogins.includes('token'));
    finance.plug();
    await eventually('the token is back', () => office.room.tokens().some(({ serial }) => serial === finance.serial));
    await refused(stamp(second, { placements, loginKey: login?.loginKey }), 'PIN_REQUIRED');
  });
});
