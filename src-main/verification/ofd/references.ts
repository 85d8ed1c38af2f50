import type { Finding } from '../../contract/index.ts';
import type { SignatureFile } from '../../ofd/index.ts';
import { finding, type ReadableDigestAlgorithm, sameBytes } from '../../x509/index.ts';

/** Names and object identifiers under which makers write the digest of the parts (GB/T 33190-2016, 18.2.2: MD5 where none stands). */
const checkMethods: ReadonlyMap<string, ReadableDigestAlgorithm | 'md5'> = new Map([
  ['1.2.156.10197.1.401', 'sm3'],
  ['SM3', 'sm3'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['SHA256', 'sha256'],
  ['1.3.14.3.2.26', 'sha1'],
  ['SHA1', 'sha1'],
  ['1.2.840.113549.2.5', 'md5'],
  ['MD5', 'md5'],
]);

/** Two messages with the same digest can be made: whoever had a document sealed may have made two. */
const weak: ReadonlySet<string> = new Set(['md5', 'sha1']);

/** What the references of a signature come to. */
export interface JudgedReferences {
  readonly findings: readonly Finding[];
  /** All of them hold, by a digest that can be relied upon. */
  readonly hold: boolean;
  /** The parts that they name, by their names in the package. */
  readonly covered: ReadonlySet<string>;
}

/** The digest that a CheckMethod names; undefined for one that nobody here knows. */
export function readCheckMethod(method: string | null): ReadableDigestAlgorithm | 'md5' | undefined {
  return checkMethods.get((method ?? 'MD5').toUpperCase().replaceAll('-', ''));
}

/**
 * Compares every protected part with its digest (GB/T 33190-2016, 18.2.2; GB/T 38540-2020, 7.3 g).
 * @param digestOf null where there is no such part; the part by its name in the package
 */
export async function judgeReferences(
  { references, checkMethod }: Pick<SignatureFile, 'references' | 'checkMethod'>,
  digestOf: (
    path: string,
    algorithm: ReadableDigestAlgorithm | 'md5',
  ) => Promise<{ readonly name: string; readonly digest: Uint8Array } | null>,
): Promise<JudgedReferences> {
  const code = 'references';
  const covered = new Set<string>();
  const open = (...findings: Finding[]): JudgedReferences => ({ findings, hold: false, covered });
  if (references.length === 0) return open(finding(code, 'unknown', 'references/none'));
  const algorithm = readCheckMethod(checkMethod);
  const missing: string[] = [];
  const different: string[] = [];
  for (const { path, fileRef, checkValue } of references) {
    const part = path === null ? null : await digestOf(path, algorithm ?? 'md5');
    if (part === null) missing.push(fileRef);
    else {
      covered.add(part.name);
      if (algorithm !== undefined && algorithm !== 'md5' && !sameBytes(part.digest, checkValue))
        different.push(fileRef);
    }
  }
  const list = (reason: 'references/missing' | 'references/differ', parts: readonly string[]): Finding[] =>
    parts.length === 0
      ? []
      : [
          finding(
            code,
            'failed',
            reason,
            { count: parts.length, part: parts[0] ?? '' },
            parts.slice(0, mostNamed).join(' '),
          ),
        ];
  const broken = [...list('references/differ', different), ...list('references/missing', missing)];
  if (broken.length > 0) return open(...broken);
  if (algorithm === undefined) {
    return open(finding(code, 'unknown', 'references/method-unknown', { algorithm: checkMethod ?? '' }));
  }
  if (weak.has(algorithm)) {
    return open(finding(code, 'unknown', 'references/weak', { algorithm: algorithm.toUpperCase() }));
  }
  const match = finding(code, 'passed', 'references/match', { count: references.length });
  return { findings: [match], hold: true, covered };
}

const mostNamed = 50;
