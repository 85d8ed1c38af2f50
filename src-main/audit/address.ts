import { z } from 'zod';
import { AppError } from '../contract/index.ts';

const addressForm = /^postgres(?:ql)?:\/\//;
const address = z.string().regex(addressForm).max(4096);

/** Whether a text is such an address, and may hold a password. */
export const isDatabaseAddress = (text: string): boolean => addressForm.test(text);

/** The address of a database as it is given. @throws AppError INVALID_INPUT, which does not repeat it: it may hold a password */
export function readDatabaseAddress(text: string): string {
  const { data } = address.safeParse(text);
  if (data === undefined) throw new AppError('INVALID_INPUT', { detail: '--to postgres://…' });
  return data;
}
