import { Collapse, Switch } from 'antd';
import { useEffect, useState } from 'react';
import type { CertificateInfo } from '../../src-main/contract/index.ts';
import { formatDay } from '../../src-main/words/index.ts';
import { useApp } from '../app-state.tsx';
import { useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useSpeech } from '../words/index.ts';

/** Whether the roots of the operating system count as well, and which those are. */
export function SystemTrust() {
  const bridge = useBridge();
  const { settings, updateSettings } = useApp();
  const { language, words } = useSpeech();
  const [certificates, setCertificates] = useState<CertificateInfo[] | null>(null);
  const [error, setError] = useState<unknown>(null);
  const text = words.settings;
  const { systemTrusted } = settings;

  useEffect(() => {
    if (systemTrusted) bridge.call('trust.listSystem', null).then(setCertificates, setError);
    else setCertificates(null);
  }, [bridge, systemTrusted]);

  const update = (wanted: boolean) => {
    setError(null);
    updateSettings({ systemTrusted: wanted }).catch(setError);
  };

  return (
    <>
      <label className="setting" htmlFor="system-trusted">
        <span>{text.systemTrusted}</span>
        <Switch
          id="system-trusted"
          checked={systemTrusted}
          style={{ justifySelf: 'start' }}
          data-testid="system-trusted"
          onChange={update}
        />
      </label>
      <p className="quiet">{text.systemTrustedText}</p>
      {error !== null && <ErrorPanel error={error} />}
      {certificates?.length === 0 && <p>{text.noSystemTrust}</p>}
      {certificates !== null && certificates.length > 0 && (
        <Collapse
          data-testid="system-roots"
          items={[
            {
              key: 'roots',
              label: text.systemTrustCount(certificates.length),
              children: (
                <ul className="system-roots">
                  {certificates.map(({ fingerprint, subject, notAfter }) => (
                    <li key={fingerprint}>
                      {subject.display}{' '}
                      <span className="quiet">{words.common.validUntil(formatDay(notAfter, language))}</span>
                    </li>
                  ))}
                </ul>
              ),
            },
          ]}
        />
      )}
    </>
  );
}
