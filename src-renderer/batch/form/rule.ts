import type { Placement, PlacingOf } from '../../../src-main/contract/index.ts';

export const ruleKinds = ['keyword', 'pages', 'paging', 'template', 'placed', 'table'] as const;
export type RuleKind = (typeof ruleKinds)[number];

/** Everything that was entered of where seals go, whatever of it is chosen: passing by loses nothing. */
export interface Rule {
  readonly kind: RuleKind;
  readonly sealId: string | null;
  readonly keyword: PlacingOf<'keyword'>;
  readonly pages: PlacingOf<'pages'>;
  readonly paging: PlacingOf<'paging'>;
  readonly template: string | null;
  readonly placed: readonly Placement[];
}

/** @param everyPage as the pages of a rule say it */
export const firstRule = (everyPage: string, lastPage: string): Rule => ({
  kind: 'keyword',
  sealId: null,
  keyword: { rule: 'keyword', text: '盖章', which: 'last', pages: everyPage, dxMm: 0, dyMm: 0 },
  pages: { rule: 'pages', pages: lastPage, place: { corner: 'bottom-right', acrossMm: 50, downMm: 60 } },
  paging: { rule: 'paging', pages: everyPage, edge: 'right', along: 0.5, every: null, firstShare: null, duplex: false },
  template: null,
  placed: [],
});

/** What is asked of the core; null: something is missing yet. */
export function requestOf(
  { kind, template, placed, ...rule }: Rule,
  sealId: string | null,
): { placements: Placement[]; template?: string } | null {
  switch (kind) {
    case 'table':
      return { placements: [] };
    case 'template':
      return template === null ? null : { placements: [], template };
    case 'placed':
      return placed.length === 0 ? null : { placements: [...placed] };
    default:
      return sealId === null ? null : { placements: [{ sealId, placing: rule[kind] }] };
  }
}
