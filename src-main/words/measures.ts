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
