import { App as AntApp, Button, ConfigProvider, Spin } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { type ReactNode, useEffect, useMemo } from 'react';
import type { Bridge, Language, Settings } from '../src-main/contract/index.ts';
import { AppStateProvider } from './app-state.tsx';
import { BridgeContext } from './bridge.ts';
import { Frame } from './frame/frame.tsx';
import { ArtworkProvider } from './parts/artwork.tsx';
import { ErrorPanel } from './parts/error-panel.tsx';
import { useMediaQuery } from './parts/media-query.ts';
import { TokenSealsProvider } from './seals/token-seals.tsx';
import { antdTheme } from './theme.ts';
import { SpeechContext, wordsByLanguage } from './words/index.ts';

/** The window: the person's language and theme around the frame. */
export function App({ bridge }: { bridge: Bridge }) {
  return (
    <BridgeContext value={bridge}>
      <AppStateProvider
        failed={(error, retry) => (
          <Dress settings={null}>
            <div className="start-error">
              <ErrorPanel error={error} actions={<RetryButton onClick={retry} />} />
            </div>
          </Dress>
        )}
      >
        {(state) => (
          <Dress settings={state?.settings ?? null}>
            {state === null ? (
              <div className="start-wait">
                <Spin size="large" />
              </div>
            ) : (
              <ArtworkProvider>
                <TokenSealsProvider>
                  <Frame />
                </TokenSealsProvider>
              </ArtworkProvider>
            )}
          </Dress>
        )}
      </AppStateProvider>
    </BridgeContext>
  );
}

function RetryButton({ onClick }: { onClick: () => void }) {
  return <Button onClick={onClick}>{wordsByLanguage['zh-CN'].common.retry}</Button>;
}

/** Language and theme, for antd, for our styles and for screen readers. */
function Dress({ settings, children }: { settings: Settings | null; children: ReactNode }) {
  const systemDark = useMediaQuery('(prefers-color-scheme: dark)');
  const reducedMotion = useMediaQuery('(prefers-reduced-motion: reduce)');
  const language: Language = settings?.language ?? 'zh-CN';
  const theme = settings?.theme ?? 'system';
  const dark = theme === 'dark' || (theme === 'system' && systemDark);
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
    dayjs.locale(language === 'zh-CN' ? 'zh-cn' : 'en');
  }, [language, dark]);
  const speech = useMemo(() => ({ language, words: wordsByLanguage[language] }), [language]);
  return (
    <SpeechContext value={speech}>
      <ConfigProvider
        locale={language === 'zh-CN' ? zhCN : enUS}
        theme={antdTheme(dark, reducedMotion, language)}
        button={{ autoInsertSpace: false }}
        // A click beside a dialog is a slip of the hand: what was entered stays.
        modal={{ mask: { closable: false } }}
      >
        <AntApp className="app-root">{children}</AntApp>
      </ConfigProvider>
    </SpeechContext>
  );
}
