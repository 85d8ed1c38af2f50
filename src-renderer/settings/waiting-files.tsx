import { Button, Table } from 'antd';
import { useEffect, useState } from 'react';
import type { LongTermItem, LongTermProgress, LongTermQueue } from '../../src-main/contract/index.ts';
import { describeError, describeNeeds, formatTime } from '../../src-main/words/index.ts';
import { useApp } from '../app-state.tsx';
import { useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useSpeech } from '../words/index.ts';

/** 待补队列: the stamped files that wait for timestamps or revocation data, and why they still do. */
export function WaitingFiles({ queue, onChanged }: { queue: LongTermQueue; onChanged(): void }) {
  const bridge = useBridge();
  const { settings } = useApp();
  const { language, words } = useSpeech();
  const timeOf = (instant: string | null) => (instant === null ? null : formatTime(instant, language));
  const [progress, setProgress] = useState<LongTermProgress | null>(null);
  const [running, setRunning] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const text = words.longTerm;
  const { items, schedule } = queue;

  useEffect(() => bridge.subscribe('longterm.progress', setProgress), [bridge]);

  const change = async (call: Promise<unknown>) => {
    setError(null);
    setRunning(true);
    setProgress(null);
    try {
      await call;
    } catch (thrown) {
      setError(thrown);
    } finally {
      setRunning(false);
      onChanged();
    }
  };

  return (
    <>
      <h3>{text.queue}</h3>
      <p className="quiet">{text.scheduleText}</p>
      {settings.networkAllowed && (
        <p className="figures" aria-live="polite" data-testid="longterm-schedule">
          {schedule.running
            ? text.runningBySchedule
            : text.schedule(timeOf(schedule.lastRunAt), timeOf(schedule.nextRunAt))}
        </p>
      )}
      <Table<LongTermItem>
        size="small"
        rowKey={({ path }) => path}
        dataSource={items}
        pagination={false}
        data-testid="waiting-files"
        locale={{ emptyText: text.queueEmpty }}
        columns={[
          {
            title: text.file,
            render: (_, { name, path, lastError }) => (
              <>
                <strong className="wrap-anywhere">{name}</strong>
                <div className="quiet wrap-anywhere">{path}</div>
                <div className={lastError ? 'danger-text' : 'quiet'}>
                  {lastError ? `${describeError(lastError, language).happened} (${lastError.code})` : text.notTried}
                </div>
              </>
            ),
          },
          {
            title: text.missing,
            width: 200,
            render: (_, { missing }) => describeNeeds(missing, language),
          },
          {
            title: words.settings.actions,
            width: 96,
            render: (_, { path }) => (
              <Button size="small" disabled={running} onClick={() => change(bridge.call('longterm.remove', { path }))}>
                {words.common.remove}
              </Button>
            ),
          },
        ]}
      />
      {items.length > 0 && (
        <div className="add-row">
          <Button loading={running} data-testid="run-longterm" onClick={() => change(bridge.call('longterm.run', {}))}>
            {running && progress ? `${text.running} ${progress.index} / ${progress.total}` : text.run}
          </Button>
        </div>
      )}
      {error !== null && <ErrorPanel error={error} />}
    </>
  );
}
