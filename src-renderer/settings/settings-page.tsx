import { Checkbox, Input } from 'antd';
import { useEffect, useState } from 'react';
import { useApp } from '../app-state.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Facts } from '../parts/facts.tsx';
import { RolesSection } from '../roles/roles-section.tsx';
import { useSpeech } from '../words/index.ts';
import { ApprovalSystems } from './approval-systems.tsx';
import { Drivers } from './drivers.tsx';
import { Network } from './network.tsx';
import { SealMakers } from './seal-makers.tsx';
import { Stops } from './stops.tsx';
import { Trust } from './trust.tsx';
import './settings.css';
import { Segmented } from '../parts/segmented.tsx';

/** 设置. Every change is kept at once. */
export function SettingsPage() {
  const { info, settings, updateSettings } = useApp();
  const { words } = useSpeech();
  const [error, setError] = useState<unknown>(null);
  const [operator, setOperator] = useState(settings.operatorName);
  useEffect(() => setOperator(settings.operatorName), [settings.operatorName]);
  const update = (change: Parameters<typeof updateSettings>[0]) => {
    setError(null);
    updateSettings(change).catch(setError);
  };
  return (
    <div className="page-scroll">
      <div className="settings">
        <h1>{words.nav.settings}</h1>
        {error !== null && <ErrorPanel error={error} />}
        <section aria-label={words.settings.general}>
          <h2>{words.settings.general}</h2>
          <div className="setting">
            <span>{words.settings.language}</span>
            <Segmented<'zh-CN' | 'en'>
              value={settings.language}
              data-testid="language"
              onChange={(language) => update({ language })}
              options={[
                { value: 'zh-CN', label: '简体中文' },
                { value: 'en', label: 'English' },
              ]}
            />
          </div>
          <div className="setting">
            <span>{words.settings.theme}</span>
            <Segmented
              value={settings.theme}
              data-testid="theme"
              onChange={(theme) => update({ theme })}
              options={(['system', 'light', 'dark'] as const).map((value) => ({
                value,
                label: words.settings.themes[value],
              }))}
            />
          </div>
          <label className="setting" htmlFor="operator-name">
            <span>{words.settings.operator}</span>
            <Input
              id="operator-name"
              value={operator}
              maxLength={80}
              placeholder={words.settings.operatorHint(info.operator)}
              data-testid="operator-name"
              onChange={(event) => setOperator(event.target.value)}
              onBlur={() => operator !== settings.operatorName && update({ operatorName: operator })}
              onPressEnter={(event) => event.currentTarget.blur()}
            />
          </label>
          <div className="setting">
            <span>{words.firstDay.again}</span>
            <Checkbox
              checked={settings.firstSteps === 'shown'}
              data-testid="show-first-steps"
              onChange={({ target }) => update({ firstSteps: target.checked ? 'shown' : 'hidden' })}
            >
              {words.firstDay.show}
            </Checkbox>
          </div>
          <div className="setting-choice">
            <Checkbox
              checked={settings.pinEachTime}
              data-testid="pin-each-time"
              onChange={({ target }) => update({ pinEachTime: target.checked })}
            >
              {words.queueLogin.eachTime}
            </Checkbox>
            <p className="quiet">{words.queueLogin.eachTimeText}</p>
          </div>
          <div className="setting-choice">
            <Checkbox
              checked={settings.headOnToken}
              data-testid="head-on-token"
              onChange={({ target }) => update({ headOnToken: target.checked })}
            >
              {words.settings.headOnToken}
            </Checkbox>
            <p className="quiet">{words.settings.headOnTokenText}</p>
          </div>
          <div className="setting-choice">
            <Checkbox
              checked={settings.archiveYearly}
              data-testid="archive-yearly"
              onChange={({ target }) => update({ archiveYearly: target.checked })}
            >
              {words.settings.archiveYearly}
            </Checkbox>
            <p className="quiet">{words.settings.archiveYearlyText}</p>
          </div>
        </section>
        <RolesSection />
        <Drivers />
        <Trust />
        <SealMakers />
        <ApprovalSystems />
        <Network />
        <Stops />
        <section aria-label={words.settings.about}>
          <h2>{words.settings.about}</h2>
          <Facts
            facts={[
              { label: words.settings.version, value: `${words.product} ${info.version}` },
              { label: words.settings.platform, value: info.platform },
              { label: words.settings.dataFolder, value: info.homeFolder },
            ]}
          />
          <p className="quiet">{words.settings.offline}</p>
        </section>
      </div>
    </div>
  );
}
