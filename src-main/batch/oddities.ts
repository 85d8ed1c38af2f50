import { type BatchItem, type BatchOddity, batchOddity, type PreflightFinding } from '../contract/index.ts';
import type { ItemTraits } from './store.ts';

/** What most files of a batch are like. */
export interface Usual {
  readonly size: string;
  readonly rotate: string;
  readonly pageCount: string;
  /** Codes that more than half of the files have been warned of. */
  readonly warnings: ReadonlySet<string>;
}

/** Paper is cut to a millimetre. */
export const sizeOf = (one: { readonly widthMm: number | null; readonly heightMm: number | null }) =>
  one.widthMm === null || one.heightMm === null ? null : `${Math.round(one.widthMm)}×${Math.round(one.heightMm)}`;

function mostCommon(values: readonly (string | null)[]): string {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((most, one) => (one[1] > most[1] ? one : most), ['', 0] as const)[0];
}

const textOf = (value: number | null) => (value === null ? null : String(value));

function commonWarnings(all: readonly ItemTraits[]): Set<string> {
  const counts = new Map<string, number>();
  const looked = all.filter(({ pageCount }) => pageCount !== null);
  for (const one of looked) {
    for (const code of new Set(warningsOf(one).map((warning) => warning.code))) {
      counts.set(code, (counts.get(code) ?? 0) + 1);
    }
  }
  return new Set([...counts].filter(([, count]) => count * 2 > looked.length).map(([code]) => code));
}

export function usualOf(all: readonly ItemTraits[]): Usual {
  return {
    warnings: commonWarnings(all),
    size: mostCommon(all.map(sizeOf)),
    rotate: mostCommon(all.map(({ rotate }) => textOf(rotate))),
    pageCount: mostCommon(all.map(({ pageCount }) => textOf(pageCount))),
  };
}

/** Errors that only mean that nothing is found where the rule says. */
const noPlaceCodes = new Set([
  'KEYWORD_NOT_FOUND',
  'PAGES_WITHOUT_TEXT',
  'PAGES_NONE',
  'PAGE_OUT_OF_RANGE',
  'SEAL_OFF_PAGE',
  'FIELD_NOT_FOUND',
  'FIELD_SIGNED',
  'FIELD_AMBIGUOUS',
  'FIELD_UNSUITABLE',
  'PAGING_ONE_PAGE',
  'SLICE_TOO_NARROW',
]);
const protectedCodes = new Set([
  'PDF_PASSWORD_REQUIRED',
  'PDF_PASSWORD_WRONG',
  'PDF_CERTIFIED',
  'PDF_LOCKED',
  'PDF_PERMISSION_DENIED',
  'PDF_ENCRYPTED_FOR_CERTIFICATES',
  'PDF_ENCRYPTION_UNSUPPORTED',
  'PDF_INTEGRITY_PROTECTED',
]);
const stampedCodes = new Set(['stamped-before', 'bears-seal-already']);
/** What nearly every file of a batch has is no difference. */
const ownOddity = new Set([...stampedCodes, 'encrypted', 'page-rotated', 'pages-differ']);

type Warning = Pick<PreflightFinding, 'code' | 'level'>;

/** What an item's warnings and error say, in the words of traits. */
function warningsOf(traits: ItemTraits): Warning[] {
  return (traits.warnings ?? '').split(' ').flatMap((text) => {
    const [level, code] = text.split(':');
    return level === undefined || code === undefined ? [] : [{ level, code } as Warning];
  });
}

/** In which ways a file differs from the others of its batch, the gravest first. */
export function odditiesOf(traits: ItemTraits, usual: Usual): BatchOddity[] {
  const found = new Set<BatchOddity>();
  const { code, state } = traits;
  const warnings = warningsOf(traits);
  const isStamped = code === 'ALREADY_STAMPED' || warnings.some((one) => stampedCodes.has(one.code));
  if (isStamped) found.add('stamped-before');
  if (code !== null && state === 'failed') {
    if (noPlaceCodes.has(code)) found.add('no-place');
    else if (protectedCodes.has(code)) found.add('protected');
    else found.add('unusable');
  }
  const size = sizeOf(traits);
  if (size !== null && size !== usual.size) found.add('page-size');
  if (traits.rotate !== null && String(traits.rotate) !== usual.rotate) found.add('rotation');
  if (traits.pageCount !== null && String(traits.pageCount) !== usual.pageCount) found.add('page-count');
  if (warnings.some((one) => one.code === 'encrypted')) found.add('protected');
  if (warnings.some(({ level }) => level === 'stop')) found.add('stopped');
  if (warnings.some((one) => one.level === 'warn' && !ownOddity.has(one.code))) found.add('warned');
  return batchOddity.options.filter((one) => found.has(one));
}

/** Whether a file stands out: to be warned of what the others are warned of as well is no difference. */
export function standsOut(traits: ItemTraits, usual: Usual): boolean {
  const oddities = odditiesOf(traits, usual);
  if (oddities.length !== 1 || oddities[0] !== 'warned') return oddities.length > 0;
  return warningsOf(traits).some(
    ({ level, code }) => level === 'warn' && !ownOddity.has(code) && !usual.warnings.has(code),
  );
}

/** What an item differs in, of one that was read whole. */
export function traitsOf({
  index,
  state,
  error,
  look,
}: Pick<BatchItem, 'index' | 'state' | 'error' | 'look'>): ItemTraits {
  return {
    index,
    state,
    code: error?.code ?? null,
    widthMm: look?.widthMm ?? null,
    heightMm: look?.heightMm ?? null,
    rotate: look?.rotate ?? null,
    pageCount: look?.pageCount ?? null,
    warnings: look ? look.findings.map(({ level, code }) => `${level}:${code}`).join(' ') : null,
  };
}

/** Smaller comes first. */
export function weightOf(oddities: readonly BatchOddity[]): number {
  const [gravest] = oddities;
  return gravest === undefined ? batchOddity.options.length : batchOddity.options.indexOf(gravest);
}
