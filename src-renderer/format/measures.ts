/** CSS pixels per millimetre at 100 %: CSS defines 96 pixels per inch. */
export const pixelsPerMm = 96 / 25.4;

/** A length in millimetres with one decimal: `132.0`. */
export function formatMm(millimetres: number): string {
  return millimetres.toFixed(1);
}

/** A size for people: `40 × 40 mm`, decimals only where there are some. */
export function formatSize(widthMm: number, heightMm: number): string {
  const trim = (value: number) => String(Number(value.toFixed(1)));
  return `${trim(widthMm)} × ${trim(heightMm)} mm`;
}

/** The file name of a path of any system. */
export function fileNameOf(path: string): string {
  return path.replace(/^.*[/\\]/, '');
}
