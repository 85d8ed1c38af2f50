import type { Finding } from '../contract/index.ts';

/** One thing that was checked, as data. */
export function finding(
  code: Finding['code'],
  state: Finding['state'],
  reason: string,
  values: Finding['values'] = {},
  evidence?: string,
): Finding {
  return { code, state, reason, values, ...(evidence === undefined ? {} : { evidence }) };
}
