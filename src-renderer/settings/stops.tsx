import { Checkbox } from 'antd';
import { useState } from 'react';
import { stoppableCodes } from '../../src-main/contract/index.ts';
import { warningTitle } from '../../src-main/words/index.ts';
import { useApp } from '../app-state.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useSpeech } from '../words/index.ts';

/** What of the 预检 stops a stamp, and does not only warn. */
export function Stops() {
  const { settings, updateSettings } = useApp();
  const { language, words } = useSpeech();
  const [error, setError] = useState<unknown>(null);
  const text = words.preflight;
  return (
    <section aria-label={text.stopsTitle}>
      <h2>{text.stopsTitle}</h2>
      <p className="quiet">{text.stopsText}</p>
      <Checkbox.Group
        className="stops"
        data-testid="stops"
        value={settings.stops}
        options={stoppableCodes.map((code) => ({ value: code, label: warningTitle(code, language) }))}
        onChange={(stops) => {
          setError(null);
          updateSettings({ stops }).catch(setError);
        }}
      />
      {error !== null && <ErrorPanel error={error} />}
    </section>
  );
}
