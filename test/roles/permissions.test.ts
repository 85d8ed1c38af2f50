/** Which role may call what, of every method that there is. */
import { describe, expect, it } from 'vitest';
import { type MethodName, methods, type ParsedInput, type RoleName, roleNames } from '../../src-main/contract/index.ts';
import { judgeCall, permissionFor, permissions } from '../../src-main/roles/permissions.ts';

const all = Object.keys(methods) as MethodName[];
const nothing = (method: MethodName) => {
  const given: Partial<Record<MethodName, object>> = {
    'settings.update': { stops: [] },
    'seals.verify': { id: 's' },
  };
  return (given[method] ?? {}) as ParsedInput<typeof method>;
};
const verdict = (method: MethodName, role: RoleName | null, status: 'on' | 'differs' | 'off' = 'on') =>
  judgeCall(permissionFor(method, nothing(method)), { status, role });
/** What a role may do beyond reading. */
const doneBy = (role: RoleName) =>
  all.filter(
    (method) => permissionFor(method, nothing(method)).level === 'acts' && verdict(method, role) === 'goes-on',
  );

describe('the table of roles', () => {
  it('has a line for each method', () => {
    expect(Object.keys(permissions).sort()).toEqual([...all].sort());
  });

  it('lets an operator stamp, and change nothing that stamping is judged by', () => {
    expect(doneBy('operator').sort()).toEqual(
      [
        'approval.read',
        ...['create', 'find', 'leaveOut', 'logins', 'look', 'remove', 'resume', 'retry', 'start'].map(
          (one) => `batch.${one}`,
        ),
        'documents.repair',
        'drivers.restart',
        ...['add', 'remove', 'run'].map((one) => `longterm.${one}`),
        'review.confirm',
        'roles.change',
        'roles.changePin',
        ...['plan', 'proof', 'run'].map((one) => `stamp.${one}`),
        'data.embed',
        'trial.sample',
      ].sort(),
    );
  });

  it('lets a keeper change seals, rules, trust, drivers and templates, and not stamp', () => {
    const done = doneBy('keeper');
    expect(done.filter((method) => /^(?:stamp|batch|review)\./.test(method))).toEqual(['stamp.proof']);
    for (const method of [
      'seals.create',
      'seals.setRules',
      'seals.setState',
      'trust.add',
      'drivers.add',
      'templates.save',
      'approval.addIssuer',
      'settings.update',
      'duty.start',
      'roles.handOver',
    ] as const) {
      expect(done).toContain(method);
    }
  });

  it('lets an auditor read and export, inspect, and see to roles', () => {
    expect(doneBy('auditor').sort()).toEqual(['history.inspection', 'roles.change', 'roles.changePin']);
    for (const method of all.filter(
      (one) => one.startsWith('history.') && !/inspection|handover|rebuild|restore|archive/.test(one),
    )) {
      expect([method, verdict(method, 'auditor')]).toEqual([method, 'goes-on']);
    }
  });

  it('asks nobody who verifies to sign in, whatever became of the roles', () => {
    for (const method of all.filter((one) => /^(?:verify|documents\.(?:open|page|read|close))/.test(one))) {
      expect([method, verdict(method, null), verdict(method, null, 'differs')]).toEqual([method, 'goes-on', 'goes-on']);
    }
  });

  it('lets nothing but reading and verifying go on where the file of the roles is not that on record', () => {
    for (const method of all) {
      const { level } = permissionFor(method, nothing(method));
      expect([method, verdict(method, null, 'differs')]).toEqual([method, level === 'acts' ? 'differs' : 'goes-on']);
    }
  });

  it('asks for a role for all that is neither free nor off', () => {
    for (const method of all) {
      const isFree = permissionFor(method, nothing(method)).level === 'free';
      expect([method, verdict(method, null)]).toEqual([method, isFree ? 'goes-on' : 'sign-in']);
      expect(verdict(method, null, 'off')).toBe('goes-on');
    }
  });

  it.each([
    [{ language: 'en' }, 'goes-on'],
    [{ theme: 'dark', language: 'en' }, 'goes-on'],
    [{ theme: 'dark', stops: [] }, 'not-allowed'],
    [{ networkAllowed: true }, 'not-allowed'],
    [{ operatorName: '别人' }, 'not-allowed'],
  ] as const)('settings %j by an operator: %s', (changes, expected) => {
    const permission = permissionFor('settings.update', changes as never);
    expect(judgeCall(permission, { status: 'on', role: 'operator' })).toBe(expected);
  });

  it('an export that a seal signs is a use of the seal', () => {
    const signed = permissionFor('history.export', { signWith: 's' } as never);
    expect(roleNames.map((role) => judgeCall(signed, { status: 'on', role }))).toEqual([
      'not-allowed',
      'goes-on',
      'not-allowed',
    ]);
  });
});
