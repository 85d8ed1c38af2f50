/** Rows of a list, from the first on; `to` is outside. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

/** The rows that are to be there: those in view and some beyond. */
export function rowsInView(
  { scrollTop, height }: { scrollTop: number; height: number },
  { rowHeight, total, beyond }: { rowHeight: number; total: number; beyond: number },
): RowRange {
  const from = Math.max(0, Math.floor(scrollTop / rowHeight) - beyond);
  const to = Math.min(total, Math.ceil((scrollTop + height) / rowHeight) + beyond);
  return { from: Math.min(from, to), to };
}

/** Where a list is to be scrolled to for a row to be in view; null: it is. */
export function scrollFor(
  row: number,
  { scrollTop, height }: { scrollTop: number; height: number },
  rowHeight: number,
): number | null {
  const top = row * rowHeight;
  if (top < scrollTop) return top;
  if (top + rowHeight > scrollTop + height) return top + rowHeight - height;
  return null;
}

/** The pages of so many rows that a range touches. */
export function pagesOf({ from, to }: RowRange, pageRows: number): number[] {
  if (to <= from) return [];
  const first = Math.floor(from / pageRows);
  const last = Math.floor((to - 1) / pageRows);
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}
