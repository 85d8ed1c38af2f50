import type { DocumentLife, HistoryRow } from '../../../src-main/contract/index.ts';
import { formatTime } from '../../../src-main/words/index.ts';
import { useSpeech } from '../../words/index.ts';
import { OutcomeWord } from '../outcome-word.tsx';

/** The uses before and after on the same document, each of which can be gone to. */
export function Life({
  row,
  life,
  onOpen,
}: {
  row: HistoryRow;
  life: DocumentLife;
  onOpen: (row: HistoryRow) => void;
}) {
  const { language, words } = useSpeech();
  const text = words.history.life;
  if (life.uses.length <= 1) return <p className="quiet">{text.alone}</p>;
  const relation = (use: HistoryRow) => {
    if (use.seq === row.seq) return text.here;
    if (use.sha256Before === row.sha256Before && use.sha256After === row.sha256After) return text.act;
    return use.seq < row.seq ? text.before : text.after;
  };
  return (
    <>
      <ol className="life" aria-label={text.label} data-testid="document-life">
        {life.uses.map((use) => (
          <li key={use.seq} data-here={use.seq === row.seq}>
            <button
              type="button"
              aria-current={use.seq === row.seq}
              onClick={() => use.seq !== row.seq && onOpen(use)}
              data-testid="life-use"
            >
              <span className="figures">#{use.seq}</span>
              <span className="life-relation">{relation(use)}</span>
              <span className="life-what">
                {use.sealName} · {use.operator}
                <span className="quiet"> {formatTime(use.at, language)}</span>
              </span>
              <OutcomeWord outcome={use.outcome} />
            </button>
          </li>
        ))}
      </ol>
      {life.isCut && <p className="quiet">{text.isCut}</p>}
    </>
  );
}
