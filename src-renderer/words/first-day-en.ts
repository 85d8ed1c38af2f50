import type { firstDayZhCn } from './first-day-zh-cn.ts';

export const firstDayEn: typeof firstDayZhCn = {
  title: 'Getting started',
  hide: 'Do not show again',
  again: 'First steps',
  show: 'Show on page Stamp',
  done: 'done',
  open: 'to do',
  token: 'Plug in the token',
  noToken:
    'No token is seen yet. One that is plugged in is recognised within two seconds; if it is not, look at the driver diagnostics. Without a token, try a trial first.',
  creditCode: 'Unified social credit code',
  seals: 'Have the seals ready',
  importable: (count) =>
    count === 1 ? 'The token carries a seal to import.' : `The token carries ${count} seals to import.`,
  nothingToImport: 'The token shows no seal to import; some tokens show theirs after the PIN only.',
  usual: 'The five usual seals:',
  usualNext: 'Click one that is missing to draw it; if you have seal files, import them on page Seals.',
  usualNeedsToken: 'Plug in the token to draw those that are missing.',
  draw: (kind) => `Draw: ${kind}`,
  contract: 'Stamp the first contract',
  contractText: 'Try it with the sample contract: the original stays as it is, the stamped file is a copy.',
  openSample: 'Open the sample contract',
};
