import { Checkbox, Input } from 'antd';
import { useState } from 'react';
import type { ListedTemplate } from '../../../src-main/contract/index.ts';
import { useBridge } from '../../bridge.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import type { DocumentInView } from '../../pdf/open-document.ts';
import { useSpeech } from '../../words/index.ts';
import type { Placed } from '../placing/placements.ts';

/** Keeps what is on the pages as a template for documents like this one. */
export function SaveTemplate({
  view: { opened, password },
  placed,
  known,
  onClose,
  onSaved,
}: {
  view: DocumentInView;
  placed: readonly Placed[];
  known: readonly ListedTemplate[];
  onClose: () => void;
  onSaved: (name: string) => void;
}) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const [name, setName] = useState('');
  const [overwrite, setOverwrite] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const wanted = name.trim();
  const isTaken = known.some((one) => one.name === wanted);
  const save = async () => {
    if (wanted === '' || (isTaken && !overwrite)) return;
    setError(null);
    try {
      await bridge.call('templates.save', {
        name: wanted,
        placements: placed.map(({ sealId, placing }) => ({ sealId, placing })),
        document: { path: opened.path, documentId: opened.documentId, password },
        overwrite,
      });
      onSaved(wanted);
    } catch (thrown) {
      setError(thrown);
    }
  };
  return (
    <Dialog
      title={words.aids.saveTemplate}
      okText={words.aids.save}
      cancelText={words.common.cancel}
      okButtonProps={{ disabled: wanted === '' || (isTaken && !overwrite) }}
      onOk={() => void save()}
      onCancel={onClose}
    >
      <Input
        autoFocus
        value={name}
        maxLength={100}
        aria-label={words.aids.templateName}
        placeholder={words.aids.templateName}
        data-testid="template-name"
        onChange={(event) => setName(event.target.value)}
        onPressEnter={() => void save()}
      />
      {isTaken && (
        <Checkbox checked={overwrite} onChange={(event) => setOverwrite(event.target.checked)}>
          {words.aids.overwrite}
        </Checkbox>
      )}
      {error !== null && <ErrorPanel error={error} />}
    </Dialog>
  );
}
