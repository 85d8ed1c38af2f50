/** How large pages are shown: a factor of true size, or whatever fills the width, or shows a whole page. */
export type Zoom = 'fit-width' | 'fit-page' | number;

const smallest = 0.1;
const largest = 5;
const steps = [0.1, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4, 5];

/** A zoom factor within what is sensible. */
export function clampZoom(factor: number): number {
  return Math.min(largest, Math.max(smallest, factor));
}

/** The next step of the zoom buttons. */
export function stepZoom(factor: number, direction: 1 | -1): number {
  if (direction === 1) return steps.find((step) => step > factor * 1.01) ?? largest;
  return steps.findLast((step) => step < factor * 0.99) ?? smallest;
}
