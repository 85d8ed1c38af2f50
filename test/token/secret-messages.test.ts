import { serialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { createSecretReceiver, sealSecrets } from '../../src-main/token/host/secret-messages.ts';

const pin = () => new TextEncoder().encode('846201');
const logIn = () => ({ operation: 'logIn', sessionId: 3, keyId: null, pin: pin(), signaturePin: null });

describe('a PIN on its way to the host of a driver', () => {
  it('is in no message between the processes, and arrives', () => {
    const host = createSecretReceiver();
    const request = logIn();
    const sealed = sealSecrets(request, host.publicKey);
    expect(serialize(sealed).includes('846201')).toBe(false);
    expect(serialize(request).includes('846201')).toBe(true);
    const { pin: arrived, ...others } = host.open(sealed) as ReturnType<typeof logIn>;
    expect({ ...others, pin: new Uint8Array(arrived) }).toEqual(logIn());
  });

  it('is for one host alone, and as it was sent', () => {
    const [host, other] = [createSecretReceiver(), createSecretReceiver()];
    expect(() => other.open(sealSecrets(logIn(), host.publicKey))).toThrow();
    const altered = sealSecrets(logIn(), host.publicKey) as { pin: { data: Uint8Array } };
    altered.pin.data[0] = (altered.pin.data[0] ?? 0) ^ 1;
    expect(() => host.open(altered)).toThrow();
  });

  it('changes nothing of a request without one', () => {
    const scan = { operation: 'scan' };
    expect(sealSecrets(scan, createSecretReceiver().publicKey)).toBe(scan);
  });

  it('is sealed anew each time', () => {
    const host = createSecretReceiver();
    const [one, two] = [0, 1].map(() => serialize(sealSecrets(logIn(), host.publicKey)).toString('hex'));
    expect(one).not.toBe(two);
  });
});
