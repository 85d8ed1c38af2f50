/** 三权分立 over the whole core, with two windows and the command line's core beside them, and with somebody at the files. */
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type App, createApp } from '../../src-main/app.ts';
import {
  type Confirmation,
  type MethodInput,
  type MethodName,
  noRules,
  type Trial,
} from '../../src-main/contract/index.ts';
import { commandDesktop } from '../../src-main/doors/desktop.ts';
import { waitAfter } from '../../src-main/roles/attempts.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const folder = mkdtempSync(join(tmpdir(), 'qianyin-roles-'));
const homeFolder = join(folder, 'home');
const rolesFile = join(homeFolder, 'roles.json');
const pins: Record<string, string> = {
  张保管: 'baoguan-1',
  李经办: 'jingban-2',
  王审计: 'shenji-33',
  赵经办: 'jingban-4',
};
const bytes = (text: string) => new TextEncoder().encode(text);
const by = (name: string, pin = pins[name] ?? ''): Confirmation => ({ name, pin: bytes(pin) });
let app: App;
let trial: Trial;
let sample: string;
let runs = 0;

const open = () => createApp({ homeFolder, door: 'web', desktop: commandDesktop() });
const signIn = (window: string, name: string, pin?: string) => app.callFrom(window, 'roles.signIn', by(name, pin));
const code = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (thrown) => thrown.code as string,
  );
const as = <M extends MethodName>(window: string, method: M, input: MethodInput<M>) =>
  app.callFrom(window, method, input);

const asked = (more: Partial<MethodInput<'stamp.run'>> = {}): MethodInput<'stamp.run'> => {
  runs += 1;
  return {
    runId: `run-${runs}`,
    path: sample,
    placements: [{ sealId: trial.sealId, placing: { rule: 'here', page: 1, xMm: 150, yMm: 200 } }],
    outputPath: join(folder, `out-${runs}.pdf`),
    ...more,
  };
};
const stamp = (window: string, more: Partial<MethodInput<'stamp.run'>> = {}) =>
  as(window, 'stamp.run', { ...asked(more), pins: { [trial.token.id]: bytes(trial.pin) } });
const events = async (...kinds: NonNullable<MethodInput<'history.events'>['kinds']>) =>
  (await as('audit', 'history.events', { kinds, limit: 50 })).map(({ data }) => data);

