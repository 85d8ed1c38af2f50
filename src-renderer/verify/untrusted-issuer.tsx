import { Alert, Button } from 'antd';
import { useState } from 'react';
import type { SignatureReport } from '../../src-main/contract/index.ts';
import { describeFinding } from '../../src-main/words/index.ts';
import { useBridge } from '../bridge.ts';
import { Digest } from '../parts/digest.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Facts } from '../parts/facts.tsx';
import { useModal } from '../shown/use-modal.ts';
import { useSpeech } from '../words/index.ts';

/** Who is said to have issued the certificate where nobody here trusts him, and the way to. Nothing where the issuer is trusted. */
export function UntrustedIssuer({ signature, onTrusted }: { signature: SignatureReport; onTrusted: () => void }) {
  const bridge = useBridge();
  const modal = useModal();
  const { language, words } = useSpeech();
  const [error, setError] = useState<unknown>(null);
  const text = words.verify.trustIssuer;
  const { untrustedTop, findings, kind } = signature;
  const onlyTimestamps = kind === 'timestamp';
  const finding = findings.find(({ code, state }) => code === 'chain' && state === 'unknown');
  if (untrustedTop === null || finding === undefined) return null;
  const { certificate, isRoot } = untrustedTop;
  const { fingerprint, pem } = certificate;

  const trust = async () => {
    setError(null);
    try {
      await bridge.call('trust.addIssuer', { pem, fingerprint, onlyTimestamps });
      onTrusted();
    } catch (thrown) {
      setError(thrown);
    }
  };
  const ask = () =>
    modal.confirm({
      title: text.title,
      width: 560,
      content: (
        <div data-testid="trust-issuer-question">
          <p>{onlyTimestamps ? text.timestampText : text.text}</p>
          <Facts
            facts={[
              { label: text.subject, value: certificate.subject.text },
              { label: text.fingerprint, value: <Digest value={fingerprint} /> },
            ]}
          />
        </div>
      ),
      okText: text.ok,
      autoFocusButton: 'cancel',
      cancelText: words.common.cancel,
      onOk: trust,
    });
  return (
    <>
      <Alert
        type="info"
        data-testid="untrusted-issuer"
        title={describeFinding(finding, language)}
        description={
          isRoot ? (
            <Button size="small" onClick={ask} data-testid="trust-issuer">
              {text.button}
            </Button>
          ) : (
            text.notRoot
          )
        }
      />
      {error !== null && <ErrorPanel error={error} reader="checking" />}
    </>
  );
}
