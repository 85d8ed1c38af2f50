import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRevocationSource } from '../../src-main/longterm/revocation-source.ts';
import { describeCertificate } from '../../src-main/x509/index.ts';
import {
  authorityExtensions,
  type Holder,
  OpensslAuthority,
  signerExtensions,
} from '../signature/openssl-authority.ts';
import { makeCrl } from '../signature/openssl-responders.ts';

const openssl = new OpensslAuthority();
let root: Holder;
let signer: Holder;
const urls = ['http://crl.example.cn/stolen.crl', 'http://crl.example.cn/others.crl'] as const;

beforeAll(() => {
  root = openssl.issue({ subject: '/C=CN/CN=示例根', extensions: authorityExtensions });
  const points = urls.map((url) => `URI:${url}`).join(',');
  signer = openssl.issue({
    subject: '/CN=公章',
    issuer: root,
    extensions: [...signerExtensions, `crlDistributionPoints=${points}`],
  });
});
afterAll(() => openssl.remove());

/** What is learned when these addresses give these lists. */
async function fetchWith(lists: ReadonlyMap<string, Uint8Array>) {
  const source = createRevocationSource({
    requestOcsp: () => Promise.reject(new Error('no responder')),
    fetchCrl: async (url) => lists.get(url) ?? Promise.reject(new Error('no such list')),
  });
  return source.fetch([[signer.certificate, root.certificate]]);
}

const parted = (reasons: string) =>
  makeCrl(openssl, {
    issuer: root,
    extensions: ['issuingDistributionPoint = critical,@idp', '[idp]', `onlysomereasons = ${reasons}`],
  });
const stolen = () => parted('keyCompromise, CACompromise');
const others = () =>
  parted('affiliationChanged, superseded, cessationOfOperation, certificateHold, privilegeWithdrawn, AACompromise');

describe('lists that a CA parts by reasons', () => {
  it('are fetched until they cover every reason between them', async () => {
    const lists = [stolen(), others()];
    const fetched = await fetchWith(new Map(urls.map((url, index) => [url, lists[index] ?? new Uint8Array()])));
    expect(fetched.crls).toEqual(lists);
    expect(fetched.unanswered).toEqual({});
  });

  it('are no answer when one of them cannot be had', async () => {
    const fetched = await fetchWith(new Map([[urls[0], stolen()]]));
    expect(fetched.crls).toEqual([]);
    expect(Object.keys(fetched.unanswered)).toEqual([describeCertificate(signer.certificate).fingerprint]);
  });
});
