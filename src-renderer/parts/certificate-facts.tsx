import { Button } from 'antd';
import { useState } from 'react';
import type { CertificateInfo } from '../../src-main/contract/index.ts';
import { formatDay } from '../../src-main/words/index.ts';
import { useSpeech } from '../words/index.ts';
import { CertificateText } from './certificate-text.tsx';
import { Digest } from './digest.tsx';
import { Facts } from './facts.tsx';

/** A certificate as people and experts read it, and its full text when asked for. */
export function CertificateFacts({ certificate }: { certificate: CertificateInfo }) {
  const { language, words } = useSpeech();
  const text = words.certificate;
  const [isPrinted, setPrinted] = useState(false);
  return (
    <>
      <Facts
        facts={[
          { label: text.subject, value: certificate.subject.text },
          { label: text.issuer, value: certificate.issuer.text },
          {
            label: text.validity,
            value: `${formatDay(certificate.notBefore, language)} – ${formatDay(certificate.notAfter, language)}`,
          },
          { label: text.algorithm, value: certificate.keyAlgorithm },
          certificate.keyUsage.length === 0 ? null : { label: text.usage, value: certificate.keyUsage.join(', ') },
          { label: text.serial, value: <Digest value={certificate.serialNumber} /> },
          { label: text.fingerprint, value: <Digest value={certificate.fingerprint} /> },
        ]}
      />
      <Button
        size="small"
        className="certificate-text-open"
        onClick={() => setPrinted(true)}
        data-testid="certificate-text-open"
      >
        {text.fullText}
      </Button>
      {isPrinted && <CertificateText certificate={certificate} onClose={() => setPrinted(false)} />}
    </>
  );
}
