import { Button } from 'antd';
import { type ChangeEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { TrustedCertificate } from '../../src-main/contract/index.ts';
import { useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { TrustedList } from './trusted-list.tsx';

interface TrustedWords {
  readonly heading: string;
  readonly text: string;
  /** Where there is none yet. */
  readonly none: string;
  readonly add: string;
  readonly removeTitle: (name: string) => string;
  readonly removeText: string;
}

/** Does something that can fail; what went wrong is shown in the section until the next attempt. */
export type Attempt = (work: () => Promise<unknown>) => Promise<void>;

/** Certificates that the person trusts for one purpose: what that means, which they are, adding from files and removing. */
export function TrustedSection({
  name,
  testId,
  words,
  certificates,
  extensions = '.cer,.crt,.pem,.der,.p7b',
  isExported = true,
  intro,
  onLoad,
  onAdd,
  onRemove,
  after,
  children,
}: {
  /** Of its test ids: `add-NAME`, `NAME-file`. */
  name: string;
  testId: string;
  words: TrustedWords;
  certificates: readonly TrustedCertificate[];
  /** Of the files that are taken. */
  extensions?: string;
  isExported?: boolean;
  /** Below what the section is for. */
  intro?: ReactNode;
  onLoad(): Promise<unknown>;
  onAdd(content: Uint8Array): Promise<unknown>;
  onRemove(fingerprint: string): Promise<unknown>;
  /** Below the button. */
  after?: ReactNode;
  /** What else is trusted there. */
  children?: (attempt: Attempt, save: (fingerprint: string) => Promise<void>) => ReactNode;
}) {
  const bridge = useBridge();
  const [error, setError] = useState<unknown>(null);
  const picker = useRef<HTMLInputElement>(null);
  const load = useRef(onLoad);

  useEffect(() => {
    load.current().catch(setError);
  }, []);

  const attempt: Attempt = async (work) => {
    setError(null);
    try {
      await work();
    } catch (thrown) {
      setError(thrown);
    }
  };
  const add = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const files = [...(target.files ?? [])];
    target.value = '';
    return attempt(async () => {
      for (const file of files) await onAdd(new Uint8Array(await file.arrayBuffer()));
    });
  };
  const save = (fingerprint: string) =>
    attempt(async () => {
      const { fileName, content } = await bridge.call('trust.export', { fingerprint });
      await bridge.saveFile(fileName, content, 'application/octet-stream');
    });

  return (
    <section aria-label={words.heading} data-testid={testId}>
      <h2>{words.heading}</h2>
      <p className="quiet">{words.text}</p>
      {intro}
      {certificates.length === 0 ? (
        <p>{words.none}</p>
      ) : (
        <TrustedList
          certificates={certificates}
          removeTitle={words.removeTitle}
          removeText={words.removeText}
          onRemove={(fingerprint) => attempt(() => onRemove(fingerprint))}
          {...(isExported ? { onExport: save } : {})}
        />
      )}
      {children?.(attempt, save)}
      {error !== null && <ErrorPanel error={error} />}
      <div className="add-row">
        <input
          ref={picker}
          type="file"
          hidden
          multiple
          accept={extensions}
          data-testid={`${name}-file`}
          onChange={add}
        />
        <Button onClick={() => picker.current?.click()} data-testid={`add-${name}`}>
          {words.add}
        </Button>
      </div>
      {after}
    </section>
  );
}