beforeAll(async () => {
  app = await open();
  await app.tokensSettled();
  trial = await app.call('trial.create', { algorithm: 'rsa' });
  sample = (await app.call('trial.sample', null)).path;
  const people = [
    { name: '张保管', role: 'keeper' },
    { name: '李经办', role: 'operator' },
    { name: '王审计', role: 'auditor' },
  ] as const;
  const given = () => people.map((one) => ({ ...one, pin: bytes(pins[one.name] ?? '') }));
  expect(await code(app.call('roles.setUp', { people: [...given(), ...given()] }))).toBe('ROLE_NAME_TAKEN');
  const weak = given().map((one) => ({ ...one, pin: bytes('123456') }));
  expect(await code(app.call('roles.setUp', { people: weak }))).toBe('ROLE_PIN_WEAK');
  expect(await app.call('roles.setUp', { people: given() })).toMatchObject({ status: 'on', people });
  await signIn('audit', '王审计');
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('roles', () => {
  it('are asked for by each window, and go no further than their table', async () => {
    expect(await code(stamp('one'))).toBe('ROLE_SIGN_IN');
    expect(await code(app.call('seals.setRules', { id: trial.sealId, rules: null }))).toBe('ROLE_SIGN_IN');
    await signIn('one', '李经办');
    await signIn('two', '张保管');
    expect(await code(as('three', 'seals.list', null))).toBe('ROLE_SIGN_IN');
    expect(await code(as('one', 'seals.setRules', { id: trial.sealId, rules: null }))).toBe('ROLE_NOT_ALLOWED');
    expect(await code(stamp('two'))).toBe('ROLE_NOT_ALLOWED');
    expect(await code(stamp('audit'))).toBe('ROLE_NOT_ALLOWED');
    expect(await code(app.call('roles.setUp', { people: [] as never }))).toBe('INVALID_INPUT');
    const { outputPath } = await stamp('one');
    // Verifying asks nobody.
    expect((await app.call('verify.run', { path: outputPath })).report.signatures).toHaveLength(1);
    expect(await events('role-refused')).toMatchObject([
      { name: '王审计', method: 'stamp.run' },
      { name: '张保管', method: 'stamp.run' },
      { name: '李经办', method: 'seals.setRules' },
    ]);
  });

  it('stand in every event beside the operator of the system', async () => {
    const [intent] = await events('intent');
    expect(intent).toMatchObject({ person: '李经办', role: 'operator' });
    expect(intent).toHaveProperty('operator');
    await as('two', 'seals.setState', { id: trial.sealId, state: 'suspended', reason: '盘点' });
    await as('two', 'seals.setState', { id: trial.sealId, state: 'active', reason: '盘点完' });
    expect((await events('seal-suspended'))[0]).toMatchObject({ person: '张保管', role: 'keeper' });
    const kept = readFileSync(rolesFile, 'utf8') + JSON.stringify(await events());
    for (const pin of Object.values(pins)) expect(kept).not.toContain(pin);
  });

  it('wipe PINs wherever they stand in a call', async () => {
    const person = by('李经办', 'wrong-pin');
    await code(as('x', 'roles.signIn', person));
    expect(person.pin.every((byte) => byte === 0)).toBe(true);
    const confirmedBy = [by('张保管', 'no-such'), by('王审计', 'no-such')];
    await code(as('one', 'roles.change', { kind: 'remove', name: '李经办', confirmedBy }));
    expect(confirmedBy.every(({ pin }) => pin.every((byte) => byte === 0))).toBe(true);
  });

  it('change only by two others of different roles', async () => {
    const pin = bytes(pins.赵经办 ?? '');
    const add = (...names: string[]) =>
      code(
        as('one', 'roles.change', {
          kind: 'add',
          name: '赵经办',
          role: 'operator',
          pin: Uint8Array.from(pin),
          confirmedBy: names.map((name) => by(name)),
        }),
      );
    expect(await add('李经办', '李经办')).toBe('ROLE_CONFIRMERS');
    expect(await add('李经办', ' 李 经办')).toBe('ROLE_CONFIRMERS');
    expect(await add('李经办', '无此人')).toBe('ROLE_CONFIRMERS');
    expect(await add('李经办', '张保管')).toBe('done');
    const named = (name: string) =>
      code(
        as('one', 'roles.change', {
          kind: 'add',
          name,
          role: 'keeper',
          pin: bytes('another-9'),
          confirmedBy: [by('张保管'), by('王审计')],
        }),
      );
    expect(await named('赵 经办')).toBe('ROLE_NAME_TAKEN');
    expect(await named('赵经办\u200b')).toBe('INVALID_INPUT');
    expect(
      await code(
        as('one', 'roles.change', { kind: 'remove', name: '王审计', confirmedBy: [by('张保管'), by('李经办')] }),
      ),
    ).toBe('ROLES_INCOMPLETE');
  });

  it('a wait follows wrong PINs in a row, and two others set another PIN', async () => {
    expect([0, 2, 3, 4, 5, 20].map(waitAfter)).toEqual([0, 0, 30, 60, 120, 3600]);
    const tries = await Promise.all([1, 2, 3, 4, 5].map((n) => code(signIn(`guess-${n}`, '赵经办', `wrong-${n}`))));
    expect(tries).toEqual(['ROLE_PIN_WRONG', 'ROLE_PIN_WRONG', 'ROLE_PIN_WRONG', 'ROLE_PIN_WAIT', 'ROLE_PIN_WAIT']);
    // The right one too, in whatever window or process.
    expect(await code(signIn('four', '赵经办'))).toBe('ROLE_PIN_WAIT');
    const reset = (...names: string[]) =>
      code(
        as('one', 'roles.change', {
          kind: 'reset-pin',
          name: '赵经办',
          pin: bytes(pins.赵经办 ?? ''),
          confirmedBy: names.map((name) => by(name)),
        }),
      );
    expect(await reset('赵经办', '张保管')).toBe('ROLE_CONFIRMERS');
    expect(await reset('李经办', '王审计')).toBe('done');
    expect(await code(signIn('four', '赵经办'))).toBe('done');
    expect((await events('roles-changed'))[0]).toMatchObject({
      action: 'reset-pin',
      name: '赵经办',
      confirmedBy: ['李经办', '王审计'],
    });
  });

  it('a seal goes from keeper to keeper when both confirm it', async () => {
    const sealId = trial.sealId;
    expect(await code(as('two', 'history.handover', { sealId, from: '张保管', to: '甲' }))).toBe('ROLE_NOT_ALLOWED');
    const handOver = (from: string, to: string) =>
      code(as('two', 'roles.handOver', { sealId, from: by(from), to: by(to) }));
    expect(await handOver('张保管', '李经办')).toBe('ROLE_CONFIRMERS');
    pins.钱保管 = 'baoguan-5';
    const confirmedBy = [by('张保管'), by('王审计')];
    await as('two', 'roles.change', {
      kind: 'add',
      name: '钱保管',
      role: 'keeper',
      pin: bytes(pins.钱保管),
      confirmedBy,
    });
    expect(await handOver('张保管', '钱保管')).toBe('done');
    expect((await events('handover'))[0]).toMatchObject({
      from: '张保管',
      to: '钱保管',
      confirmedBy: ['张保管', '钱保管'],
    });
  });

  it('end when nobody did anything for a while, whatever the clock says', async () => {
    await signIn('idle', '钱保管');
    vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 11 * 60_000);
    expect(await code(as('idle', 'seals.list', null))).toBe('ROLE_SIGN_IN');
    vi.restoreAllMocks();
    for (const [window, name] of [
      ['one', '李经办'],
      ['two', '张保管'],
      ['audit', '王审计'],
    ] as const)
      await signIn(window, name);
    await as('two', 'roles.signOut', null);
    expect(await code(as('two', 'seals.list', null))).toBe('ROLE_SIGN_IN');
    app.endLogins('one');
    expect((await as('one', 'roles.state', null)).signedIn).toBeNull();
    expect((await events('role-signed-out')).map(({ why }) => why).slice(0, 2)).toEqual(['window', 'person']);
  });
});

describe('two for one stamp', () => {
  const confirm = async (window: string, reviewer: Confirmation, request: MethodInput<'stamp.run'>) => {
    const { path, placements, reason } = request;
    return (
      await as(window, 'review.confirm', { path, placements, ...(reason === undefined ? {} : { reason }), reviewer })
    ).review;
  };
  const run = (window: string, request: MethodInput<'stamp.run'>) =>
    code(as(window, 'stamp.run', { ...request, pins: { [trial.token.id]: bytes(trial.pin) } }));

  beforeAll(async () => {
    await signIn('two', '张保管');
    await as('two', 'seals.setRules', { id: trial.sealId, rules: { ...noRules, secondPerson: true } });
    await signIn('one', '李经办');
    await signIn('four', '赵经办');
  });

  it('another person confirms just what is stamped, for one stamp', async () => {
    const request = asked({ reason: '合同' });
    expect(await as('one', 'stamp.plan', request)).toMatchObject({
      review: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(await run('one', request)).toBe('PREFLIGHT_STOPPED');
    expect(await run('one', { ...request, review: 'made-up' })).toBe('REVIEW_INVALID');
    expect(await code(confirm('one', by('李经办'), request))).toBe('REVIEW_SAME_PERSON');
    expect(await code(confirm('one', by('李 经办'), request))).toBe('REVIEW_SAME_PERSON');
    expect(await code(confirm('one', by('王审计'), request))).toBe('REVIEWER_ROLE');
    expect(await code(confirm('one', by('赵经办', 'wrong'), request))).toBe('ROLE_PIN_WRONG');
    const review = await confirm('one', by('赵经办'), request);
    const [placement] = request.placements;
    const elsewhere = [{ sealId: trial.sealId, placing: { rule: 'here' as const, page: 1, xMm: 151, yMm: 200 } }];
    expect(await run('one', { ...request, review, placements: elsewhere })).toBe('REVIEW_INVALID');
    expect(await run('one', { ...request, review, placements: [placement, ...elsewhere] as never })).toBe(
      'REVIEW_INVALID',
    );
    expect(await run('one', { ...request, review, reason: '另一事由' })).toBe('REVIEW_INVALID');
    expect(await run('one', { ...request, review, particulars: { copies: 2 } })).toBe('REVIEW_INVALID');
    const other = join(folder, 'other.pdf');
    copyFileSync(sample, other);
    writeFileSync(other, '\n%', { flag: 'a' });
    expect(await run('one', { ...request, review, path: other })).toBe('REVIEW_INVALID');
    // Who confirmed is not the one who stamps with it, in whatever window.
    expect(await run('four', { ...request, review })).toBe('REVIEW_INVALID');
    // A UKey PIN that was mistyped costs no second confirmation; a stamp does.
    expect(
      await code(as('one', 'stamp.run', { ...request, review, pins: { [trial.token.id]: bytes('00000000') } })),
    ).toBe('PIN_INCORRECT');
    expect(await run('one', { ...request, review })).toBe('done');
    expect(await run('one', { ...request, review, overwrite: true })).toBe('REVIEW_INVALID');
    expect((await events('intent'))[0]).toMatchObject({ person: '李经办', reviewer: '赵经办' });
    expect((await events('reviewed'))[0]).toMatchObject({
      reviewer: '赵经办',
      reviewerRole: 'operator',
      person: '李经办',
    });
  });

  it('serves five minutes, and no other process', async () => {
    const request = asked();
    const review = await confirm('one', by('张保管'), request);
    const now = performance.now();
    vi.spyOn(performance, 'now').mockReturnValue(now + 5 * 60_000);
    expect(await run('one', { ...request, review })).toBe('REVIEW_INVALID');
    vi.restoreAllMocks();
  });
});

describe('somebody at the files', () => {
  const state = () => app.call('roles.state', null);
  let sound: string;
  beforeAll(() => {
    sound = readFileSync(rolesFile, 'utf8');
  });

  it('who exchanges or removes the file of the roles stops all but reading and verifying', async () => {
    const formerPath = `${rolesFile}.before`;
    const former = readFileSync(formerPath, 'utf8');
    await signIn('one', '李经办');
    const kept = JSON.parse(sound) as { people: { name: string; role: string }[] };
    const promoted = JSON.stringify({
      people: kept.people.map((one) => ({ ...one, role: one.name === '李经办' ? 'keeper' : one.role })),
    });
    const attempts = [
      () => writeFileSync(rolesFile, promoted),
      () => writeFileSync(rolesFile, former),
      () => writeFileSync(rolesFile, `${sound} `),
      () => writeFileSync(rolesFile, '{'),
      () => rmSync(rolesFile),
    ];
    for (const attempt of attempts) {
      attempt();
      expect((await state()).status).toBe('differs');
      expect(await code(stamp('one'))).toBe('ROLES_DIFFER');
      expect(await code(as('one', 'seals.setRules', { id: trial.sealId, rules: null }))).toBe('ROLES_DIFFER');
      expect(await code(signIn('one', '李经办'))).toBe('ROLES_DIFFER');
      expect(
        await code(
          app.call('roles.setUp', {
            people: [...'abc'].map((name) => ({ name, role: 'keeper' as const, pin: bytes('xxxyyy1') })),
          }),
        ),
      ).toBe('ROLES_DIFFER');
      expect(await code(app.call('roles.adopt', { confirmedBy: [by('李经办'), by('王审计')] }))).toBe('ROLES_DIFFER');
      expect(await code(as('one', 'verify.run', { path: sample }))).toBe('done');
      expect(await code(as('one', 'history.list', {}))).toBe('done');
      writeFileSync(rolesFile, sound);
      expect((await state()).status).toBe('on');
    }
  });

  it('a change that was cut off between file and record is undone', async () => {
    writeFileSync(`${rolesFile}.before`, sound);
    writeFileSync(rolesFile, sound.replace('李经办', '新经办'));
    expect((await state()).status).toBe('on');
    expect(readFileSync(rolesFile, 'utf8')).toBe(sound);
  });

  it('they go on to hold in the ledger after an archived one', async () => {
    await signIn('two', '张保管');
    await as('two', 'history.archive', { runId: 'archive' });
    expect((await state()).status).toBe('on');
    await signIn('one', '李经办');
    rmSync(rolesFile);
    rmSync(`${rolesFile}.before`);
    expect((await state()).status).toBe('differs');
    expect(await code(stamp('one'))).toBe('ROLES_DIFFER');
  });

  it('of a record that is damaged they are not simply off: two people have to confirm the file', async () => {
    writeFileSync(rolesFile, sound);
    expect((await state()).status).toBe('on');
    await app.close();
    writeFileSync(join(homeFolder, 'history.sqlite'), 'no ledger');
    app = await open();
    expect(await state()).toMatchObject({ status: 'differs', mayAdopt: true });
    expect(await code(as('one', 'seals.setRules', { id: trial.sealId, rules: null }))).toBe('ROLES_DIFFER');
    const adopt = (...confirmedBy: Confirmation[]) => code(app.call('roles.adopt', { confirmedBy }));
    expect(await adopt(by('李经办'), by('赵经办'))).toBe('ROLE_CONFIRMERS');
    expect(await adopt(by('李经办'), by('王审计', 'no-such'))).toBe('ROLE_PIN_WRONG');
    expect(await adopt(by('李经办'), by('王审计'))).toBe('done');
    expect((await state()).status).toBe('on');
  });

  it('end when one of each role confirms it', async () => {
    await signIn('two', '张保管');
    const end = (...names: string[]) =>
      code(as('two', 'roles.change', { kind: 'end', confirmedBy: names.map((name) => by(name)) }));
    expect(await end('张保管', '李经办')).toBe('ROLE_CONFIRMERS');
    expect(await end('张保管', '李经办', '王审计')).toBe('done');
    expect((await state()).status).toBe('off');
    expect(existsSync(rolesFile)).toBe(false);
    expect(await code(as('one', 'seals.setRules', { id: trial.sealId, rules: null }))).toBe('done');
  });
});
