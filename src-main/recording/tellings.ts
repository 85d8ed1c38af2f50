import type { HandlersOf, LedgerEventKind, ParsedInput, Seal } from '../contract/index.ts';
import type { EventData } from '../history/index.ts';
import type { Telling } from './handlers.ts';

const sealFacts = ({ id, name, kind, binding, trial }: Seal): EventData => ({
  sealId: id,
  sealName: name,
  sealKind: kind,
  tokenSerial: binding.tokenSerial,
  certificateFingerprint: binding.certificateFingerprint,
  trial,
});

const kindOfState: Readonly<Record<ParsedInput<'seals.setState'>['state'], LedgerEventKind>> = {
  active: 'seal-resumed',
  suspended: 'seal-suspended',
  revoked: 'seal-revoked',
};

/** The life of a seal. */
export const sealsTold: Telling<HandlersOf<'seals'>> = {
  'seals.create': (_, seal) => ['seal-made', sealFacts(seal)],
  'seals.make': ({ maker }, seal) => [
    'seal-made',
    { ...sealFacts(seal), makerFingerprint: maker.certificateFingerprint },
  ],
  'seals.import': (_, seal) => ['seal-imported', sealFacts(seal)],
  'seals.importStandard': (_, seal) => ['seal-imported', sealFacts(seal)],
  'seals.importFromToken': (_, seal) => ['seal-imported', { ...sealFacts(seal), from: 'token' }],
  'seals.exportStandard': ({ id }, { fileName }) => ['seal-exported', { sealId: id, fileName }],
  'seals.writeToToken': ({ id }) => ['seal-exported', { sealId: id, to: 'token' }],
  'seals.renew': (_, seal) => ['seal-bound', sealFacts(seal)],
  'seals.setCompanion': (_, seal) => [
    'seal-bound',
    { ...sealFacts(seal), companionFingerprint: seal.companion?.certificateFingerprint ?? null },
  ],
  'seals.setRules': (_, seal) => ['seal-rules-changed', { ...sealFacts(seal), rules: seal.rules }],
  'seals.setState': ({ state, reason, login }, seal) => [
    kindOfState[state],
    { ...sealFacts(seal), reason, withPin: login !== undefined },
  ],
  'seals.remove': ({ id, reason }) => ['seal-removed', { sealId: id, reason }],
};

const fingerprintsOf = (certificates: readonly { fingerprint: string }[]) =>
  certificates.map(({ fingerprint }) => fingerprint);

/** What is trusted is what verdicts stand on. */
export const trustTold: Telling<HandlersOf<'trust'>> = {
  'trust.add': (_, output) => ['trust-changed', { action: 'add', trusted: fingerprintsOf(output) }],
  'trust.addIssuer': ({ fingerprint, onlyTimestamps = false }, output) => [
    'trust-changed',
    { action: 'add', fingerprint, onlyTimestamps, trusted: fingerprintsOf(output) },
  ],
  'trust.remove': ({ fingerprint }, output) => [
    'trust-changed',
    { action: 'remove', fingerprint, trusted: fingerprintsOf(output) },
  ],
  'trust.addMaker': (_, output) => ['trust-changed', { action: 'add-maker', makers: fingerprintsOf(output) }],
  'trust.removeMaker': ({ fingerprint }, output) => [
    'trust-changed',
    { action: 'remove-maker', fingerprint, makers: fingerprintsOf(output) },
  ],
  'trust.import': (_, { certificates, crls }) => [
    'trust-changed',
    { action: 'import', trusted: fingerprintsOf(certificates), crls: fingerprintsOf(crls) },
  ],
  'trust.removeCrl': ({ fingerprint }) => ['crl-changed', { action: 'remove', fingerprint }],
};
