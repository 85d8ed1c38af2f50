import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { avoidsRevoked, type CertificateRevocation } from '../../../src-main/signature/index.ts';
import { authorityExtensions, type Holder, OpensslAuthority } from '../openssl-authority.ts';

const openssl = new OpensslAuthority();
let root: Holder;
let otherRoot: Holder;
/** One authority with one key, certified by both roots, and a second by the other root alone. */
let middle: Holder;
let sameKey: Holder;
let otherKey: Holder;
let signer: Holder;
beforeAll(() => {
  [root, otherRoot] = ['甲根', '乙根'].map((name) =>
    openssl.issue({ subject: `/CN=${name}`, extensions: authorityExtensions }),
  ) as [Holder, Holder];
  const cross = { subject: '/CN=中级', keyPath: openssl.makeKey('P-256'), extensions: authorityExtensions };
  middle = openssl.issue({ ...cross, issuer: root });
  sameKey = openssl.issue({ ...cross, issuer: otherRoot });
  otherKey = openssl.issue({ subject: '/CN=中级', issuer: otherRoot, extensions: authorityExtensions });
  signer = openssl.issue({ subject: '/CN=公章', issuer: middle });
});
afterAll(() => openssl.remove());

const evidence = { kind: 'crl', digest: '', thisUpdate: new Date(), nextUpdate: null, responder: null } as const;
const revoked = (
  certificate: Uint8Array,
  reason: 'superseded' | 'keyCompromise' | 'cACompromise' | 'aACompromise' | 'unspecified',
  state: 'revoked-before' | 'revoked-after' = 'revoked-before',
): CertificateRevocation => ({ certificate, state, revokedAt: new Date(), reason, evidence });
const pathBy = (...authorities: Holder[]) => [signer, ...authorities].map(({ certificate }) => certificate);

describe('where an authority was revoked, another way up', () => {
  it('may stand in that has another certificate of the same key', () => {
    const states = [revoked(middle.certificate, 'superseded')];
    expect(avoidsRevoked(pathBy(sameKey, otherRoot), states)).toBe(true);
    expect(avoidsRevoked(pathBy(sameKey, otherRoot), [revoked(middle.certificate, 'unspecified')])).toBe(true);
  });

  it.each(['keyCompromise', 'cACompromise', 'aACompromise'] as const)(
    'may not have its key when it was revoked for %s, and may have another',
    (reason) => {
      for (const state of ['revoked-before', 'revoked-after'] as const) {
        const states = [revoked(middle.certificate, reason, state)];
        expect(avoidsRevoked(pathBy(sameKey, otherRoot), states)).toBe(false);
        expect(avoidsRevoked(pathBy(otherKey, otherRoot), states)).toBe(true);
      }
    },
  );

  it('may not go through the same certificate', () => {
    expect(avoidsRevoked(pathBy(middle, root), [revoked(middle.certificate, 'superseded')])).toBe(false);
    expect(avoidsRevoked(pathBy(middle, root), [revoked(middle.certificate, 'superseded', 'revoked-after')])).toBe(
      false,
    );
  });

  it('does not help whose own certificate was revoked', () => {
    expect(avoidsRevoked(pathBy(otherKey, otherRoot), [revoked(signer.certificate, 'superseded')])).toBe(false);
  });

  it('does not help where what was revoked cannot be read', () => {
    expect(avoidsRevoked(pathBy(otherKey, otherRoot), [revoked(Uint8Array.of(1), 'superseded')])).toBe(false);
  });

  it('may stand in for one of which nothing is known', () => {
    const states: CertificateRevocation[] = [
      { certificate: signer.certificate, state: 'good', evidence },
      { certificate: middle.certificate, state: 'unknown', reason: 'crl/outdated' },
    ];
    expect(avoidsRevoked(pathBy(middle, root), states)).toBe(true);
  });
});
