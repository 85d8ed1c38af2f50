import { AppError } from '../contract/index.ts';
import { comparePictures, joinedSource, openPdf } from '../pdf/index.ts';
import type { Work } from './work.ts';

/**
 * Compares the sealed pages, as whoever placed the seals saw them, with what they look like with `appended`: outside the seals nothing may
 * differ. A page that could not be drawn before cannot be compared; nobody has seen it. Throws SIGNATURE_SELF_CHECK_FAILED.
 */
export async function checkLooks(
  { prepared: { source }, request: { password }, looking }: Pick<Work, 'prepared' | 'request' | 'looking'>,
  appended: Uint8Array,
): Promise<void> {
  const current = openPdf(joinedSource(source, appended), { password });
  const asked = [{ signedUntil: source.sizeBytes, changes: [], sealPage: null }];
  const [findings = []] = await comparePictures(current, asked, { password, signal: looking, touchedOnly: true });
  const differing = findings.find(
    (finding) => finding.kind === 'changed' || (finding.kind === 'not-compared' && finding.wasDrawable),
  );
  if (differing) {
    const detail = `page ${differing.page ?? '?'} looks different`;
    throw new AppError('SIGNATURE_SELF_CHECK_FAILED', { detail: 'looks' }, { detail });
  }
}
