import type { formerZhCn, operatorZhCn, queueLoginZhCn, queueZhCn, rememberedZhCn } from './queue-zh-cn.ts';

/** Several files one after the other, and what is known of a file when it is opened. */
export const queueEn: typeof queueZhCn = {
  label: 'Files to be stamped',
  position: (at, count) => `${at} / ${count}`,
  summary: (stamped, skipped, waiting) =>
    `${stamped} stamped${skipped > 0 ? ` · ${skipped} skipped` : ''} · ${waiting} to go`,
  item: (number, name, outcome) => `File ${number}, ${name}, ${outcome}`,
  outcomes: { waiting: 'to be stamped', stamped: 'stamped', skipped: 'skipped' },
  next: 'Next file',
  skip: 'Skip',
  takeOut: 'Take out',
  takeOutHint: 'Takes this file out of the queue; the file itself stays as it is',
  added: (count) => `Added to the end of the queue: ${count}`,
  allDone: 'All of these files are dealt with',
  stampedAs: (name, seqs) => `Stamped ${seqs}: ${name}`,
  moreFiles: 'Open other files',
  refused: 'Not opened; the seals on the page are untouched',
  searchSeals: 'Find a seal',
  noSuchSeal: 'No such seal',
  chooseAgain: 'Choose again',
  leaveText: (count, name) =>
    `${count === 1 ? 'One place' : `${count} places`} on “${name}” ${count === 1 ? 'is' : 'are'} not stamped yet. Going on discards ${count === 1 ? 'it' : 'them'}.`,
};

export const queueLoginEn: typeof queueLoginZhCn = {
  once: (files) =>
    `Enter the PIN once for the ${files === 1 ? 'other file' : `${files} other files`} of this queue too. It is forgotten when they are stamped, the window closes, the token is pulled, or after 10 idle minutes.`,
  kept: (files) => `PIN entered; good for ${files} more in this queue`,
  end: 'Log out',
  ended: (reason) => `Logged out: ${reason}`,
  reasons: {
    idle: 'nothing stamped for 10 minutes',
    token: 'the token was pulled, or its state changed',
    window: 'a window closed or reloaded, or the screen was locked',
    refused: 'the token refused the PIN',
    'pin-changed': 'the PIN is being changed',
  },
  stampAndNext: 'Stamp, then next',
  stampAndShow: 'Stamp and view',
  told: (name, seqs) => `Stamped ${seqs}: ${name}`,
  eachTime: 'Ask for the PIN for every file',
  eachTimeText:
    'When off, several files opened together take one PIN: for the files then in the queue and the same seals, each file once.',
};

export const formerEn: typeof formerZhCn = {
  stampedBefore: (time, seal, seq) => `${seal} was put on this file at ${time} (#${seq})`,
  bearsSeal: (time, seal, seq) => `This is the file on which ${seal} was put at ${time} (#${seq})`,
  others: (count) => `, and ${count === 1 ? 'once' : `${count} times`} more`,
  show: 'Show the stamped file',
  gone: 'The stamped file is no longer there',
  stampAgain: 'Stamp it all the same',
};

export const rememberedEn: typeof rememberedZhCn = {
  title: (seals) => `As on the last file of this kind: ${seals}?`,
  text: (pages) => `The places are ringed: page ${pages}.`,
  reason: (reason) => `Reason for use: ${reason}`,
  accept: 'Place it there',
  decline: 'No',
  keys: 'Enter places; Ctrl+Enter places and reviews',
};

export const operatorEn: typeof operatorZhCn = {
  title: 'Who is the operator?',
  text: 'Every use of a seal is recorded with the operator’s name. This is asked once; Settings can change it.',
  label: 'Operator name',
  hint: 'e.g. Wang Fang',
  go: 'Save and go on',
  useLogin: (login) => `Use the login name ${login}`,
};
