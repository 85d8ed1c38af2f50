import type { LedgerEventKind } from '../../../src-main/contract/index.ts';

/** What a person looks for. */
export const eventGroups = [
  'uses',
  'refusals',
  'approvals',
  'pin',
  'seals',
  'settings',
  'trust',
  'handovers',
  'inspections',
  'batches',
  'exports',
  'repairs',
  'starts',
  'ledger',
] as const;
export type EventGroup = (typeof eventGroups)[number];

/** The kinds of events of a group. */
export const kindsOfGroup: Readonly<Record<EventGroup, readonly LedgerEventKind[]>> = {
  uses: ['intent', 'stamped', 'failed', 'cancelled', 'discarded', 'interrupted'],
  refusals: ['refused'],
  approvals: ['approved'],
  pin: ['pin-wrong', 'pin-locked', 'pin-changed', 'pin-unblocked'],
  seals: [
    'seal-made',
    'seal-imported',
    'seal-exported',
    'seal-changed',
    'seal-bound',
    'seal-rules-changed',
    'seal-suspended',
    'seal-resumed',
    'seal-revoked',
    'seal-removed',
  ],
  settings: ['settings-changed'],
  trust: ['trust-changed', 'approval-issuers-changed', 'crl-changed', 'system-roots-changed'],
  handovers: ['handover'],
  inspections: ['inspection', 'checked'],
  batches: ['batch-begun', 'batch-ended', 'duty-begun', 'duty-ended'],
  exports: ['exported', 'archive-package-made', 'backed-up', 'restored', 'archive-removed'],
  repairs: ['repaired'],
  starts: ['started', 'stopped', 'clock-set-back'],
  ledger: ['ledger-begun', 'checkpoint', 'rollback-found'],
};
