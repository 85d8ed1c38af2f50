import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Session } from '../session.ts';

/** Runs the work of a command in a session of its own. */
export type Run = (command: Command, work: (session: Session) => Promise<void>) => Promise<void>;

/** @throws InvalidArgumentError */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('');
  return value;
}

/** @throws InvalidArgumentError */
export function wholeNumber(text: string): number {
  const value = number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('');
  return value;
}

/** The values of an option that may be given again and again. */
export const collect = (value: string, previous: readonly string[] = []): string[] => [...previous, value];

/** An option that may be given again and again, each time with one of these. */
export const repeatedChoice = (flags: string, description: string, choices: readonly string[]): Option =>
  new Option(flags, description)
    .choices(choices)
    .argParser((value: string, previous: readonly string[] = []) => {
      if (!choices.includes(value)) throw new InvalidArgumentError('');
      return collect(value, previous);
    })
    .default([]);
