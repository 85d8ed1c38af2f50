/** A count of bytes with separators: `1,234,567`. */
export function formatCount(value: number): string {
  return value.toLocaleString('en-US');
}
