import { Button } from 'antd';
import { useState } from 'react';
import type { RepairRow } from '../../../src-main/contract/index.ts';
import { formatExactTime, visibleJson } from '../../../src-main/words/index.ts';
import { useBridge } from '../../bridge.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { SidePanel } from '../../parts/dialog.tsx';
import { Digest } from '../../parts/digest.tsx';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { Facts } from '../../parts/facts.tsx';
import { useSpeech } from '../../words/index.ts';

/** Everything about one repaired copy, all of it copyable. */
export function RepairPanel({ row, onClose }: { row: RepairRow | null; onClose: () => void }) {
  const { words } = useSpeech();
  return (
    <SidePanel
      open={row !== null}
      onClose={onClose}
      size={620}
      title={row === null ? '' : `${words.history.repairs.details} #${row.id}`}
      extra={row !== null && <CopyButton showLabel text={() => visibleJson(row)} />}
    >
      {row !== null && <Details key={row.id} row={row} />}
    </SidePanel>
  );
}

function Details({ row }: { row: RepairRow }) {
  const bridge = useBridge();
  const { language, words } = useSpeech();
  const [error, setError] = useState<unknown>(null);
  const attempt = (action: Promise<unknown>) => {
    setError(null);
    action.catch(setError);
  };
  const text = words.history;
  return (
    <div className="history-details" data-testid="repair-panel">
      <Facts
        facts={[
          { label: text.time, value: formatExactTime(row.at, language) },
          { label: text.operator, value: row.operator },
          { label: text.repairs.damaged, value: row.inputPath },
          {
            label: text.repairs.damage,
            value: row.damage === '' ? text.repairs.noDamage : <code>{row.damage}</code>,
          },
          { label: text.repairs.before, value: <Digest value={row.sha256Before} /> },
          { label: text.repairs.copy, value: row.outputPath },
          { label: text.repairs.after, value: <Digest value={row.sha256After} /> },
        ]}
      />
      {error !== null && <ErrorPanel error={error} />}
      <div className="button-row">
        <Button onClick={() => attempt(bridge.openFile(row.outputPath))}>{text.repairs.openCopy}</Button>
        {bridge.door === 'electron' && (
          <Button onClick={() => attempt(bridge.call('desktop.reveal', { path: row.outputPath }))}>
            {text.reveal}
          </Button>
        )}
      </div>
    </div>
  );
}
