import { Button, Collapse, Tag } from 'antd';
import type { TrustedCertificate } from '../../src-main/contract/index.ts';
import { formatDay } from '../../src-main/words/index.ts';
import { CertificateFacts } from '../parts/certificate-facts.tsx';
import { useModal } from '../shown/use-modal.ts';
import { useSpeech } from '../words/index.ts';

/** Certificates that the person trusts, each with its facts; removing one asks first. */
export function TrustedList({
  certificates,
  removeTitle,
  removeText,
  onRemove,
  onExport,
}: {
  certificates: readonly TrustedCertificate[];
  removeTitle: (name: string) => string;
  removeText: string;
  onRemove(fingerprint: string): Promise<void>;
  onExport?(fingerprint: string): Promise<void>;
}) {
  const { language, words } = useSpeech();
  const modal = useModal();
  const remove = ({ subject, fingerprint }: TrustedCertificate) =>
    modal.confirm({
      title: removeTitle(subject.display),
      content: removeText,
      okText: words.common.remove,
      okButtonProps: { danger: true },
      cancelText: words.common.cancel,
      onOk: () => onRemove(fingerprint),
    });
  return (
    <Collapse
      items={certificates.map((certificate) => ({
        key: certificate.fingerprint,
        label: (
          <>
            {certificate.subject.display} {certificate.trial && <Tag className="trial-tag">{words.common.trial}</Tag>}
            {certificate.onlyTimestamps && <Tag>{words.settings.onlyTimestamps}</Tag>}
            <span className="sub-line">
              {words.common.validUntil(formatDay(certificate.notAfter, language))} ·{' '}
              {words.settings.addedAt(formatDay(certificate.addedAt, language))}
            </span>
          </>
        ),
        children: (
          <>
            <CertificateFacts certificate={certificate} />
            <span className="row-buttons">
              {onExport && (
                <Button size="small" onClick={() => onExport(certificate.fingerprint)}>
                  {words.longTerm.export}
                </Button>
              )}
              <Button size="small" danger onClick={() => remove(certificate)}>
                {words.common.remove}
              </Button>
            </span>
          </>
        ),
      }))}
    />
  );
}
