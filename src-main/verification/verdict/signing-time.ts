import type { Finding } from '../../contract/index.ts';
import { finding } from '../../x509/index.ts';

/** A clock that runs ahead by less than this is no sign of a false time. */
const clockToleranceMs = 10 * 60_000;

/** What is known of when a signature was made: what a timestamp proves, or else what the signer says. */
export function signingTimeFinding(claimed: Date | null, proven: Date | null, now: Date): Finding {
  if (proven) {
    const time = proven.toISOString();
    // The signature cannot be younger than what was timestamped.
    return claimed && claimed.getTime() > proven.getTime() + clockToleranceMs
      ? finding('signing-time', 'warning', 'signing-time/claimed-after-timestamp', { time })
      : finding('signing-time', 'passed', 'signing-time/proven-by-timestamp', { time });
  }
  if (!claimed) return finding('signing-time', 'warning', 'signing-time/absent');
  if (claimed.getTime() > now.getTime() + clockToleranceMs) {
    return finding('signing-time', 'unknown', 'signing-time/in-the-future', { time: claimed.toISOString() });
  }
  return finding('signing-time', 'passed', 'signing-time/claimed-by-signer', { time: claimed.toISOString() });
}
