import type { HistoryRow, RepairRow } from '../../../src-main/contract/index.ts';
import { visibleJson } from '../../../src-main/words/index.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { SidePanel } from '../../parts/dialog.tsx';
import { useSpeech } from '../../words/index.ts';
import { UseDetails } from './use-details.tsx';

/** Everything about one use of a seal, all of it copyable. */
export function HistoryPanel({
  row,
  repairs,
  onOpen,
  onClose,
}: {
  row: HistoryRow | null;
  /** Of one of which the stamped document may be the copy. */
  repairs: readonly RepairRow[];
  onOpen: (row: HistoryRow) => void;
  onClose: () => void;
}) {
  const { words } = useSpeech();
  const repair = repairs.find(({ sha256After }) => sha256After === row?.sha256Before) ?? null;
  return (
    <SidePanel
      open={row !== null}
      onClose={onClose}
      size={680}
      title={row === null ? '' : `${words.history.details} #${row.seq}`}
      extra={row !== null && <CopyButton showLabel text={() => visibleJson(row)} />}
    >
      {row !== null && <UseDetails key={row.seq} row={row} repair={repair} onOpen={onOpen} />}
    </SidePanel>
  );
}
