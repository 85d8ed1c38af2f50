import { describe, expect, it } from 'vitest';
import type { CertificateProblem, Token, TokenCertificate } from '../../src-main/contract/index.ts';
import { requirePresent, requireUsable } from '../../src-main/token/index.ts';

const name = { display: '测试有限公司', text: 'CN=测试有限公司' };
const certificate = (fingerprint: string, problem: CertificateProblem | null = null): TokenCertificate => ({
  ...{ fingerprint, serialNumber: '01', subject: name, issuer: name, keyAlgorithm: 'SM2', keyUsage: [], trial: false },
  ...{ notBefore: '2026-01-01T00:00:00Z', notAfter: '2027-01-01T00:00:00Z', pem: '' },
  ...{ label: '', keyId: problem ?? 'usable', problem, daysLeft: 100 },
});
const token = (id: string, serial: string, ...certificates: TokenCertificate[]): Token => ({
  ...{ id, serial, ways: [], driverId: 'd', driverName: '', slotId: 0, label: '', manufacturer: '', model: '' },
  ...{ pinState: 'ok', pinMinLength: 4, pinMaxLength: 8, pinPad: false, writeProtected: false, trial: false },
  ...{ mechanisms: [], certificates },
});

const plugged = [
  token('first', '1', certificate('aa'), certificate('bb', 'expired')),
  token('second', '2', certificate('cc', 'no-private-key'), certificate('cc')),
  // Two UKeys of one serial number, as cheap ones have it.
  token('third', '3', certificate('dd', 'no-private-key')),
  token('fourth', '3', certificate('dd')),
];

describe('the certificate of a binding', () => {
  it.each([
    ['by serial number', { tokenSerial: '1', certificateFingerprint: 'aa' }, 'first'],
    ['on the token that is plugged in as this', { tokenId: 'first', certificateFingerprint: 'aa' }, 'first'],
    ['by the key of two that can sign', { tokenSerial: '2', certificateFingerprint: 'cc' }, 'second'],
    ['on the token of two that can sign', { tokenSerial: '3', certificateFingerprint: 'dd' }, 'fourth'],
  ])('is found %s', (_, choice, id) => {
    expect(requireUsable(plugged, choice)).toMatchObject({ token: { id }, certificate: { problem: null } });
  });

  it.each([
    ['its token is not there', { tokenSerial: '9', certificateFingerprint: 'aa' }, 'TOKEN_NOT_FOUND', { serial: '9' }],
    ['no token has this id', { tokenId: 'x', certificateFingerprint: 'aa' }, 'TOKEN_NOT_FOUND', { serial: 'x' }],
    ['its token has lost it', { tokenSerial: '1', certificateFingerprint: 'cc' }, 'CERTIFICATE_NOT_FOUND', {}],
    [
      'it may not sign',
      { tokenSerial: '1', certificateFingerprint: 'bb' },
      'CERTIFICATE_UNUSABLE',
      { reason: 'expired' },
    ],
    [
      'it may not sign on the token that was chosen',
      { tokenId: 'third', certificateFingerprint: 'dd' },
      'CERTIFICATE_UNUSABLE',
      { reason: 'no-private-key' },
    ],
  ])('is refused when %s', (_, choice, code, values) => {
    expect(() => requireUsable(plugged, choice)).toThrowError(expect.objectContaining({ code, values }));
  });

  it('may be asked for though it cannot sign', () => {
    const { certificate: found } = requirePresent(plugged, { tokenSerial: '1', certificateFingerprint: 'bb' });
    expect(found.problem).toBe('expired');
  });
});
