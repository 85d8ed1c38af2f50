import { Button } from 'antd';
import { type ChangeEvent, useEffect, useRef, useState } from 'react';
import type { ImportedCrl, TrustedCertificate } from '../../src-main/contract/index.ts';
import { useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useSpeech } from '../words/index.ts';
import { RevocationLists } from './revocation-lists.tsx';
import { SystemTrust } from './system-trust.tsx';
import { TrustedList } from './trusted-list.tsx';

/** The roots under which signatures count as trusted. */
export function Trust() {
  const bridge = useBridge();
  const { words } = useSpeech();
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
  const remove = async (fingerprint: string) => {
    try {
      setTrusted(await bridge.call('trust.remove', { fingerprint }));
    } catch (thrown) {
      setError(thrown);
    }
  };

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
        <TrustedList
          certificates={trusted}
          removeTitle={text.removeTrustTitle}
          removeText={text.removeTrustText}
          onRemove={remove}
          onExport={save}
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
