import { Spin } from 'antd';
import { useEffect, useState } from 'react';
import type { CertificateInfo } from '../../src-main/contract/index.ts';
import { useBridge } from '../bridge.ts';
import { useSpeech } from '../words/index.ts';
import { CopyButton } from './copy-button.tsx';
import { Dialog } from './dialog.tsx';
import { ErrorPanel } from './error-panel.tsx';

/** Everything that stands in a certificate, for people who compare it with what its issuer printed. */
export function CertificateText({
  certificate: { pem, subject },
  onClose,
}: {
  certificate: CertificateInfo;
  onClose: () => void;
}) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const [text, setText] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    let current = true;
    bridge.call('certificates.print', { pem }).then(
      (printed) => current && setText(printed.text),
      (thrown: unknown) => current && setError(thrown),
    );
    return () => {
      current = false;
    };
  }, [bridge, pem]);
  return (
    <Dialog
      width={760}
      title={words.certificate.fullTextOf(subject.display)}
      onCancel={onClose}
      footer={text !== null && <CopyButton text={() => text} label={words.certificate.copyText} showLabel />}
    >
      {error !== null && <ErrorPanel error={error} />}
      {error === null && text === null && <Spin />}
      {text !== null && (
        // Reached by the Tab key, so that the arrow keys scroll it.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls
        <pre className="certificate-text" tabIndex={0} data-testid="certificate-text">
          {text}
        </pre>
      )}
    </Dialog>
  );
}
