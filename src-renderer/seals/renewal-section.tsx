import { Alert, Button } from 'antd';
import { useState } from 'react';
import {
  findBoundCertificate,
  isSameOwner,
  registerStateOf,
  type SealWithState,
} from '../../src-main/contract/index.ts';
import { formatDay, formatTime, serialTail } from '../../src-main/words/index.ts';
import { useApp } from '../app-state.tsx';
import { useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useSpeech } from '../words/index.ts';

/** 续期: the certificates that may follow the one of the seal, and those that came before. */
export function RenewalSection({ seal }: { seal: SealWithState }) {
  const bridge = useBridge();
  const { tokens } = useApp();
  const { language, words } = useSpeech();
  const text = words.sealKeeping.renewal;
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { binding, companion, earlierBindings } = seal;

  const found = findBoundCertificate(tokens, binding);
  const bound = found.missing === null ? found.certificate : null;
  const taken = [binding.certificateFingerprint, companion?.certificateFingerprint];
  const choices = tokens.flatMap((token) =>
    token.certificates
      .filter(
        ({ problem, fingerprint, trial }) => problem === null && !taken.includes(fingerprint) && trial === seal.trial,
      )
      .filter(({ notAfter }) => Date.parse(notAfter) > Date.parse(binding.notAfter))
      .filter((certificate) => isSameOwner(binding, bound, certificate))
      .map((certificate) => ({ token, certificate })),
  );
  const isWanted = found.missing !== null || found.certificate.problem !== null || seal.state === 'expiring';

  const renew = async (tokenId: string, certificateFingerprint: string) => {
    setError(null);
    setWorking(true);
    try {
      await bridge.call('seals.renew', { id: seal.id, binding: { tokenId, certificateFingerprint } });
    } catch (thrown) {
      setError(thrown);
    } finally {
      setWorking(false);
    }
  };

  const canRenew = registerStateOf(seal) !== 'revoked' && choices.length > 0;
  if (!canRenew && earlierBindings.length === 0 && !seal.standardOutdated) return null;
  return (
    <section className="stack" data-testid="seal-renewal">
      <h3>{text.heading}</h3>
      {seal.standardOutdated && <Alert type="warning" showIcon title={text.remake} />}
      {canRenew && (
        <>
          <p className={isWanted ? undefined : 'quiet'}>{text.text}</p>
          {choices.map(({ token, certificate }) => (
            <div key={`${token.id} ${certificate.fingerprint}`} className="button-row">
              <span>
                {certificate.subject.display} · {serialTail(token.serial)} ·{' '}
                {text.until(formatDay(certificate.notAfter, language))}
              </span>
              <Button
                disabled={working}
                onClick={() => renew(token.id, certificate.fingerprint)}
                data-testid="renew-seal"
              >
                {text.action}
              </Button>
            </div>
          ))}
        </>
      )}
      {earlierBindings.length > 0 && (
        <ol className="register">
          {earlierBindings.toReversed().map((earlier) => (
            <li key={earlier.replacedAt}>
              <strong>{earlier.ownerName}</strong>
              <span className="figures">{text.until(formatDay(earlier.notAfter, language))}</span>
              <span>{text.replaced(formatTime(earlier.replacedAt, language), earlier.replacedBy)}</span>
              <span className="register-reason figures">{earlier.certificateFingerprint.slice(0, 16)}</span>
            </li>
          ))}
        </ol>
      )}
      {error !== null && <ErrorPanel error={error} />}
    </section>
  );
}
