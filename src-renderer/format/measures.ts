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

/** A file size: `820 KB`, `1.4 MB`. */
export function formatBytes(sizeBytes: number): string {
  if (sizeBytes < 1000) return `${sizeBytes} B`;
  if (sizeBytes < 1_000_000) return `${Math.round(sizeBytes / 1000)} KB`;
  if (sizeBytes < 1_000_000_000) return `${(sizeBytes / 1_000_000).toFixed(1)} MB`;
  return `${(sizeBytes / 1_000_000_000).toFixed(2)} GB`;
}

/** A digest or serial in groups of four, so that two people can compare it aloud. */
export function groupDigits(hexadecimal: string): string {
  return hexadecimal.match(/.{1,4}/g)?.join(' ') ?? '';
}

/** The last four characters of a token's serial, as it is printed on the key: `****3F2A`. */
export function serialTail(serial: string): string {
  return `****${serial.slice(-4).toUpperCase()}`;
}

/** The file name of a path of any system. */
export function fileNameOf(path: string): string {
  return path.replace(/^.*[/\\]/, '');
}
