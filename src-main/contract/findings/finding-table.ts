/** What it says of certificate and seal, in the words of the report's third line; the first of these decides. */
export const identityDoubts = ['invalid', 'expired', 'maker-untrusted', 'untrusted', 'unknown'] as const;
type IdentityDoubt = (typeof identityDoubts)[number];

/** What hangs on one check. */
interface FindingRow {
  /**
   * What a failure breaks. `integrity`: the signature is not what it was when it was made; `standing`: nobody could sign with this
   * certificate any more (RFC 5280, 6.3). Either makes it invalid. `nothing`: it cannot be confirmed.
   */
  readonly breaks: 'integrity' | 'standing' | 'nothing';
  /**
   * What a failure says of the content when it was signed; where it says anything, nothing is known of the content
   * while the check is open.
   */
  readonly content: 'changed' | 'unknown' | null;
  /** It is about what came after the signature, and says nothing of the signature itself. */
  readonly afterwards: boolean;
  /** What it says of certificate and seal when it failed, and when nobody can tell. */
  readonly identity: { readonly failed: IdentityDoubt | null; readonly unknown: IdentityDoubt | null };
  /** A failure forbids to stamp with the seal. That its maker is not trusted here is for whoever verifies to say. */
  readonly forbidsUse: boolean;
  /** The kinds of our own signatures that have to pass before they are delivered. */
  readonly ours: readonly ('cms' | 'ses' | 'ofd')[];
}

const row = ({
  identity,
  ...special
}: Partial<Omit<FindingRow, 'identity'>> & {
  readonly identity?: Partial<FindingRow['identity']>;
} = {}): FindingRow => ({
  breaks: 'nothing',
  content: null,
  afterwards: false,
  identity: { failed: null, unknown: null, ...identity },
  forbidsUse: false,
  ours: [],
  ...special,
});

/** Everything that is checked, a row each. What a row does not name it has no say in. */
const rows = {
  'byte-range': row({ breaks: 'integrity', content: 'unknown', ours: ['cms', 'ses'] }),
  digest: row({ breaks: 'integrity', content: 'changed', ours: ['cms', 'ses', 'ofd'] }),
  // GB/T 33190-2016, 18.2.2: the parts of a package, each with its digest.
  references: row({ breaks: 'integrity', content: 'changed', ours: ['ofd'] }),
  'signature-value': row({ breaks: 'integrity', content: 'unknown', ours: ['cms', 'ses', 'ofd'] }),
  'signing-certificate': row({
    breaks: 'integrity',
    identity: { failed: 'invalid', unknown: 'unknown' },
    ours: ['cms'],
  }),
  'cms-structure': row({ breaks: 'integrity', content: 'unknown' }),
  'algorithm-strength': row(),
  chain: row(),
  'certificate-validity': row({ identity: { failed: 'expired' } }),
  'certificate-usage': row({ identity: { failed: 'invalid' } }),
  revocation: row({ breaks: 'standing', identity: { failed: 'invalid', unknown: 'unknown' } }),
  'signing-time': row(),
  'later-changes': row({ afterwards: true }),
  'file-structure': row(),
  package: row({ ours: ['ofd'] }),
  'ses-structure': row({ breaks: 'integrity', content: 'unknown', identity: { unknown: 'unknown' } }),
  'seal-structure': row({
    breaks: 'integrity',
    identity: { failed: 'invalid', unknown: 'unknown' },
    forbidsUse: true,
  }),
  'seal-maker-signature': row({
    breaks: 'integrity',
    identity: { failed: 'invalid', unknown: 'unknown' },
    forbidsUse: true,
    ours: ['ses', 'ofd'],
  }),
  'seal-maker': row({ identity: { unknown: 'maker-untrusted' } }),
  'seal-maker-certificate': row({ identity: { failed: 'invalid', unknown: 'untrusted' } }),
  // GB/T 38540-2020, 6.3 c.
  'seal-maker-revocation': row({
    breaks: 'standing',
    identity: { failed: 'invalid', unknown: 'unknown' },
    forbidsUse: true,
  }),
  'seal-certificate-list': row({
    breaks: 'integrity',
    identity: { failed: 'invalid', unknown: 'unknown' },
    forbidsUse: true,
    ours: ['ses', 'ofd'],
  }),
  'seal-validity': row({ identity: { failed: 'expired', unknown: 'unknown' }, forbidsUse: true }),
  // Whoever made the seal answers for the name; that it is another than the signer's is told.
  'seal-name': row(),
  'seal-picture': row({ identity: { failed: 'unknown', unknown: 'unknown' } }),
  timestamp: row(),
  trial: row(),
} as const satisfies Record<string, FindingRow>;

export type FindingCode = keyof typeof rows;
export const findingTable: Readonly<Record<FindingCode, FindingRow>> = rows;
export const findingCodes = Object.keys(rows) as [FindingCode, ...FindingCode[]];

/** Whether this check is open as long as the person has not said whom to trust. */
export function isMatterOfTrust(code: FindingCode): boolean {
  const doubt = findingTable[code].identity.unknown;
  return doubt === 'maker-untrusted' || doubt === 'untrusted';
}
