/** What the window waits for with each further contract of a queue, from one to the next: all but the person and the drawing of the page. */
import { join } from 'node:path';
import { writeLargePdf } from '../fixtures/large.ts';
import { type BenchHome, openCore } from './core.ts';
import type { Part } from './parts.ts';

const further = 5;

/** A contract of twenty pages and 2 MB gets the seal on its last page and across the edges, with the PIN of the first one. */
export async function measureQueue(folder: string, home: BenchHome): Promise<Part> {
  const core = await openCore(home, 'web');
  try {
    const [seal] = await core.call('seals.list', {});
    const [token] = await core.call('tokens.list', {});
    const sealId = seal?.id ?? '';
    const place = { corner: 'bottom-right', acrossMm: 50, downMm: 60 } as const;
    const placements = [
      { sealId, placing: { rule: 'pages', pages: '-1', place } as const },
      { sealId, placing: { rule: 'paging' } as const },
    ];
    const paths = Array.from({ length: further + 1 }, (_, index) => join(folder, `queue-${index}.pdf`));
    for (const path of paths) {
      writeLargePdf(path, { pages: 20, bytesPerPage: 100_000, objectStreams: false, tree: 'flat' });
    }
    const rounds: number[] = [];
    let loginKey: string | undefined;
    for (const [index, path] of paths.entries()) {
      const started = performance.now();
      const { documentId } = await core.call('documents.open', { path });
      const asked = { runId: `queue-${index}`, path, documentId, placements };
      await core.call('stamp.formerUses', { documentId });
      await core.call('stamp.remembered', { documentId });
      await core.call('stamp.preview', { path, documentId, placements });
      await core.call('stamp.plan', { ...asked, loginKey });
      const pins = index === 0 ? { [token?.id ?? '']: home.pin } : {};
      const { login } = await core.call('stamp.run', { ...asked, pins, loginFor: paths.slice(index + 1), loginKey });
      loginKey = login?.loginKey;
      if (index > 0) rounds.push(performance.now() - started);
    }
    return { what: 'The next contract of a queue', rounds, limitMs: 3_000 };
  } finally {
    await core.close();
  }
}
