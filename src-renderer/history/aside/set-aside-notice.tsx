import { EyeOutlined } from '@ant-design/icons';
import { Alert, Button } from 'antd';
import type { LedgerFile, OpenedLedger } from '../../../src-main/contract/index.ts';
import { formatTime } from '../../../src-main/words/index.ts';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { useSpeech } from '../../words/index.ts';
import type { HistoryWork } from '../use-history-work.ts';
import { WorkProgress } from '../work-progress.tsx';

/** A ledger from before the chain was kept on purpose: nothing is wrong with it. */
const formerFile = 'history.sqlite.before-chain';

/** Says which ledgers were put aside, and leads into each. */
export function SetAsideNotice({
  ledgers,
  opening,
  onLook,
  onCancel,
}: {
  ledgers: readonly LedgerFile[];
  opening: HistoryWork<OpenedLedger>;
  onLook: (path: string) => void;
  onCancel: () => void;
}) {
  const { language, words } = useSpeech();
  const text = words.history.setAside;
  const { look, opening: openingText } = words.history.aside;
  const aside = ledgers.filter(({ isCurrent, isArchived, file }) => !isCurrent && !isArchived && file !== formerFile);
  if (aside.length === 0) return null;
  return (
    <Alert
      type="warning"
      showIcon
      title={text.title}
      description={
        <div className="set-aside">
          <ul>
            {aside.map(({ file, path, modifiedAt }) => (
              <li key={path} className="set-aside-file">
                <span className="wrap-anywhere" title={path}>
                  {file}
                </span>
                <span className="quiet">{formatTime(modifiedAt, language)}</span>
                <Button
                  icon={<EyeOutlined />}
                  disabled={opening.kind === 'running'}
                  aria-label={`${look} ${file}`}
                  onClick={() => onLook(path)}
                  data-testid="aside-look"
                >
                  {look}
                </Button>
              </li>
            ))}
          </ul>
          {opening.kind === 'running' && (
            <WorkProgress progress={opening.progress} cancelText={words.history.work.cancel} onCancel={onCancel}>
              {openingText}
            </WorkProgress>
          )}
          {opening.kind === 'failed' && <ErrorPanel error={opening.error} reader="checking" />}
        </div>
      }
      data-testid="set-aside"
    />
  );
}
