import { AppError, type PlacementInput, type PlacingInput } from '../../contract/index.ts';

type PlacingInputOf<Rule extends PlacingInput['rule']> = Extract<PlacingInput, { rule: Rule }>;

/** 落款: where that is, the document says. */
interface ClosingPlacement {
  readonly sealId: string;
  readonly placing: { readonly rule: 'closing' };
}
/** What a command says of one place, on a document that is at hand. */
export type CommandPlacement = PlacementInput | ClosingPlacement;

export const isClosing = (placement: CommandPlacement): placement is ClosingPlacement =>
  placement.placing.rule === 'closing';

/** What belongs to the placing that was named last. */
export type PlacingDetail =
  | { of: 'pages'; option: string; given: Pick<PlacingInputOf<'pages'>, 'skipSealed'> }
  | { of: 'paging'; option: string; given: Partial<Omit<PlacingInputOf<'paging'>, 'rule' | 'pages'>> }
  | { of: 'keyword'; option: string; given: Partial<Omit<PlacingInputOf<'keyword'>, 'rule' | 'pages' | 'text'>> };

/** The options that say where seals go, in the order in which they were given. */
export type PlacementStep =
  | { option: 'seal'; value: string }
  | { option: 'page'; value: number | 'last' }
  | { option: 'pages'; value: string }
  | { option: 'at'; xMm: number; yMm: number }
  | { option: 'paging'; edge: NonNullable<PlacingInputOf<'paging'>['edge']> }
  | { option: 'keyword'; text: string }
  | { option: 'field'; field: string }
  | { option: 'closing' }
  | { option: 'detail'; detail: PlacingDetail };

/** @throws AppError INVALID_INPUT */
export function parsePage(text: string): number | 'last' {
  if (text === 'last') return 'last';
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new AppError('INVALID_INPUT', { detail: `--page ${text}` });
  return Number(text);
}

/** `X,Y` in millimetres. @throws AppError INVALID_INPUT */
export function parsePoint(text: string, option = '--at'): { xMm: number; yMm: number } {
  const match = /^\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*$/.exec(text);
  if (!match) throw new AppError('INVALID_INPUT', { detail: `${option} ${text}` });
  return { xMm: Number(match[1]), yMm: Number(match[2]) };
}

/** `first`, `last`, `all`, or a number from 1. @throws AppError INVALID_INPUT */
export function parseHit(text: string): 'first' | 'last' | 'all' | number {
  if (text === 'first' || text === 'last' || text === 'all') return text;
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new AppError('INVALID_INPUT', { detail: `--nth ${text}` });
  return Number(text);
}

/** One page, or a range that keeps a place from the corner next to it. */
type ChosenPages = { readonly page: number | 'last' } | { readonly pages: string };

function placedAt({ xMm, yMm }: { xMm: number; yMm: number }, chosen: ChosenPages): PlacingInput {
  if ('page' in chosen && chosen.page !== 'last') return { rule: 'here', page: chosen.page, xMm, yMm };
  const pages = 'pages' in chosen ? chosen.pages : '-1';
  return { rule: 'pages', pages, place: { corner: 'nearest', acrossMm: xMm, downMm: yMm } };
}

const misfit = (detail: string) => new AppError('INVALID_INPUT', { detail });

/**
 * Puts the options together. Each `--at`, `--paging`, `--keyword`, `--field` and `--closing` is one placing. The seal, and for `--at` the page or pages, is the one named
 * before it; what is named only once counts for all, wherever it stands. What else a placing wants follows it.
 * @throws AppError INVALID_INPUT when a place has no page or no seal, a page or seal has no place, or a detail has no placing
 */
export function combinePlacements(steps: readonly PlacementStep[]): CommandPlacement[] {
  const seals = steps.flatMap((step) => (step.option === 'seal' ? [step.value] : []));
  const choices = steps.flatMap((step): ChosenPages[] => {
    if (step.option === 'page') return [{ page: step.value }];
    return step.option === 'pages' ? [{ pages: step.value }] : [];
  });
  let seal = seals.length === 1 ? seals[0] : undefined;
  let chosen = choices.length === 1 ? choices[0] : undefined;
  /** Named, and not yet used by a placing. */
  let unused: 'seal' | 'page' | 'pages' | null = null;
  let waitingPages: string | null = null;
  const placements: CommandPlacement[] = [];

  const add = (placing: PlacingInput | ClosingPlacement['placing']) => {
    if (seal === undefined) throw misfit('--seal ?');
    placements.push(placing.rule === 'closing' ? { sealId: seal, placing } : { sealId: seal, placing });
    unused = null;
    waitingPages = null;
  };
  const addRanged = (placing: PlacingInputOf<'paging'> | PlacingInputOf<'keyword'>) => {
    add(waitingPages === null ? placing : { ...placing, pages: waitingPages });
  };

  for (const step of steps) {
    const last = placements.at(-1);
    switch (step.option) {
      case 'at':
        if (chosen === undefined) throw misfit('--page ?');
        add(placedAt(step, chosen));
        break;
      case 'paging':
        addRanged({ rule: 'paging', edge: step.edge });
        break;
      case 'keyword':
        addRanged({ rule: 'keyword', text: step.text });
        break;
      case 'field':
        add({ rule: 'field', field: step.field });
        break;
      case 'closing':
        add({ rule: 'closing' });
        break;
      case 'detail': {
        const { of, option, given } = step.detail;
        if (last?.placing.rule !== of) throw misfit(`${option}: --${of} ?`);
        Object.assign(last.placing, given);
        break;
      }
      case 'seal':
        if (unused === 'seal') throw misfit('--seal … --at ?');
        seal = step.value;
        if (seals.length > 1) unused = 'seal';
        break;
      case 'page':
      case 'pages': {
        if (unused === step.option) throw misfit(`--${step.option} … --at ?`);
        chosen = step.option === 'page' ? { page: step.value } : { pages: step.value };
        const ranged = last?.placing.rule === 'paging' || last?.placing.rule === 'keyword' ? last.placing : null;
        if (step.option === 'pages' && ranged && ranged.pages === undefined) ranged.pages = step.value;
        else {
          if (step.option === 'pages') waitingPages = step.value;
          if (choices.length > 1) unused = step.option;
        }
        break;
      }
    }
  }
  if (unused || placements.length === 0) throw misfit('--at ?');
  return placements;
}

/** The same for many documents, where no one says where its closing is. @throws AppError INVALID_INPUT */
export function combineForMany(steps: readonly PlacementStep[]): PlacementInput[] {
  return combinePlacements(steps).map((placement) => {
    if (isClosing(placement)) throw misfit('--closing');
    return placement;
  });
}
