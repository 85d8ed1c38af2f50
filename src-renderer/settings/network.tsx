import { Button, Input, InputNumber, Select, Switch, Table } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import {
  type LongTermQueue,
  type SignatureLevel,
  signatureLevel,
  type TimestampAuthority,
  timestampAuthority,
} from '../../src-main/contract/index.ts';
import { describeLevel } from '../../src-main/words/index.ts';
import { useApp } from '../app-state.tsx';
import { useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useSpeech } from '../words/index.ts';
import { WaitingFiles } from './waiting-files.tsx';

const noQueue: LongTermQueue = {
  items: [],
  usage: [],
  schedule: { running: false, lastRunAt: null, nextRunAt: null },
};
const empty = { name: '', url: '', dailyLimit: null };

/** 联网与时间戳: whether anything may leave this machine, what stamped files are to reach, whom to ask, and which files wait. */
export function Network() {
  const bridge = useBridge();
  const { settings, updateSettings } = useApp();
  const { language, words } = useSpeech();
  const [queue, setQueue] = useState<LongTermQueue>(noQueue);
  const [draft, setDraft] = useState<TimestampAuthority>(empty);
  const [error, setError] = useState<unknown>(null);
  const text = words.longTerm;
  const { timestampAuthorities } = settings;

  const reload = useCallback(() => {
    bridge.call('longterm.list', null).then(setQueue, setError);
  }, [bridge]);
  useEffect(reload, [reload]);
  useEffect(() => bridge.subscribe('longterm.changed', setQueue), [bridge]);

  const update = async (change: Parameters<typeof updateSettings>[0]) => {
    setError(null);
    try {
      await updateSettings(change);
      return true;
    } catch (thrown) {
      setError(thrown);
      return false;
    }
  };
  const isAddress = timestampAuthority.shape.url.safeParse(draft.url.trim()).success;
  const isComplete = isAddress && draft.name.trim() !== '';
  const add = async () => {
    const added = { ...draft, name: draft.name.trim(), url: draft.url.trim() };
    if (await update({ timestampAuthorities: [...timestampAuthorities, added] })) setDraft(empty);
  };
  const without = (authority: TimestampAuthority) => timestampAuthorities.filter((one) => one !== authority);
  const usageOf = (url: string) => queue.usage.find((one) => one.url === url) ?? { today: 0, thisMonth: 0 };

  return (
    <section aria-label={text.network} data-testid="network">
      <h2>{text.network}</h2>
      <p className="quiet">{text.networkText}</p>
      <label className="setting" htmlFor="network-allowed">
        <span>{text.allowed}</span>
        <Switch
          id="network-allowed"
          checked={settings.networkAllowed}
          style={{ justifySelf: 'start' }}
          data-testid="network-allowed"
          onChange={(networkAllowed) => update({ networkAllowed })}
        />
      </label>
      <label className="setting" htmlFor="signature-level">
        <span>{text.level}</span>
        <Select<SignatureLevel>
          id="signature-level"
          value={settings.signatureLevel}
          data-testid="signature-level"
          onChange={(level) => update({ signatureLevel: level })}
          options={signatureLevel.options.map((value) => ({ value, label: describeLevel(value, language) }))}
        />
      </label>
      <p className="quiet">{text.levelText}</p>
      <h3>{text.authorities}</h3>
      <p className="quiet">{text.authoritiesText}</p>
      <Table<TimestampAuthority>
        size="small"
        rowKey={({ url }) => url}
        dataSource={timestampAuthorities}
        pagination={false}
        locale={{ emptyText: text.noAuthorities }}
        columns={[
          {
            title: text.name,
            render: (_, { name, url }) => (
              <>
                <strong>{name}</strong>
                <div className="quiet wrap-anywhere">{url}</div>
                <div className="quiet">{text.usage(usageOf(url).today, usageOf(url).thisMonth)}</div>
              </>
            ),
          },
          {
            title: text.dailyLimit,
            width: 104,
            className: 'figures',
            render: (_, { dailyLimit }) => dailyLimit ?? text.noLimit,
          },
          {
            title: words.settings.actions,
            width: 184,
            render: (_, authority, index) => (
              <span className="row-buttons">
                {index > 0 && (
                  <Button
                    size="small"
                    onClick={() => update({ timestampAuthorities: [authority, ...without(authority)] })}
                  >
                    {text.first}
                  </Button>
                )}
                <Button size="small" danger onClick={() => update({ timestampAuthorities: without(authority) })}>
                  {words.common.remove}
                </Button>
              </span>
            ),
          },
        ]}
      />
      <div className="add-row">
        <Input
          value={draft.name}
          maxLength={80}
          placeholder={text.name}
          aria-label={text.name}
          style={{ width: 160 }}
          data-testid="authority-name"
          onChange={(event) => setDraft({ ...draft, name: event.target.value })}
        />
        <Input
          value={draft.url}
          status={draft.url.trim() === '' || isAddress ? '' : 'error'}
          placeholder={text.address}
          aria-label={text.address}
          data-testid="authority-url"
          onChange={(event) => setDraft({ ...draft, url: event.target.value })}
        />
        <InputNumber<number>
          value={draft.dailyLimit}
          min={1}
          precision={0}
          placeholder={text.dailyLimit}
          aria-label={text.dailyLimit}
          style={{ width: 200 }}
          onChange={(dailyLimit) => setDraft({ ...draft, dailyLimit })}
        />
        <Button onClick={add} disabled={!isComplete} data-testid="add-authority">
          {text.add}
        </Button>
      </div>
      {error !== null && <ErrorPanel error={error} />}
      <WaitingFiles queue={queue} onChanged={reload} />
    </section>
  );
}
