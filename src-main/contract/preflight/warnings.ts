import { z } from 'zod';
import type { SpokenName, ValueNames, ValuesFor } from '../named-values.ts';

/**
 * How much a finding of the 预检 weighs before anybody says otherwise. `note`: worth knowing, nothing is wrong. `warn`: to be looked at before the
 * PIN. `stop`: the rules of the seal forbid it.
 */
type UsualLevel = 'note' | 'warn' | 'stop';

interface WarningRow {
  /** What the values are called that its sentence is filled from. */
  readonly values: readonly string[];
  readonly level: UsualLevel;
  /** Whether a keeper may have it stop the stamp: what can be known before the token is asked, and is no matter of the PIN. */
  readonly mayStop: boolean;
}

const warn = <const Values extends readonly string[]>(...values: Values) =>
  ({ values, level: 'warn', mayStop: true }) as const;
const note = <const Values extends readonly string[]>(...values: Values) =>
  ({ values, level: 'note', mayStop: true }) as const;
const never = <const Values extends readonly string[]>(...values: Values) =>
  ({ values, level: 'warn', mayStop: false }) as const;

const rule = <const Values extends readonly string[]>(...values: Values) =>
  ({ values, level: 'stop', mayStop: false }) as const;

/** What of a document can look different in another reader, on paper, or after a later change. */
const precautionTable = {
  'active-content': warn('names'),
  'xfa-form': warn(),
  'field-without-appearance': warn('field', 'page'),
  'annotation-without-appearance': warn('page'),
  'layers-differ': warn('names'),
  'print-differs': warn('page'),
  'fonts-missing': warn('names'),
  'external-content': warn(),
  'objects-missing': warn('object'),
  'pdf-a-1-transparency': warn(),
  'sections-hybrid': warn(),
  'structure-irregular': warn(),
  'pages-not-looked-at': warn('pages', 'total'),
} as const satisfies Readonly<Record<string, WarningRow>>;

/** Everything that a person is told of a stamp beside its errors, one row each. */
export const warningTable = {
  // The rules of the seal
  'rule-entry-missing': rule('seal', 'entry'),
  'rule-outside-hours': rule('seal', 'hours'),
  'rule-uses-of-day': rule('seal', 'most'),
  'rule-other-place': rule('seal', 'templates'),
  'rule-template-changed': rule('seal', 'templates'),
  'rule-ticket-missing': rule('seal'),
  'rule-record-differs': rule('seal'),
  'amount-unreadable': rule('seal', 'amount'),
  'amount-differs': rule('seal', 'amount', 'found'),
  'amounts-contradict': rule('figures', 'capitals', 'page'),
  // The data within the document
  'data-differs': rule('name', 'value', 'printed'),
  'data-not-compared': rule(),
  'amount-not-found': { values: ['seal', 'amount'], level: 'warn', mayStop: true },
  'same-payment': { values: ['seal', 'amount', 'counterparty', 'time', 'seq'], level: 'warn', mayStop: true },
  // The seal and its certificate
  'certificate-expires-soon': warn('seal?', 'days?'),
  'seal-expires-soon': warn('seal', 'days'),
  'trial-seal': warn('seal?'),
  'seal-name-differs': warn('seal', 'name', 'owner'),
  'seal-off-size': warn('seal', 'size', 'registered'),
  'seal-reduced': warn('seal', 'field', 'percent'),
  // The seal and the document
  'party-not-named': warn('seal', 'owner', 'pages'),
  'seal-kind-differs': warn('seal', 'kind', 'words', 'page'),
  'seal-over-text': warn('seal', 'text', 'page'),
  'keyword-not-seen': warn('text', 'page'),
  'seals-overlap': warn('page?'),
  'stamped-before': warn('seal', 'time', 'seq'),
  'bears-seal-already': warn('seal', 'time', 'seq'),
  // The document
  'blank-field': warn('text', 'page'),
  'blank-fields-further': { values: ['count'], level: 'note', mayStop: false },
  'text-not-read': warn(),
  'text-pages-limited': { values: ['pages', 'total'], level: 'note', mayStop: false },
  'page-rotated': note('pages'),
  'page-sizes-differ': note('sizes'),
  'earlier-signature-not-valid': warn('signer?'),
  encrypted: note(),
  'printing-forbidden': note(),
  'form-needs-appearances': warn(),
  'pdf-a-signature-form': warn('part'),
  'pdf-ua-structure': warn(),
  // Other programs
  'viewers-sm2': { values: [], level: 'note', mayStop: false },
  'viewers-double': { values: [], level: 'note', mayStop: false },
  'viewers-untrusted': { values: [], level: 'note', mayStop: false },
  ...precautionTable,
  // The PIN
  'pin-low': never('token?'),
  'pin-final-try': never('token?'),
  // After the stamp
  'timestamp-missing': never('reason?'),
  // Such a file takes none later.
  'timestamp-never': never('reason?'),
  'not-queued': never(),
  'record-behind-token': never('serial'),
} as const satisfies Readonly<Record<string, WarningRow>>;

type Table = typeof warningTable;
export type WarningCode = keyof Table;
export type PrecautionCode = keyof typeof precautionTable;
type WarningValues = { readonly [Code in WarningCode]: Table[Code]['values'] } & ValueNames;

/** What the values are called that the sentences of this code name. */
export type WarningValueName<Code extends WarningCode> = SpokenName<WarningValues, Code>;

export const warningCodes = Object.keys(warningTable) as [WarningCode, ...WarningCode[]];

/** Of the 预检: a keeper may have it stop the stamp. */
export type StoppableCode = { [Code in WarningCode]: Table[Code]['mayStop'] extends true ? Code : never }[WarningCode];
const isStoppable = (code: WarningCode): code is StoppableCode => warningTable[code].mayStop;
export const stoppableCodes = warningCodes.filter(isStoppable);
export const stoppableCode = z.enum(stoppableCodes);

/** A part of a page as displayed, in millimetres from its top-left corner. */
export const warningPlace = z.object({
  page: z.number().int().min(1),
  leftMm: z.number(),
  topMm: z.number(),
  widthMm: z.number(),
  heightMm: z.number(),
});
export type WarningPlace = z.infer<typeof warningPlace>;

/** A warning as it is raised, with the values of its sentence and where it is to be seen. */
export type RaisedWarning<Codes extends WarningCode = WarningCode> = {
  readonly [Code in Codes]: {
    readonly code: Code;
    readonly values: ValuesFor<WarningValues, Code>;
    readonly place?: WarningPlace;
  };
}[Codes];

/** A warning that the person should see. */
export const stampWarning = z.object({
  code: z.enum(warningCodes),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  place: warningPlace.optional().describe('where it is to be seen'),
});
export type StampWarning = z.infer<typeof stampWarning>;

/** `stop`: the keeper said that nothing is stamped with it. */
export const preflightLevel = z.enum(['note', 'warn', 'stop']);
export type PreflightLevel = z.infer<typeof preflightLevel>;

/** What the 预检 found, before the PIN. */
export const preflightFinding = stampWarning.extend({ level: preflightLevel });
export type PreflightFinding = z.infer<typeof preflightFinding>;

/** Whether a file can be stamped without anybody thinking about it. */
export const isQuiet = (findings: readonly Pick<PreflightFinding, 'level'>[]) =>
  findings.every(({ level }) => level === 'note');
