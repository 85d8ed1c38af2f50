import type { Finding } from '../../contract/index.ts';
import { finding } from '../../x509/index.ts';

import type { Seal, SesExtension } from './ses-seal.ts';
import type { SesSignature } from './ses-signature.ts';

/**
 * The extensions that whoever wrote them calls critical: to be understood, or else what they belong to is not to be relied upon. None is
 * known here (GB/T 38540-2020 names no types).
 */
export function judgeCriticalExtensions(
  code: 'seal-structure' | 'ses-structure',
  extensions: readonly SesExtension[] | undefined,
): Finding[] {
  const reason = code === 'seal-structure' ? 'seal/critical-extension' : 'ses/critical-extension';
  return (extensions ?? [])
    .filter(({ critical }) => critical)
    .map(({ type }) => finding(code, 'unknown', reason, { extension: type }));
}

/** TBS_Sign has the version of the seal in it (GB/T 38540-2020, 7.1): another one means that the two were not made for each other. */
export function judgeVersions({ form, version, seal }: Pick<SesSignature, 'form' | 'version' | 'seal'>): Finding[] {
  if (version === seal.info.version && form === seal.form) return [];
  return [finding('ses-structure', 'unknown', 'ses/version-differs', { version, sealVersion: seal.info.version })];
}

/** Two clocks of honest people differ by less than this. */
const clockToleranceMs = 10 * 60_000;

/** A seal that was used before it was made: one of the two times is false. */
export function judgeMakingTime({ info }: Seal, usedAt: Date): Finding[] {
  const { createdAt } = info.property;
  if (!(createdAt.getTime() > usedAt.getTime() + clockToleranceMs)) return [];
  return [finding('seal-validity', 'unknown', 'seal/made-after-use', { createdAt: createdAt.toISOString() })];
}
