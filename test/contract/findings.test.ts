import { describe, expect, it } from 'vitest';
import { type FindingCode, findingCodes, findingTable, isMatterOfTrust } from '../../src-main/contract/index.ts';
import { finding } from '../../src-main/x509/index.ts';

type Row = (typeof findingTable)[FindingCode];
const codesWhere = (holds: (row: Row) => boolean) =>
  findingCodes.filter((code) => holds(findingTable[code])).toSorted();
const listed = (codes: readonly FindingCode[]) => codes.toSorted();

/** Written out once more: a row that is changed by mistake shows here. */
describe('what hangs on a check', () => {
  it('makes a signature invalid that is not what it was, or that nobody could make any more', () => {
    expect(codesWhere(({ breaks }) => breaks === 'integrity')).toEqual(
      listed([
        'byte-range',
        'digest',
        'references',
        'signature-value',
        'signing-certificate',
        'cms-structure',
        'ses-structure',
        'seal-structure',
        'seal-maker-signature',
        'seal-certificate-list',
      ]),
    );
    expect(codesWhere(({ breaks }) => breaks === 'standing')).toEqual(listed(['revocation', 'seal-maker-revocation']));
  });

  it('leaves the content open, and only another digest proves that it was changed', () => {
    expect(codesWhere(({ content }) => content === 'changed')).toEqual(listed(['digest', 'references']));
    expect(codesWhere(({ content }) => content === 'unknown')).toEqual(
      listed(['byte-range', 'signature-value', 'cms-structure', 'ses-structure']),
    );
  });

  it('is about what came later for one check alone', () => {
    expect(codesWhere(({ afterwards }) => afterwards)).toEqual(['later-changes']);
  });

  it.each<[says: Row['identity']['failed'], codes: readonly FindingCode[]]>([
    [
      'invalid',
      [
        'signing-certificate',
        'certificate-usage',
        'revocation',
        'seal-structure',
        'seal-maker-signature',
        'seal-maker-certificate',
        'seal-maker-revocation',
        'seal-certificate-list',
      ],
    ],
    ['expired', ['certificate-validity', 'seal-validity']],
    ['unknown', ['seal-picture']],
    ['untrusted', []],
    ['maker-untrusted', []],
  ])('says %s of certificate and seal when it failed', (says, codes) => {
    expect(codesWhere(({ identity }) => identity.failed === says)).toEqual(listed(codes));
  });

  it.each<[says: Row['identity']['unknown'], codes: readonly FindingCode[]]>([
    ['maker-untrusted', ['seal-maker']],
    ['untrusted', ['seal-maker-certificate']],
    [
      'unknown',
      [
        'signing-certificate',
        'revocation',
        'ses-structure',
        'seal-structure',
        'seal-maker-signature',
        'seal-maker-revocation',
        'seal-certificate-list',
        'seal-validity',
        'seal-picture',
      ],
    ],
    ['invalid', []],
    ['expired', []],
  ])('says %s of certificate and seal when nobody can tell', (says, codes) => {
    expect(codesWhere(({ identity }) => identity.unknown === says)).toEqual(listed(codes));
  });

  it('forbids to stamp with a seal that is damaged, over, revoked, or not for this certificate', () => {
    expect(codesWhere(({ forbidsUse }) => forbidsUse)).toEqual(
      listed([
        'seal-structure',
        'seal-maker-signature',
        'seal-maker-revocation',
        'seal-certificate-list',
        'seal-validity',
      ]),
    );
  });

  it('holds back a signature of ours that did not pass', () => {
    expect(codesWhere(({ ours }) => ours.includes('cms'))).toEqual(
      listed(['byte-range', 'digest', 'signature-value', 'signing-certificate']),
    );
    expect(codesWhere(({ ours }) => ours.includes('ses'))).toEqual(
      listed(['byte-range', 'digest', 'signature-value', 'seal-maker-signature', 'seal-certificate-list']),
    );
  });

  it('can be settled by trust for the maker of a seal and his certificate', () => {
    expect(findingCodes.filter(isMatterOfTrust).toSorted()).toEqual(listed(['seal-maker', 'seal-maker-certificate']));
  });
});

describe('a finding', () => {
  it('brings the values that the sentences of its reason name and no others: else it does not compile', () => {
    const made = [
      finding('chain', 'failed', 'chain/weak-key', { subject: 'CA', bits: 512 }),
      finding('chain', 'passed', 'chain/trusted'),
      // @ts-expect-error a value lacks
      finding('chain', 'failed', 'chain/weak-key', { subject: 'CA' }),
      // @ts-expect-error all of them lack
      finding('chain', 'failed', 'chain/weak-key'),
      // @ts-expect-error one too many
      finding('chain', 'failed', 'chain/not-a-ca', { subject: 'CA', bits: 512 }),
      // @ts-expect-error one where there are none
      finding('chain', 'passed', 'chain/trusted', { subject: 'CA' }),
      // @ts-expect-error no such reason
      finding('chain', 'failed', 'chain/broken'),
    ];
    expect(made).toHaveLength(7);
  });

  it('may have what programs ask for and no sentence names', () => {
    expect(finding('digest', 'failed', 'digest/differs', { algorithm: 'sha256' }).values).toEqual({
      algorithm: 'sha256',
    });
  });
});
