import { AppError } from '../../contract/index.ts';

/** `--seal`, `--page` and `--at` in the order in which they were given. */
export type PlacementStep =
  | { option: 'seal'; value: string }
  | { option: 'page'; value: number | 'last' }
  | { option: 'at'; xMm: number; yMm: number };

/** Where a seal goes, before the seal's name and the last page are looked up. */
export interface WantedPlacement {
  seal: string;
  page: number | 'last';
  xMm: number;
  yMm: number;
}

/** @throws AppError INVALID_INPUT */
export function parsePage(text: string): number | 'last' {
  if (text === 'last') return 'last';
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new AppError('INVALID_INPUT', { detail: `--page ${text}` });
  return Number(text);
}

/** `X,Y` in millimetres. @throws AppError INVALID_INPUT */
export function parsePoint(text: string): { xMm: number; yMm: number } {
  const match = /^\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*$/.exec(text);
  if (!match) throw new AppError('INVALID_INPUT', { detail: `--at ${text}` });
  return { xMm: Number(match[1]), yMm: Number(match[2]) };
}

/**
 * Puts the options together: each `--at` is one place, on the page and with the seal named before it. What is named only once
 * counts for every place, wherever it stands.
 * @throws AppError INVALID_INPUT when a place has no page or no seal, or a page or seal has no place
 */
export function combinePlacements(steps: readonly PlacementStep[]): WantedPlacement[] {
  const seals = steps.flatMap((step) => (step.option === 'seal' ? [step.value] : []));
  const pages = steps.flatMap((step) => (step.option === 'page' ? [step.value] : []));
  let seal = seals.length === 1 ? seals[0] : undefined;
  let page = pages.length === 1 ? pages[0] : undefined;
  let unused: 'seal' | 'page' | null = null;
  const placements: WantedPlacement[] = [];
  for (const step of steps) {
    if (step.option === 'at') {
      if (page === undefined) throw new AppError('INVALID_INPUT', { detail: '--page ?' });
      if (seal === undefined) throw new AppError('INVALID_INPUT', { detail: '--seal ?' });
      placements.push({ seal, page, xMm: step.xMm, yMm: step.yMm });
      unused = null;
      continue;
    }
    if (unused === step.option) throw new AppError('INVALID_INPUT', { detail: `--${step.option} … --at ?` });
    if (step.option === 'seal') seal = step.value;
    else page = step.value;
    if ((step.option === 'seal' ? seals : pages).length > 1) unused = step.option;
  }
  if (unused || placements.length === 0) throw new AppError('INVALID_INPUT', { detail: '--at ?' });
  return placements;
}
