import { Alert, Form, Input } from 'antd';
import { useState } from 'react';
import type { MethodOutput } from '../../src-main/contract/index.ts';
import { useApp } from '../app-state.tsx';
import { useBridge } from '../bridge.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Picture } from '../parts/picture.tsx';
import { useSpeech } from '../words/index.ts';
import type { ImportPart } from './import-part.ts';
import { SealVerdict, StandardFacts } from './standard-facts.tsx';

/** Imports a seal of GB/T 38540 as its maker delivered it, after a look at what it is. */
export function ImportStandard({
  content,
  report,
  fileField,
  onDone,
  onClose,
}: ImportPart & { content: Uint8Array; report: MethodOutput<'seals.verify'> }) {
  const bridge = useBridge();
  const { seals } = useApp();
  const { words } = useSpeech();
  const text = words.sealKeeping.import;
  const [name, setName] = useState(report.facts?.name ?? '');
  const [error, setError] = useState<unknown>(null);
  const [working, setWorking] = useState(false);

  const submit = async () => {
    setError(null);
    setWorking(true);
    try {
      await bridge.call('seals.importStandard', { content, ...(name.trim() === '' ? {} : { name }) });
      onDone();
    } catch (thrown) {
      setError(thrown);
    } finally {
      setWorking(false);
    }
  };

  const { facts } = report;
  const present = seals.find(({ standard }) => standard !== null && standard.sha256 === facts?.sha256);
  return (
    <Dialog
      centered
      className="seal-dialog"
      transitionName=""
      maskTransitionName=""
      width={820}
      title={text.title}
      okText={words.seals.importConfirm}
      onOk={submit}
      onCancel={onClose}
      confirmLoading={working}
      okButtonProps={{ 'data-testid': 'import-confirm', disabled: !report.intact || present !== undefined }}
    >
      <div className="seal-form">
        <Form layout="vertical" requiredMark={false} onFinish={submit}>
          {fileField}
          {present !== undefined && (
            <Form.Item>
              <Alert type="info" showIcon data-testid="seal-present" title={text.present(present.name)} />
            </Form.Item>
          )}
          <Form.Item label={text.name}>
            <Input
              maxLength={100}
              value={name}
              data-testid="seal-name"
              aria-label={text.name}
              onChange={(event) => setName(event.target.value)}
            />
          </Form.Item>
          {facts !== null && <StandardFacts facts={facts} />}
        </Form>
        <section className="seal-preview" aria-label={words.seals.preview}>
          <div className="seal-paper">
            {facts !== null && (
              <Picture
                picture={report.picture}
                alt={facts.name}
                style={{ width: `${facts.widthMm}mm`, height: `${facts.heightMm}mm` }}
              />
            )}
          </div>
          <p className="quiet">{words.seals.trueSize}</p>
          <SealVerdict report={report} />
        </section>
      </div>
      {error !== null && <ErrorPanel error={error} />}
    </Dialog>
  );
}
