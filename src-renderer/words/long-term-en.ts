import type { longTermZhCn } from './long-term-zh-cn.ts';

/** Network, timestamps and the queue of files that wait for them. */
export const longTermEn: typeof longTermZhCn = {
  network: 'Network and timestamps',
  networkText:
    'The network is off by default. When it is allowed, only the timestamp authorities below and the revocation services of trusted certificates are asked; no content of a file leaves, only digests.',
  allowed: 'Allow the network',
  level: 'Level of stamped files',
  levelText: 'What cannot be had at once is added later: the file is stamped and put into the queue.',
  authorities: 'Timestamp authorities',
  authoritiesText:
    'Asked in this order, the next when one is not available. Their root certificates must be among the trusted ones.',
  noAuthorities: 'There is no timestamp authority yet.',
  name: 'Name',
  address: 'Address (http or https)',
  dailyLimit: 'Limit a day',
  noLimit: 'No limit',
  usage: (today: number, month: number) => `${today} today, ${month} this month`,
  add: 'Add authority',
  first: 'Ask first',
  queue: 'Waiting files',
  queueEmpty: 'No file waits.',
  scheduleText:
    'While the network is allowed, the queue runs by itself at start and every 15 minutes; a file that failed is not tried by itself again for an hour.',
  schedule: (last: string | null, next: string | null) =>
    `Last run: ${last ?? 'none since the start'} · next: ${next ?? 'no file waits'}`,
  runningBySchedule: 'Running by itself…',
  run: 'Add what is missing',
  running: 'Working…',
  file: 'File',
  missing: 'Missing',
  notTried: 'Not tried yet',
  crls: 'Revocation lists',
  crlUntil: (issued: string, next: string) => `issued ${issued} · next ${next}`,
  noNextUpdate: 'not said',
  removeCrlTitle: (name: string) => `Remove the revocation list of “${name}”?`,
  removeCrlText: 'Certificates that it revokes may no longer be noticed when signatures are verified.',
  export: 'Export',
  documentTimestamp: 'Document timestamp',
};
