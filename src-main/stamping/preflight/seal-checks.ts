import { expiresSoon, nameDiffers, type RaisedWarning } from '../../contract/index.ts';
import type { CheckedSeal } from './checked-stamp.ts';

const dayMs = 86_400_000;

/** What is to be said of a seal by itself: its certificate, its own validity, its name, its token. */
export function checkSeal({ seal, certificate, token }: CheckedSeal, now: Date): RaisedWarning[] {
  const found: RaisedWarning[] = [];
  if (expiresSoon(certificate.daysLeft)) {
    found.push({ code: 'certificate-expires-soon', values: { seal: seal.name, days: certificate.daysLeft } });
  }
  if (seal.standard) {
    const days = Math.floor((Date.parse(seal.standard.validUntil) - now.getTime()) / dayMs);
    // A seal mostly ends with its certificate, which is said already.
    if (expiresSoon(days) && days < certificate.daysLeft) {
      found.push({ code: 'seal-expires-soon', values: { seal: seal.name, days } });
    }
  }
  if (seal.trial) found.push({ code: 'trial-seal', values: { seal: seal.name } });
  const { naming } = seal;
  if (naming && nameDiffers(naming)) {
    const values = { seal: seal.name, name: naming.onSeal, owner: naming.inCertificate };
    found.push({ code: 'seal-name-differs', values });
  }
  if (token.pinState === 'low') found.push({ code: 'pin-low', values: { token: token.label } });
  if (token.pinState === 'final-try') found.push({ code: 'pin-final-try', values: { token: token.label } });
  return found;
}
