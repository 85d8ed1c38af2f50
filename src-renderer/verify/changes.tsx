import { Button } from 'antd';
import { useState } from 'react';
import type { SignatureReport } from '../../src-main/contract/index.ts';
import { describeChanges } from '../../src-main/words/index.ts';
import { useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useSpeech } from '../words/index.ts';
import { type ChangeMark, markOfChange } from './marks.ts';
import { saveRevision } from './use-revision.ts';

/** More lines than these nobody reads; all of them are in the JSON report. */
const mostLines = 50;

const nameOf = (path: string) => (path.split(/[\\/]/).at(-1) ?? path).replace(/\.pdf$/i, '');

/** What was done to the file after a signature, each with the way to its place, and how to keep the file as it was then. */
export function Changes({
  signature,
  path,
  password,
  marks,
  selected,
  onCompare,
}: {
  signature: Pick<SignatureReport, 'fieldName' | 'changes' | 'coversWholeFile' | 'coveredUntil'>;
  path: string;
  password: string | undefined;
  marks: readonly ChangeMark[];
  selected: string | null;
  onCompare: (change: ChangeMark) => void;
}) {
  const bridge = useBridge();
  const { language, words } = useSpeech();
  const [error, setError] = useState<unknown>(null);
  const [isSaving, setIsSaving] = useState(false);
  const { changes, fieldName } = signature;
  const text = words.verify.desk;

  const save = async () => {
    setError(null);
    setIsSaving(true);
    try {
      await saveRevision(bridge, { path, fieldName, password }, words.verify.changes.fileName(nameOf(path)));
    } catch (thrown) {
      setError(thrown);
    }
    setIsSaving(false);
  };

  const lines = describeChanges(changes, language);
  return (
    <div className="changes" data-testid="changes">
      <ul>
        {lines.slice(0, mostLines).map(({ sentence, changes: [change] }, index) => {
          const mark = change && markOfChange(marks, change);
          return (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: a report does not change, and two changes may be alike
              key={index}
              data-kind={change?.kind}
              data-allowed={change?.allowedBy ?? 'nothing'}
              data-key={mark?.key}
              aria-current={mark !== undefined && mark.key === selected ? 'true' : undefined}
            >
              {mark && (
                <span className="mark-chip mark-chip-change" aria-hidden>
                  ▲ {text.change(mark.number)}
                </span>
              )}
              <span>{sentence}</span>
              {mark && (
                <Button
                  size="small"
                  aria-label={`${text.compareLong} ${text.change(mark.number)}`}
                  onClick={() => onCompare(mark)}
                  data-testid={`compare-${mark.key}`}
                >
                  {text.compare}
                </Button>
              )}
            </li>
          );
        })}
        {lines.length > mostLines && <li className="quiet">… +{lines.length - mostLines}</li>}
      </ul>
      {error !== null && <ErrorPanel error={error} reader="checking" />}
      {signature.coveredUntil !== null && (
        <Button size="small" loading={isSaving} onClick={save} data-testid="save-signed">
          {words.verify.changes.saveSigned}
        </Button>
      )}
    </div>
  );
}
