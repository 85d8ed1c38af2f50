import { z } from 'zod';

/** What whoever received a file may do next, the most pressing first: of several, this order is theirs. */
export const nextStep = z.enum([
  'keep-file',
  'check-permitted',
  'ask-formal',
  'ask-unchanged',
  'ask-original',
  'finish-stamping',
  'ask-new-copy',
  'ask-stamp-again',
  'ask-new-seal',
  'add-issuer',
  'get-root',
  'add-maker',
  'get-maker-root',
  'go-online',
  'get-crl',
  'compare-by-eye',
  'check-clock',
  'other-program',
  'ask-signer',
  'ask-signed-file',
]);
export type NextStep = z.infer<typeof nextStep>;
