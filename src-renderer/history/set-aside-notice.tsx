import { Alert } from 'antd';
import type { LedgerFile } from '../../src-main/contract/index.ts';
import { formatTime } from '../../src-main/words/index.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { useSpeech } from '../words/index.ts';

/** A ledger from before the chain was kept on purpose: nothing is wrong with it. */
const formerFile = 'history.sqlite.before-chain';

/** Says which ledgers were put aside, where they are and how they can be checked. */
export function SetAsideNotice({ ledgers }: { ledgers: readonly LedgerFile[] }) {
  const { language, words } = useSpeech();
  const text = words.history.setAside;
  const aside = ledgers.filter(({ isCurrent, isArchived, file }) => !isCurrent && !isArchived && file !== formerFile);
  if (aside.length === 0) return null;
  return (
    <Alert
      type="warning"
      showIcon
      title={text.title}
      description={
        <div className="set-aside">
          <p>{text.text}</p>
          <ul>
            {aside.map(({ path, modifiedAt }) => (
              <li key={path}>
                <span className="set-aside-label">{text.where}</span>
                <span className="wrap-anywhere">{path}</span>{' '}
                <span className="quiet">{formatTime(modifiedAt, language)}</span>
                <br />
                <span className="set-aside-label">{text.check}</span>
                <code className="wrap-anywhere">{text.checkHow(path)}</code>
                <CopyButton text={() => text.checkHow(path)} />
              </li>
            ))}
          </ul>
        </div>
      }
      data-testid="set-aside"
    />
  );
}
