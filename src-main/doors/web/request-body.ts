import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.ts';

export interface BodyLimits {
  maxBytes: number;
  /** How long the sender may pause. */
  idleMs: number;
}

/** The next part, or a refusal when it does not come in time or the sender is gone. */
function nextPart(parts: AsyncIterator<Buffer>, idleMs: number): Promise<IteratorResult<Buffer>> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Refusal(408, 'too slow')), idleMs);
    parts
      .next()
      .then(resolve, () => reject(new Refusal(400, 'broken off')))
      .finally(() => clearTimeout(timer));
  });
}

/**
 * The body of a request, part by part.
 * @throws Refusal 413 above the limit, 408 when the sender pauses too long, 400 when it breaks off
 */
export async function* readBody(request: IncomingMessage, { maxBytes, idleMs }: BodyLimits): AsyncGenerator<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw new Refusal(413, 'too large');
  const parts: AsyncIterator<Buffer> = request.iterator({ destroyOnReturn: false });
  let received = 0;
  while (true) {
    const next = await nextPart(parts, idleMs);
    if (next.done) return;
    received += next.value.length;
    if (received > maxBytes) throw new Refusal(413, 'too large');
    yield next.value;
  }
}
