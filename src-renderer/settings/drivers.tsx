import { Button, Input, Table, Tag } from 'antd';
import { useState } from 'react';
import { type Driver, isInTrouble } from '../../src-main/contract/index.ts';
import { useApp } from '../app-state.tsx';
import { useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useModal } from '../shown/use-modal.ts';
import { useSpeech } from '../words/index.ts';
import { AllowedDrivers } from './allowed-drivers.tsx';

const shapes: Record<Driver['state'], string> = {
  starting: '◌',
  ready: '●',
  failed: '✕',
  crashed: '✕',
  timeout: '▲',
  'no-device': '○',
  disabled: '–',
};

/** 驱动诊断: every driver, how it stands, and what it said when it failed. */
export function Drivers() {
  const bridge = useBridge();
  const { drivers, setDrivers } = useApp();
  const { words } = useSpeech();
  const modal = useModal();
  const [path, setPath] = useState('');
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const text = words.settings;

  const change = async (call: Promise<Driver[]>) => {
    setError(null);
    setWorking(true);
    try {
      setDrivers(await call);
      return true;
    } catch (thrown) {
      setError(thrown);
      return false;
    } finally {
      setWorking(false);
    }
  };
  const add = async () => {
    if (await change(bridge.call('drivers.add', { path: path.trim() }))) setPath('');
  };
  const browse = async () => {
    const [file] = await bridge.pickFiles('driver', false);
    if (file !== undefined) setPath(file.path);
  };
  const remove = (driver: Driver) =>
    modal.confirm({
      title: text.removeDriverTitle(driver.name),
      content: text.removeDriverText,
      okText: words.common.remove,
      okButtonProps: { danger: true },
      cancelText: words.common.cancel,
      onOk: () => change(bridge.call('drivers.remove', { id: driver.id })),
    });

  return (
    <section aria-label={text.drivers} data-testid="drivers">
      <h2>{text.drivers}</h2>
      <p className="quiet">{text.driversText}</p>
      <Table<Driver>
        size="small"
        rowKey="id"
        dataSource={drivers}
        pagination={false}
        locale={{ emptyText: text.noDrivers }}
        columns={[
          {
            title: text.driverName,
            render: (_, driver) => (
              <>
                <strong>{driver.name}</strong> {driver.preferred && <Tag>{text.preferredDriver}</Tag>}
                <span className="quiet">
                  {text.driverSources[driver.source]} {driver.id}
                </span>
                <div className="quiet wrap-anywhere">{driver.path}</div>
                {driver.trouble !== null && (
                  <div className={`${isInTrouble(driver) ? 'danger-text' : 'quiet'} wrap-anywhere`}>
                    {driver.trouble}
                  </div>
                )}
              </>
            ),
          },
          {
            title: text.driverState,
            width: 104,
            render: (_, driver) => (
              <span className={`driver-state driver-${driver.state}`}>
                <span aria-hidden>{shapes[driver.state]}</span> {text.driverStates[driver.state]}
              </span>
            ),
          },
          { title: text.slots, dataIndex: 'slotCount', width: 56, className: 'figures' },
          { title: text.tokens, dataIndex: 'tokenCount', width: 64, className: 'figures' },
          { title: text.restarts, dataIndex: 'restarts', width: 88, className: 'figures' },
          {
            title: words.settings.actions,
            width: 276,
            render: (_, driver) => (
              <span className="row-buttons">
                {driver.state !== 'disabled' && (
                  <>
                    <Button
                      size="small"
                      disabled={working}
                      onClick={() => change(bridge.call('drivers.restart', { id: driver.id }))}
                    >
                      {text.restart}
                    </Button>
                    <Button
                      size="small"
                      disabled={working}
                      onClick={() =>
                        change(bridge.call('drivers.prefer', { id: driver.id, preferred: !driver.preferred }))
                      }
                    >
                      {driver.preferred ? text.unpreferDriver : text.preferDriver}
                    </Button>
                  </>
                )}
                <Button
                  size="small"
                  disabled={working}
                  onClick={() =>
                    change(bridge.call('drivers.enable', { id: driver.id, enabled: driver.state === 'disabled' }))
                  }
                >
                  {driver.state === 'disabled' ? text.enableDriver : text.disableDriver}
                </Button>
                {driver.source === 'added' && (
                  <Button size="small" danger disabled={working} onClick={() => remove(driver)}>
                    {words.common.remove}
                  </Button>
                )}
              </span>
            ),
          },
        ]}
      />
      {error !== null && <ErrorPanel error={error} />}
      <AllowedDrivers />
      <div className="add-row">
        <Input
          value={path}
          placeholder={text.driverPath}
          aria-label={text.driverPath}
          data-testid="driver-path"
          onChange={(event) => setPath(event.target.value)}
          onPressEnter={() => path.trim() !== '' && void add()}
        />
        {bridge.door === 'electron' && <Button onClick={browse}>{words.common.browse}</Button>}
        <Button onClick={add} disabled={path.trim() === '' || working} data-testid="add-driver">
          {text.addDriver}
        </Button>
      </div>
    </section>
  );
}
