import { Button } from 'antd';
import { type ChangeEvent, useEffect, useRef, useState } from 'react';
import type { ApprovalInfo } from '../../src-main/contract/index.ts';
import { useBridge } from '../bridge.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useSpeech } from '../words/index.ts';
import { TrustedList } from './trusted-list.tsx';

/** Whose approval tickets (审批单) open a stamp here, and what such a system has to know of this client. */
export function ApprovalSystems() {
  const bridge = useBridge();
  const { words } = useSpeech();
  const text = words.sealKeeping.approval;
  const [info, setInfo] = useState<ApprovalInfo | null>(null);
  const [error, setError] = useState<unknown>(null);
  const picker = useRef<HTMLInputElement>(null);

  useEffect(() => {
    bridge.call('approval.info', null).then(setInfo, setError);
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
        setInfo(await bridge.call('approval.addIssuer', { certificates }));
      }
    });
  };
  const remove = (fingerprint: string) =>
    attempt(async () => setInfo(await bridge.call('approval.removeIssuer', { fingerprint })));

  return (
    <section aria-label={text.heading} data-testid="approval-systems">
      <h2>{text.heading}</h2>
      <p className="quiet">{text.text}</p>
      {info !== null && (
        <p>
          {text.clientId} <code className="wrap-anywhere">{info.clientId}</code>{' '}
          <CopyButton text={() => info.clientId} />
        </p>
      )}
      {info === null || info.issuers.length === 0 ? (
        <p>{text.none}</p>
      ) : (
        <TrustedList
          certificates={info.issuers}
          removeTitle={text.removeTitle}
          removeText={text.removeText}
          onRemove={remove}
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
          data-testid="approval-file"
          onChange={add}
        />
        <Button onClick={() => picker.current?.click()} data-testid="add-approval">
          {text.add}
        </Button>
      </div>
    </section>
  );
}
