import type { Finding } from '../../contract/index.ts';
import type { SignatureFile } from '../../ofd/index.ts';
import type { ContentDigests } from '../../signature/index.ts';
import { createDigest, digestOf, finding, orNothing, readChildren, readElementAt, tags } from '../../x509/index.ts';
import { type CheckedSignature, checkCms, checkSes, type SignatureContext, unchecked } from '../check-signature.ts';

/** GB/T 35275-2017 where nothing says that there is content: real values have its digest as their content all the same. */
const cmsForm = 'GM.sm2cms.detached';
const rawPairBytes = 64;

/** What the bytes of a SignedValue are, whatever the list says. */
export function kindOfValue(value: Uint8Array): 'ses' | 'cms' | 'bare' {
  if (value.length === rawPairBytes && value[0] !== tags.sequence) return 'bare';
  const children = orNothing(() => readChildren(readElementAt(value, 0))) ?? [];
  if (children[0]?.tag === tags.objectIdentifier) return 'cms';
  return children.length === 2 && children.every(({ tag }) => tag === tags.integer) ? 'bare' : 'ses';
}

const mostShown = 300;

/** What the signature says that it protects, which makers write as a path, as JSON or not at all: it is told, and decides nothing. */
function tellProperty(info: string): Finding[] {
  return info === ''
    ? []
    : [finding('ses-structure', 'passed', 'ses/property-info', { property: info.slice(0, mostShown) })];
}

/**
 * Checks a SignedValue over the bytes of its Signature.xml, as they stand (GB/T 33190-2016, 18.3; GB/T 38540-2020, 7.3; GB/T 35275-2017).
 */
export async function checkSignedValue(
  value: Uint8Array,
  { bytes, stamps, sealPath }: Pick<SignatureFile, 'bytes' | 'stamps' | 'sealPath'>,
  type: 'Seal' | 'Sign',
  context: SignatureContext,
): Promise<CheckedSignature> {
  const content: ContentDigests = {
    digestContent: async (algorithm) => digestOf(algorithm, bytes),
    async digestPrefixedContent(algorithm, prefix) {
      const digest = createDigest(algorithm);
      digest.update(prefix);
      digest.update(bytes);
      return digest.digest();
    },
  };
  const kind = kindOfValue(value);
  if (kind === 'bare') {
    // The oldest products wrote no more than r and s.
    return unchecked(finding('signature-value', 'unknown', 'signature/certificate-missing'), context);
  }
  if (kind === 'ses') {
    const checked = await checkSes({ contents: value, judgeProperty: tellProperty }, content, context);
    return type === 'Seal' ? checked : withDoubt(checked, 'ses-structure');
  }
  const checked = await checkCms({ contents: value, subFilter: cmsForm }, content, context);
  // The signature says nothing of a seal that a reader may show for it.
  const showsNoSeal = type === 'Sign' && stamps.length === 0 && sealPath === null;
  return showsNoSeal ? checked : withDoubt(checked, 'cms-structure');
}

function withDoubt(checked: CheckedSignature, code: 'ses-structure' | 'cms-structure'): CheckedSignature {
  return { ...checked, findings: [...checked.findings, finding(code, 'unknown', 'signature/other-type')] };
}
