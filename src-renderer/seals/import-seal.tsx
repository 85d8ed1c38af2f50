import { Alert, Form } from 'antd';
import { type DragEvent, useState } from 'react';
import type { MethodOutput } from '../../src-main/contract/index.ts';
import { useBridge } from '../bridge.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useSpeech } from '../words/index.ts';
import { ImportPicture } from './import-picture.tsx';
import { ImportStandard } from './import-standard.tsx';

/** What was chosen, once it is known what it is. */
type Chosen = { name: string } & (
  | { kind: 'picture'; png: Uint8Array }
  | { kind: 'standard'; content: Uint8Array; report: MethodOutput<'seals.verify'> }
  | { kind: 'unknown' }
);

const isPng = (bytes: Uint8Array) => [0x89, 0x50, 0x4e, 0x47].every((byte, index) => bytes[index] === byte);

/** Imports a seal: its picture, or what a maker delivered. The file tells which. */
export function ImportSeal({ onClose }: { onClose: () => void }) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [missing, setMissing] = useState(false);

  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    setMissing(false);
    setError(null);
    const { name } = file;
    try {
      const content = new Uint8Array(await file.arrayBuffer());
      if (isPng(content)) return setChosen({ kind: 'picture', name, png: content });
      const report = await bridge.call('seals.verify', { content, picture: true });
      if (report.facts === null) {
        return setChosen({ kind: 'unknown', name });
      }
      setChosen({ kind: 'standard', name, content, report });
    } catch (thrown) {
      setChosen(null);
      setError(thrown);
    }
  };

  const fileField = <FileField name={chosen?.name ?? null} missing={missing} onFile={take} />;
  if (chosen?.kind === 'picture') {
    return <ImportPicture png={chosen.png} fileField={fileField} onDone={onClose} onClose={onClose} />;
  }
  if (chosen?.kind === 'standard') {
    return (
      <ImportStandard
        key={chosen.report.facts?.sha256}
        {...chosen}
        fileField={fileField}
        onDone={onClose}
        onClose={onClose}
      />
    );
  }
  return (
    <Dialog
      width={560}
      title={words.sealKeeping.import.title}
      okText={words.seals.importConfirm}
      okButtonProps={{ 'data-testid': 'import-confirm' }}
      onOk={() => setMissing(true)}
      onCancel={onClose}
    >
      <Form layout="vertical">{fileField}</Form>
      {chosen?.kind === 'unknown' && (
        <Alert
          type="error"
          showIcon
          role="alert"
          data-testid="unknown-seal-file"
          title={words.sealKeeping.import.unreadable}
        />
      )}
      {error !== null && <ErrorPanel error={error} />}
    </Dialog>
  );
}

function FileField({
  name,
  missing,
  onFile,
}: {
  name: string | null;
  missing: boolean;
  onFile: (file: File | undefined) => void;
}) {
  const { words } = useSpeech();
  const drop = (event: DragEvent) => {
    event.preventDefault();
    onFile(event.dataTransfer.files[0]);
  };
  const text = words.sealKeeping.import;
  return (
    <Form.Item
      label={text.file}
      validateStatus={missing ? 'error' : ''}
      help={missing ? text.required : undefined}
      extra={name === null ? text.hint : undefined}
    >
      <label className="file-field" onDrop={drop}>
        <input
          type="file"
          accept=".png,image/png,.esl,.der,.seal,.dat"
          data-testid="seal-picture"
          onChange={(event) => {
            onFile(event.target.files?.[0]);
            // The same file can be chosen again, e.g. once it was mended.
            event.target.value = '';
          }}
        />
        {name === null ? text.drop : <strong className="wrap-anywhere">{name}</strong>}
      </label>
    </Form.Item>
  );
}
