import { useState } from 'react';
import type { ImportedCrl, TrustedCertificate } from '../../src-main/contract/index.ts';
import { useBridge } from '../bridge.ts';
import { useSpeech } from '../words/index.ts';
import { RevocationLists } from './revocation-lists.tsx';
import { SystemTrust } from './system-trust.tsx';
import { TrustedSection } from './trusted-section.tsx';

/** The roots under which signatures count as trusted. */
export function Trust() {
  const bridge = useBridge();
  const { words } = useSpeech();
  const [trusted, setTrusted] = useState<TrustedCertificate[]>([]);
  const [crls, setCrls] = useState<ImportedCrl[]>([]);
  return (
    <TrustedSection
      name="trust"
      testId="trust"
      words={words.settings.trust}
      certificates={trusted}
      extensions=".cer,.crt,.pem,.der,.p7b,.crl"
      onLoad={async () => {
        setTrusted(await bridge.call('trust.list', null));
        setCrls(await bridge.call('trust.listCrls', null));
      }}
      onAdd={async (content) => {
        const imported = await bridge.call('trust.import', { content });
        setTrusted(imported.certificates);
        setCrls(imported.crls);
      }}
      onRemove={async (fingerprint) => setTrusted(await bridge.call('trust.remove', { fingerprint }))}
      after={<SystemTrust />}
    >
      {(attempt, save) => (
        <RevocationLists
          crls={crls}
          onRemove={(fingerprint) =>
            attempt(async () => setCrls(await bridge.call('trust.removeCrl', { fingerprint })))
          }
          onExport={save}
        />
      )}
    </TrustedSection>
  );
}
