/** More signs than any line of a page has. */
const mostDeltas = 100_000;

/**
 * The distances from sign to sign (ST_Array, GB/T 33190-2016, 11.3), in which `g n d` stands for n times d. What cannot be read ends them:
 * readers differ in what they make of the rest.
 */
export function readDeltas(text: string | undefined): number[] {
  const tokens = (text ?? '').trim().split(/\s+/);
  const deltas: number[] = [];
  for (let at = 0; at < tokens.length && deltas.length < mostDeltas; at++) {
    const token = tokens[at] ?? '';
    const isRun = token.toLowerCase() === 'g';
    const [count, delta] = isRun ? [Number(tokens[at + 1]), Number(tokens[at + 2])] : [1, Number(token)];
    if (token === '' || !Number.isInteger(count) || count < 0 || !Number.isFinite(delta)) break;
    for (let left = Math.min(count, mostDeltas - deltas.length); left > 0; left--) deltas.push(delta);
    if (isRun) at += 2;
  }
  return deltas;
}
