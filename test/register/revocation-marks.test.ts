import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Token, TokenCertificate } from '../../src-main/contract/index.ts';
import { createRevocationMarks } from '../../src-main/register/revoked-certificates.ts';
import { describeCertificate } from '../../src-main/x509/index.ts';
import { authorityExtensions, type Holder, OpensslAuthority } from '../signature/openssl-authority.ts';
import { makeCrl } from '../signature/openssl-responders.ts';

const openssl = new OpensslAuthority();
let root: Holder;
let middle: Holder;
let seal: Holder;
let other: Holder;
beforeAll(() => {
  root = openssl.issue({ subject: '/CN=根', extensions: authorityExtensions });
  middle = openssl.issue({ subject: '/CN=中级', issuer: root, extensions: authorityExtensions });
  seal = openssl.issue({ subject: '/CN=公章', issuer: middle });
  other = openssl.issue({ subject: '/CN=财务章', issuer: middle });
});
afterAll(() => openssl.remove());

const onToken = ({ certificate }: Holder, problem: TokenCertificate['problem'] = null): TokenCertificate => ({
  ...describeCertificate(certificate),
  ...{ label: '', keyId: '01', problem, daysLeft: 100 },
});

const tokenWith = (...certificates: TokenCertificate[]): Token => ({
  ...{
    id: 'token',
    ways: [],
    driverId: 'driver',
    driverName: '',
    slotId: 0,
    serial: '1',
    label: '',
    manufacturer: '',
    model: '',
  },
  ...{ pinState: 'ok', pinMinLength: 4, pinMaxLength: 8, pinPad: false, writeProtected: false, trial: false },
  ...{ mechanisms: [], certificates },
});

const fingerprintOf = ({ certificate }: Holder) => describeCertificate(certificate).fingerprint;

interface Desk {
  crls: Uint8Array[];
  trusted: Holder[];
  timesRead: number;
}

function openDesk(crls: Uint8Array[], trusted: Holder[] = []) {
  const desk: Desk = { crls, trusted, timesRead: 0 };
  let plugged: readonly string[] = [];
  const isPlugged = (holder: Holder) => plugged.includes(fingerprintOf(holder));
  const mark = createRevocationMarks({
    certificatesOf: () =>
      new Map([seal, other, middle].filter(isPlugged).map((one) => [fingerprintOf(one), one.certificate])),
    crlFingerprints: () => desk.crls.map((crl) => createHash('sha256').update(crl).digest('hex')),
    crls: () => {
      desk.timesRead += 1;
      return desk.crls;
    },
    trustAnchors: () => desk.trusted.map(({ certificate }) => certificate),
  });
  const problems = (...certificates: TokenCertificate[]) => {
    plugged = certificates.map(({ fingerprint }) => fingerprint);
    return mark([tokenWith(...certificates)]).flatMap((token) => token.certificates.map(({ problem }) => problem));
  };
  return { desk, problems };
}

const listOf = (issuer: Holder, ...revoked: Holder[]) =>
  makeCrl(openssl, {
    issuer,
    booked: revoked.map((holder) => ({ holder, revokedAt: new Date(Date.now() - 86_400_000) })),
  });

describe('a certificate on a UKey is refused as revoked', () => {
  test('when its issuer, whose certificate is on the UKey alone, says so', () => {
    const { problems } = openDesk([listOf(middle, seal)]);
    expect(problems(onToken(seal), onToken(other), onToken(middle))).toEqual(['revoked', null, null]);
  });

  test('when its issuer, whose certificate the person trusts, says so', () => {
    const { problems } = openDesk([listOf(middle, seal)], [middle]);
    expect(problems(onToken(seal), onToken(other))).toEqual(['revoked', null]);
  });

  test('when its issuer was revoked itself', () => {
    const { problems } = openDesk([listOf(root, middle)], [root]);
    expect(problems(onToken(seal), onToken(middle, 'ca-certificate'))).toEqual(['revoked', 'ca-certificate']);
  });
});

describe('a certificate on a UKey is not refused', () => {
  test('by a list of which nobody can tell whether it is its issuer’s', () => {
    const { problems } = openDesk([listOf(middle, seal)]);
    expect(problems(onToken(seal))).toEqual([null]);
  });

  test('by a list that revokes it from tomorrow on', () => {
    const crl = makeCrl(openssl, {
      issuer: middle,
      booked: [{ holder: seal, revokedAt: new Date(Date.now() + 86_400_000) }],
    });
    expect(openDesk([crl], [middle]).problems(onToken(seal))).toEqual([null]);
  });

  test('without a list, and then nothing is read', () => {
    const { desk, problems } = openDesk([], [middle]);
    expect(problems(onToken(seal))).toEqual([null]);
    expect(desk.timesRead).toBe(0);
  });
});

test('what was found is kept until the lists, the trust or the UKey change', () => {
  const { desk, problems } = openDesk([listOf(middle, other)]);
  expect(problems(onToken(seal))).toEqual([null]);
  expect(problems(onToken(seal))).toEqual([null]);
  expect(desk.timesRead).toBe(1);
  desk.crls = [listOf(middle, seal)];
  expect(problems(onToken(seal))).toEqual([null]);
  expect(problems(onToken(seal), onToken(middle))).toEqual(['revoked', null]);
  expect(problems(onToken(seal))).toEqual([null]);
  desk.trusted = [middle];
  expect(problems(onToken(seal))).toEqual(['revoked']);
  desk.crls = [];
  expect(problems(onToken(seal))).toEqual([null]);
});

test('a certificate that has another problem keeps it', () => {
  const { problems } = openDesk([listOf(middle, seal)], [middle]);
  expect(problems(onToken(seal, 'expired'))).toEqual(['expired']);
});
