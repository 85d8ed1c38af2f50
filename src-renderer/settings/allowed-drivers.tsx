import { Select, Switch } from 'antd';
import { useState } from 'react';
import { useApp } from '../app-state.tsx';
import { useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useSpeech } from '../words/index.ts';

/** Whether only listed drivers are loaded, and which; shown as it is where the environment decides. */
export function AllowedDrivers() {
  const bridge = useBridge();
  const { info, settings, drivers, setDrivers, updateSettings } = useApp();
  const { words } = useSpeech();
  const [error, setError] = useState<unknown>(null);
  const text = words.settings;
  const isFixed = info.driversFromEnvironment !== null;
  const allowed = info.driversFromEnvironment ?? settings.allowedDrivers;

  const update = async (allowedDrivers: string[] | null) => {
    setError(null);
    try {
      await updateSettings({ allowedDrivers });
      setDrivers(await bridge.call('drivers.list', null));
    } catch (thrown) {
      setError(thrown);
    }
  };

  return (
    <>
      <label className="setting" htmlFor="only-allowed-drivers">
        <span>{text.onlyAllowedDrivers}</span>
        <Switch
          id="only-allowed-drivers"
          checked={allowed !== null}
          disabled={isFixed}
          style={{ justifySelf: 'start' }}
          data-testid="only-allowed-drivers"
          // Those in use stay allowed, so that turning it on takes no token away.
          onChange={(only) => update(only ? drivers.map(({ id }) => id) : null)}
        />
      </label>
      {allowed !== null && (
        <label className="setting" htmlFor="allowed-drivers">
          <span>{text.allowedDrivers}</span>
          <Select
            id="allowed-drivers"
            mode="tags"
            value={allowed}
            disabled={isFixed}
            tokenSeparators={[',']}
            data-testid="allowed-drivers"
            onChange={update}
            options={drivers.map(({ id, name }) => ({ value: id, label: name === id ? id : `${name} (${id})` }))}
          />
        </label>
      )}
      <p className="quiet">{isFixed ? text.driversFromEnvironment : text.allowedDriversText}</p>
      {error !== null && <ErrorPanel error={error} />}
    </>
  );
}
