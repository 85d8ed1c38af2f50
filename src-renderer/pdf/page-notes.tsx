import { WarningOutlined } from '@ant-design/icons';
import { useSpeech } from '../words/index.ts';
import type { PageNote } from './page-source.ts';
import './page-notes.css';

/** Says on a page what of it is not shown. */
export function PageNotes({ notes }: { notes: readonly PageNote[] }) {
  const { words } = useSpeech();
  const told = notes.map(({ reason, count }) => words.document.undrawn[reason](count)).join(words.common.separator);
  return (
    <p className="page-notes" role="note" data-testid="page-notes">
      <WarningOutlined aria-hidden /> {words.document.notAllShown(told)}
    </p>
  );
}
