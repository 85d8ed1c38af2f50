import {
  AuditOutlined,
  BlockOutlined,
  ClockCircleOutlined,
  HistoryOutlined,
  SafetyCertificateOutlined,
  SettingOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import icon from '../icon.svg?url';
import { useSpeech } from '../words/index.ts';
import { SealIcon } from './seal-icon.tsx';

export type PageName = 'stamp' | 'batch' | 'duty' | 'verify' | 'seals' | 'history' | 'settings';

const pages: { name: PageName; icon: ReactNode }[] = [
  { name: 'stamp', icon: <SealIcon /> },
  { name: 'batch', icon: <BlockOutlined /> },
  { name: 'duty', icon: <ClockCircleOutlined /> },
  { name: 'verify', icon: <SafetyCertificateOutlined /> },
  { name: 'seals', icon: <AuditOutlined /> },
  { name: 'history', icon: <HistoryOutlined /> },
  { name: 'settings', icon: <SettingOutlined /> },
];

/** The rooms of the window, and beside one how far it is with what is at work there. */
export function Nav({
  page,
  badges,
  onGo,
}: {
  page: PageName;
  badges: readonly { of: PageName; text: string; said: string }[];
  onGo: (page: PageName) => void;
}) {
  const { words } = useSpeech();
  return (
    <nav className="nav" aria-label={words.nav.label}>
      <div className="brand">
        <img src={icon} alt="" width={28} height={28} />
        <span>{words.product}</span>
      </div>
      {pages.map((entry) => (
        <button
          key={entry.name}
          type="button"
          className="nav-entry"
          aria-current={entry.name === page ? 'page' : undefined}
          data-testid={`nav-${entry.name}`}
          onClick={() => onGo(entry.name)}
        >
          <span className="nav-icon" aria-hidden>
            {entry.icon}
          </span>
          {words.nav[entry.name]}
          {badges
            .filter(({ of }) => of === entry.name)
            .map(({ of, said, text }) => (
              <span key={of} className="nav-badge figures" role="img" aria-label={said} data-testid="nav-badge">
                {text}
              </span>
            ))}
        </button>
      ))}
    </nav>
  );
}
