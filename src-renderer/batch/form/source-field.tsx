import { CloseOutlined, FileTextOutlined, FolderOpenOutlined, InboxOutlined } from '@ant-design/icons';
import { Button, Input, Spin } from 'antd';
import { useState } from 'react';
import type { FileKind, FoundSource, PickedFile } from '../../../src-main/contract/index.ts';
import { useBridge } from '../../bridge.ts';
import { fileName } from '../../format/file-name.ts';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { useSpeech } from '../../words/index.ts';
import { noSources, type Sources, withMore } from './sources.ts';

const mostShown = 5;

/** Which files: dropped, chosen, or by where they are on this computer. */
export function SourceField({
  sources,
  found,
  error,
  onChange,
}: {
  sources: Sources;
  /** Null: it is being looked for. */
  found: FoundSource | null;
  /** Why nothing can be made of them. */
  error: unknown;
  onChange: (sources: Sources) => void;
}) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const text = words.batch.form;
  const [pickError, setPickError] = useState<unknown>(null);
  const [path, setPath] = useState('');
  const { files, table } = sources;
  const isEmpty = files.length === 0 && table === null;
  const isWeb = bridge.door === 'web';

  const pick = async (kind: FileKind, multiple: boolean) => {
    setPickError(null);
    try {
      const picked = await bridge.pickFiles(kind, multiple);
      if (picked.length > 0) onChange(withMore(sources, picked));
    } catch (thrown) {
      setPickError(thrown);
    }
  };
  const addPath = () => {
    const typed = path.trim().replace(/^["']|["']$/g, '');
    if (typed === '') return;
    setPath('');
    onChange(withMore(sources, [{ path: typed, name: fileName(typed.replace(/[/\\]+$/, '')) }]));
  };
  const shown: readonly PickedFile[] = table === null ? files.slice(0, mostShown) : [table];
  const remove = (gone: PickedFile) =>
    onChange({ files: files.filter(({ path: of }) => of !== gone.path), table: null });

  return (
    <section className="batch-card" aria-label={text.source}>
      <h2>{text.source}</h2>
      {isEmpty && (
        <div className="batch-drop">
          <InboxOutlined className="batch-drop-icon" aria-hidden />
          <div>
            <strong>{isWeb ? text.dropHereWeb : text.dropHere}</strong>
            <p className="quiet">{text.dropNext}</p>
          </div>
        </div>
      )}
      {!isEmpty && (
        <ul className="batch-sources" data-testid="batch-sources">
          {shown.map((file) => (
            <li key={file.path}>
              {table === null ? <FolderOpenOutlined aria-hidden /> : <FileTextOutlined aria-hidden />}
              <span className="batch-source-name" title={file.path}>
                {file.name}
              </span>
              <Button
                size="small"
                type="text"
                icon={<CloseOutlined />}
                aria-label={text.removeSource(file.name)}
                onClick={() => remove(file)}
              />
            </li>
          ))}
          {table === null && files.length > mostShown && (
            <li className="quiet">
              {text.others(files.length - mostShown)}
              <Button size="small" type="link" onClick={() => onChange(noSources)}>
                {text.clear}
              </Button>
            </li>
          )}
        </ul>
      )}
      <div className="button-row">
        <Button onClick={() => void pick('pdf', true)} data-testid="batch-files">
          {text.chooseFiles}
        </Button>
        <Button onClick={() => void pick('folder', true)} data-testid="batch-folder">
          {text.chooseFolder}
        </Button>
        {!isWeb && (
          <Button onClick={() => void pick('table', false)} data-testid="batch-table">
            {text.chooseTable}
          </Button>
        )}
      </div>
      {isWeb && (
        <label className="batch-field" htmlFor="batch-path">
          <span>{text.path}</span>
          <span className="batch-path">
            <Input
              id="batch-path"
              value={path}
              placeholder={text.pathHint}
              data-testid="batch-path"
              onChange={(event) => setPath(event.target.value)}
              onPressEnter={addPath}
            />
            <Button disabled={path.trim() === ''} onClick={addPath} data-testid="batch-add-path">
              {text.addPath}
            </Button>
          </span>
          <span className="quiet">{text.tableByPath}</span>
        </label>
      )}
      {pickError !== null && <ErrorPanel error={pickError} />}
      {error !== null && <ErrorPanel error={error} />}
      {!isEmpty && error === null && (
        <p role="status" data-testid="batch-found">
          {found === null ? (
            <>
              <Spin size="small" /> <span className="quiet">{text.searching}</span>
            </>
          ) : (
            <strong>{table === null ? text.found(found.total) : text.foundTable(found.total)}</strong>
          )}
        </p>
      )}
      {table !== null && <p className="quiet">{text.columns}</p>}
    </section>
  );
}
