import { Button, Collapse, Tag } from 'antd';
import { type ChangeEvent, useEffect, useRef, useState } from 'react';
import type { ImportedCrl, TrustedCertificate } from '../../src-main/contract/index.ts';
import { useBridge } from '../bridge.ts';
import { formatDay } from '../format/dates.ts';
import { CertificateFacts } from '../parts/certificate-facts.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useModal } from '../shown/use-modal.ts';
import { useSpeech } from '../words/index.ts';
import { RevocationLists } from './revocation-lists.tsx';
import { SystemTrust } from './system-trust.tsx';

/** The roots under which signatures count as trusted. */
export function Trust() {
  const bridge = useBridge();
  const { language, words } = useSpeech();
  const modal = useModal();
  const [trusted, setTrusted] = useState<TrustedCertificate[]>([]);
  const [crls, setCrls] = useState<ImportedCrl[]>([]);
  const [error, setError] = useState<unknown>(null);
  const picker = useRef<HTMLInputElement>(null);
  const text = words.settings;

  useEffect(() => {
    bridge.call('trust.list', null).then(setTrusted, setError);
    bridge.call('trust.listCrls', null).then(setCrls, setError);
  }, [bridge]);

  const add = async (event: ChangeEvent<HTMLInputElement>) => {
    const files = [...(event.target.files ?? [])];
    event.target.value = '';
    setError(null);
    try {
      for (const file of files) {
        const content = new Uint8Array(await file.arrayBuffer());
        const imported = await bridge.call('trust.import', { content });
        setTrusted(imported.certificates);
        setCrls(imported.crls);
      }
    } catch (thrown) {
      setError(thrown);
    }
  };
  const remove = (certificate: TrustedCertificate) =>
    modal.confirm({
      title: text.removeTrustTitle(certificate.subject.display),
      content: text.removeTrustText,
      okText: words.common.remove,
      okButtonProps: { danger: true },
      cancelText: words.common.cancel,
      async onOk() {
        try {
          setTrusted(await bridge.call('trust.remove', { fingerprint: certificate.fingerprint }));
        } catch (thrown) {
          setError(thrown);
        }
      },
    });

  const removeCrl = async (fingerprint: string) => {
    try {
      setCrls(await bridge.call('trust.removeCrl', { fingerprint }));
    } catch (thrown) {
      setError(thrown);
    }
  };
  const save = async (fingerprint: string) => {
    setError(null);
    try {
      const { fileName, content } = await bridge.call('trust.export', { fingerprint });
      await bridge.saveFile(fileName, content, 'application/octet-stream');
    } catch (thrown) {
      setError(thrown);
    }
  };

  return (
    <section aria-label={text.trust} data-testid="trust">
      <h2>{text.trust}</h2>
      <p className="quiet">{text.trustText}</p>
      {trusted.length === 0 && <p>{text.noTrust}</p>}
      {trusted.length > 0 && (
        <Collapse
          items={trusted.map((certificate) => ({
            key: certificate.fingerprint,
            label: (
              <>
                {certificate.subject.display}{' '}
                {certificate.trial && <Tag className="trial-tag">{words.common.trial}</Tag>}
                <span className="sub-line">
                  {words.common.validUntil(formatDay(certificate.notAfter, language))} ·{' '}
                  {text.addedAt(formatDay(certificate.addedAt, language))}
                </span>
              </>
            ),
            children: (
              <>
                <CertificateFacts certificate={certificate} />
                <span className="row-buttons">
                  <Button size="small" onClick={() => save(certificate.fingerprint)}>
                    {words.longTerm.export}
                  </Button>
                  <Button size="small" danger onClick={() => remove(certificate)}>
                    {words.common.remove}
                  </Button>
                </span>
              </>
            ),
          }))}
        />
      )}
      <RevocationLists crls={crls} onRemove={removeCrl} onExport={save} />
      {error !== null && <ErrorPanel error={error} />}
      <div className="add-row">
        <input
          ref={picker}
          type="file"
          hidden
          multiple
          accept=".cer,.crt,.pem,.der,.p7b,.crl"
          data-testid="trust-file"
          onChange={add}
        />
        <Button onClick={() => picker.current?.click()} data-testid="add-trust">
          {text.addTrust}
        </Button>
      </div>
      <SystemTrust />
    </section>
  );
}
