import { describe, expect, test } from 'vitest';
import { type Handlers, type MethodName, methods } from '../../src-main/contract/index.ts';
import { joinHandlers } from '../../src-main/join-handlers.ts';

/** Handlers of these methods, each of which says its name in place of an answer. */
const handlersOf = (names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, async () => name])) as unknown as Handlers;
const all = Object.keys(methods);

describe('joining the handlers of the rooms', () => {
  test('gives one that answers every method by the room that it came from', async () => {
    const handlers = joinHandlers(handlersOf(all.slice(0, 7)), handlersOf(all.slice(7)));
    expect(Object.keys(handlers).sort()).toEqual([...all].sort());
    expect(await handlers['trial.get'](null)).toBe('trial.get');
  });

  const cases: [wrong: string, parts: readonly (readonly string[])[]][] = [
    ['missing: trial.get', [all.filter((name) => name !== 'trial.get')]],
    ['doubled: trial.get', [all, ['trial.get']]],
    ['unknown: trial.sell', [all, ['trial.sell']]],
  ];
  test.each(cases)('fails on a handler that is %s', (wrong, parts) => {
    expect(() => joinHandlers(...parts.map(handlersOf))).toThrow(wrong);
  });

  test('does not compile where a method has no handler', () => {
    const rest: Omit<Handlers, Extract<MethodName, `trial.${string}`>> = handlersOf(all);
    // @ts-expect-error The type of the arguments names the methods of the trial.
    expect(() => joinHandlers(rest)).not.toThrow();
  });
});
