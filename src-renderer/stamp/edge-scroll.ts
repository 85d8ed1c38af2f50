/** Pixels from an edge of the pages within which a seal in hand scrolls them. */
const zone = 48;
/** Pixels a frame, at the very edge. */
const fastest = 24;

/** How far a frame scrolls for a pointer at `at` of `from` to `to`: faster towards the edge, nothing in the middle. */
export function edgeSpeed(at: number, from: number, to: number): number {
  if (at < from || at > to || to - from < 4 * zone) return 0;
  if (at < from + zone) return -fastest * (1 - (at - from) / zone);
  if (at > to - zone) return fastest * (1 - (to - at) / zone);
  return 0;
}

/** Scrolls the pages while the pointer is near their top or bottom. Returns the way to end that. */
export function scrollAtEdges(pointer: () => { clientX: number; clientY: number }, onScrolled: () => void): () => void {
  let frame = 0;
  const step = () => {
    frame = requestAnimationFrame(step);
    const column = document.querySelector<HTMLElement>('.page:not(.page-away) .page-column');
    if (column === null) return;
    const box = column.getBoundingClientRect();
    const { clientX, clientY } = pointer();
    if (clientX < box.left || clientX > box.right) return;
    const speed = Math.round(edgeSpeed(clientY, box.top, box.bottom));
    const before = column.scrollTop;
    if (speed !== 0) column.scrollTop = before + speed;
    if (column.scrollTop !== before) onScrolled();
  };
  frame = requestAnimationFrame(step);
  return () => cancelAnimationFrame(frame);
}
