import { Button, Select } from 'antd';
import { useRef, useState } from 'react';
import type { ListedTemplate, TemplateSeal } from '../../../src-main/contract/index.ts';
import { useApp } from '../../app-state.tsx';
import { useBridge } from '../../bridge.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { useSpeech } from '../../words/index.ts';

/** A template file whose seals have to be chosen first. */
interface Waiting {
  content: Uint8Array;
  missing: readonly TemplateSeal[];
  chosen: Readonly<Record<string, string>>;
}

/** The templates that are kept: to take along, to take over, to remove. */
export function TemplateList({
  known,
  onChanged,
  onClose,
}: {
  known: readonly ListedTemplate[];
  onChanged: () => void;
  onClose: () => void;
}) {
  const bridge = useBridge();
  const { seals } = useApp();
  const { words } = useSpeech();
  const text = words.aids;
  const file = useRef<HTMLInputElement>(null);
  const [error, setError] = useState<unknown>(null);
  const [said, setSaid] = useState('');
  const [waiting, setWaiting] = useState<Waiting | null>(null);

  const attempt = (work: Promise<unknown>) => {
    setError(null);
    setSaid('');
    work.then(onChanged, setError);
  };
  const take = async (content: Uint8Array, chosen: Readonly<Record<string, string>>) => {
    const { template, missing } = await bridge.call('templates.import', { content, seals: { ...chosen } });
    setWaiting(template === null ? { content, missing, chosen } : null);
    if (template !== null) setSaid(text.imported(template.name));
  };
  const save = async (name: string) => {
    const { fileName, content } = await bridge.call('templates.export', { name });
    await bridge.saveFile(fileName, content, 'application/json');
  };
  return (
    <Dialog open title={text.templates} footer={null} onCancel={onClose}>
      {known.length === 0 && <p className="quiet">{text.templatesNone}</p>}
      <ul className="template-list">
        {known.map(({ name }) => (
          <li key={name}>
            <span className="wrap-anywhere">{name}</span>
            <Button size="small" onClick={() => attempt(save(name))}>
              {text.export}
            </Button>
            <Button size="small" danger onClick={() => attempt(bridge.call('templates.remove', { name }))}>
              {text.remove}
            </Button>
          </li>
        ))}
      </ul>
      <input
        ref={file}
        type="file"
        accept=".json,application/json"
        hidden
        data-testid="template-file"
        onChange={(event) => {
          const [chosen] = event.target.files ?? [];
          event.target.value = '';
          if (chosen) attempt(chosen.arrayBuffer().then((buffer) => take(new Uint8Array(buffer), {})));
        }}
      />
      <Button onClick={() => file.current?.click()}>{text.import}</Button>
      {waiting !== null && (
        <div className="template-seals">
          <p>{text.chooseSeals}</p>
          {waiting.missing.map(({ id, name }) => (
            <label key={id} htmlFor={`template-seal-${id}`}>
              <span className="wrap-anywhere">{name}</span>
              <Select
                id={`template-seal-${id}`}
                size="small"
                value={waiting.chosen[id] ?? null}
                options={seals.map((seal) => ({ value: seal.id, label: seal.name }))}
                onChange={(sealId) => setWaiting({ ...waiting, chosen: { ...waiting.chosen, [id]: sealId } })}
              />
            </label>
          ))}
          <Button
            type="primary"
            size="small"
            disabled={waiting.missing.some(({ id }) => waiting.chosen[id] === undefined)}
            onClick={() => attempt(take(waiting.content, waiting.chosen))}
          >
            {text.use}
          </Button>
        </div>
      )}
      <p role="status">{said}</p>
      {error !== null && <ErrorPanel error={error} />}
    </Dialog>
  );
}
