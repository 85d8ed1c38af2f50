import { Button } from 'antd';
import { type ChangeEvent, useEffect, useRef, useState } from 'react';
import type { TrustedCertificate } from '../../src-main/contract/index.ts';
import { useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useSpeech } from '../words/index.ts';
import { TrustedList } from './trusted-list.tsx';

/** Who is trusted to make seals (制章人), apart from who may sign. */
export function SealMakers() {
  const bridge = useBridge();
  const { words } = useSpeech();
  const [makers, setMakers] = useState<TrustedCertificate[]>([]);
  const [error, setError] = useState<unknown>(null);
  const picker = useRef<HTMLInputElement>(null);
  const text = words.sealKeeping.makers;

  useEffect(() => {
    bridge.call('trust.listMakers', null).then(setMakers, setError);
  }, [bridge]);

  const attempt = async (work: () => Promise<void>) => {
    setError(null);
    try {
      await work();
    } catch (thrown) {
      setError(thrown);
    }
  };
  const add = (event: ChangeEvent<HTMLInputElement>) => {
    const files = [...(event.target.files ?? [])];
    event.target.value = '';
    return attempt(async () => {
      for (const file of files) {
        const certificates = new Uint8Array(await file.arrayBuffer());
        setMakers(await bridge.call('trust.addMaker', { certificates }));
      }
    });
  };
  const remove = (fingerprint: string) =>
    attempt(async () => setMakers(await bridge.call('trust.removeMaker', { fingerprint })));
  const save = (fingerprint: string) =>
    attempt(async () => {
      const { fileName, content } = await bridge.call('trust.export', { fingerprint });
      await bridge.saveFile(fileName, content, 'application/octet-stream');
    });

  return (
    <section aria-label={text.heading} data-testid="seal-makers">
      <h2>{text.heading}</h2>
      <p className="quiet">{text.text}</p>
      {makers.length === 0 ? (
        <p>{text.none}</p>
      ) : (
        <TrustedList
          certificates={makers}
          removeTitle={text.removeTitle}
          removeText={text.removeText}
          onRemove={remove}
          onExport={save}
        />
      )}
      {error !== null && <ErrorPanel error={error} />}
      <div className="add-row">
        <input
          ref={picker}
          type="file"
          hidden
          multiple
          accept=".cer,.crt,.pem,.der,.p7b"
          data-testid="maker-file"
          onChange={add}
        />
        <Button onClick={() => picker.current?.click()} data-testid="add-maker">
          {text.add}
        </Button>
      </div>
    </section>
  );
}
