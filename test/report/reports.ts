/** Reports as verification gives them, for the layout of what no real file at hand has: twenty signatures, hostile names. */
import type { Finding, FolderRow, SignatureReport, VerificationReport } from '../../src-main/contract/index.ts';

export const program = { name: '钤印 Qianyin', version: '9.8.7' };
export const owner = '杭州示例科技有限公司';

type Certificate = NonNullable<SignatureReport['certificate']>;

export function certificateOf(name: string): Certificate {
  return {
    fingerprint: 'ab12'.repeat(16),
    serialNumber: '0123456789abcdef01',
    subject: { display: name, text: `CN=${name}, O=${name}, C=CN` },
    issuer: { display: '测试根证书', text: 'CN=测试根证书, O=测试认证机构, C=CN' },
    notBefore: '2026-01-01T00:00:00Z',
    notAfter: '2028-01-01T00:00:00Z',
    keyAlgorithm: 'SM2',
    keyUsage: ['digitalSignature'],
    trial: false,
    pem: '',
  };
}

export const findings: Finding[] = [
  { code: 'byte-range', state: 'passed', reason: 'byte-range/covers-all-but-contents', values: {} },
  { code: 'digest', state: 'passed', reason: 'digest/matches', values: {} },
  { code: 'signature-value', state: 'failed', reason: 'signature/invalid', values: {} },
  {
    code: 'certificate-validity',
    state: 'failed',
    reason: 'validity/expired',
    values: { subject: owner },
    evidence: `notAfter 2025-01-01T00:00:00Z ${'30820122300d0609'.repeat(12)}`,
  },
  {
    code: 'chain',
    state: 'unknown',
    reason: 'chain/untrusted-root',
    values: {
      issuer: 'CFCA ACS OCA31',
      organization: 'China Financial Certification Authority',
      top: 'CFCA ACS CA',
      fingerprint: 'ab'.repeat(32),
    },
  },
  { code: 'later-changes', state: 'warning', reason: 'later-changes/changed', values: {} },
  { code: 'certificate-usage', state: 'not-applicable', reason: 'usage/for-revocation-lists', values: {} },
];

export function signatureOf(change: Partial<SignatureReport> = {}): SignatureReport {
  return {
    kind: 'signature',
    fieldName: 'Seal_1',
    subFilter: 'ETSI.CAdES.detached',
    receipt: null,
    verdict: 'invalid',
    algorithm: 'SM2-SM3',
    byteRange: [0, 100, 200, 300],
    coversWholeFile: false,
    coveredUntil: 123_456,
    laterChanges: 'changed',
    changes: [
      {
        kind: 'page-content-changed',
        objectNumber: 4,
        page: 2,
        rect: null,
        part: null,
        fieldName: null,
        allowedBy: null,
        coversContent: true,
        evidence: null,
      },
    ],
    digest: '9f'.repeat(32),
    signingTime: '2026-11-24T07:04:05Z',
    signingTimeSource: 'signer-clock',
    timestamp: null,
    claimedTimestamp: null,
    signerName: owner,
    reason: '年度采购',
    location: '杭州',
    certificate: certificateOf(owner),
    chain: [],
    untrustedTop: null,
    seal: {
      sealNumber: '33010012345678',
      version: 5,
      name: '合同专用章',
      type: 1,
      makerName: '测试制章单位',
      createdAt: '2026-01-01T00:00:00Z',
      validFrom: '2026-01-01T00:00:00Z',
      validUntil: '2027-01-01T00:00:00Z',
      pictureType: 'png',
      widthMm: 40,
      heightMm: 40,
      sha256: 'aa'.repeat(32),
    },
    sealMaker: { chain: [certificateOf('测试制章单位')], chainTrusted: false },
    trusted: false,
    trial: false,
    furtherWidgets: [],
    widget: { page: 3, leftMm: 10, topMm: 20, widthMm: 40, heightMm: 40 },
    findings,
    ...change,
  };
}

export function reportOf(change: Partial<VerificationReport> = {}): VerificationReport {
  return {
    format: 'pdf',
    path: '/office/采购合同.pdf',
    name: '采购合同 #1,+版.pdf',
    sizeBytes: 1_234_567,
    sha256: '0123456789abcdef'.repeat(4),
    verifiedAt: '2026-11-24T08:00:00.000Z',
    verdict: 'invalid',
    trial: false,
    lines: { content: 'changed', afterwards: 'changed', identity: 'untrusted' },
    damage: null,
    pageCount: 12,
    signatures: [signatureOf()],
    unsignedSealPictures: { pictures: [], pagesNotSearched: 0, notSearchedBecause: [] },
    ...change,
  };
}

export function rowOf(change: Partial<Exclude<FolderRow, { outcome: 'unreadable' }>> = {}): FolderRow {
  return {
    format: 'pdf',
    path: '/office/合同.pdf',
    name: '合同.pdf',
    outcome: 'valid',
    sizeBytes: 1_234_567,
    sha256: '0123456789abcdef'.repeat(4),
    trial: false,
    lines: { content: 'unchanged', afterwards: 'none', identity: 'trusted' },
    pageCount: 12,
    signatureCount: 1,
    unsignedSealPictures: { pictures: [], pagesNotSearched: 0, notSearchedBecause: [] },
    signatures: [
      {
        signerName: owner,
        verdict: 'valid',
        algorithm: 'SM2-SM3',
        signingTime: '2026-11-24T07:04:05Z',
        signingTimeSource: 'signer-clock',
        trial: false,
        sealName: '合同专用章',
        certificateFingerprint: 'ab12'.repeat(16),
      },
    ],
    nextSteps: ['keep-file'],
    ...change,
  };
}
