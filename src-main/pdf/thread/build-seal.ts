import { randomUUID } from 'node:crypto';
import { AppError } from '../../contract/index.ts';
import type { ByteSource } from '../../files/index.ts';
import type { Artwork } from '../signing/artwork.ts';
import type { SealRevision, SealRevisionRequest } from './document-tasks.ts';
import { inDocumentThread } from './document-thread.ts';

const names = new WeakMap<Artwork, string>();

function nameOf(artwork: Artwork): { name: string; isNew: boolean } {
  const known = names.get(artwork);
  if (known !== undefined) return { name: known, isNew: false };
  const name = randomUUID();
  names.set(artwork, name);
  return { name, isNew: true };
}

/**
 * Builds the revision of a seal in the thread with limits. The same artwork, as an object, crosses into it once: a picture takes longer
 * to copy than the rest to build.
 * @throws AppError what `buildSignatureRevision` throws
 */
export async function buildSeal(
  document: { readonly source: ByteSource; readonly password: string | undefined },
  { artwork, ...request }: Omit<SealRevisionRequest, 'artwork'> & { readonly artwork: Artwork | null },
): Promise<SealRevision> {
  const ask = (named: SealRevisionRequest['artwork']) =>
    inDocumentThread('buildSeal', document, { ...request, artwork: named });
  if (!artwork) return given(await ask(null));
  const { name, isNew } = nameOf(artwork);
  const built = await ask({ name, artwork: isNew ? artwork : null });
  // Another thread, or one that has drawn many others since.
  return built === 'artwork-needed' ? given(await ask({ name, artwork })) : built;
}

function given(built: SealRevision | 'artwork-needed'): SealRevision {
  if (built !== 'artwork-needed') return built;
  throw new AppError('INTERNAL', {}, { detail: 'the artwork was sent' });
}
