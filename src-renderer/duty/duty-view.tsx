import { CheckCircleFilled, CloseCircleFilled } from '@ant-design/icons';
import { Button } from 'antd';
import type { Duty, DutyItem } from '../../src-main/contract/index.ts';
import { describeError, localMinute } from '../../src-main/words/index.ts';
import { useApp } from '../app-state.tsx';
import { useBridge } from '../bridge.ts';
import { toAppError } from '../parts/app-error.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useSpeech } from '../words/index.ts';
import { clockOf, useRemainingMs } from './remaining.ts';
import { StopDuty } from './stop-duty.tsx';

/** A duty that is on, or has ended: what came of each document. */
export function DutyView({ duty, onAgain }: { duty: Duty; onAgain: () => void }) {
  const { words } = useSpeech();
  const { seals } = useApp();
  const text = words.duty;
  const names = duty.sealIds.map((id) => seals.find((seal) => seal.id === id)?.name ?? id);
  return (
    <div className="page-scroll duty-page">
      <h1 className="sr-only">{text.title}</h1>
      <section className="duty-card" aria-label={text.title} data-testid="duty-view">
        {duty.end ? (
          <>
            <h2 role="status" data-testid="duty-ended">
              {text.ended}
              {words.common.separator}
              {text.ends[duty.end.why]}
            </h2>
            {duty.end.error && <ErrorPanel error={toAppError(duty.end.error)} />}
          </>
        ) : (
          <Countdown duty={duty} />
        )}
        <dl className="duty-figures">
          {(
            [
              [text.stamped, duty.stamped, 'stamped'],
              [text.refused, duty.refused, 'refused'],
              ...(duty.end ? [] : [[text.waiting, duty.waiting, 'waiting'] as const]),
            ] as const
          ).map(([label, count, name]) => (
            <div key={name} className={`duty-figure duty-${name}`}>
              <dt>{label}</dt>
              <dd className="figures" data-testid={`duty-${name}`}>
                {count}
              </dd>
            </div>
          ))}
        </dl>
        <p className="quiet">
          {names.join(words.common.separator)} · {text.limit(duty.mostUses)}
          {!duty.end && ` · ${duty.keepsPins ? text.keepsPins : text.forgetsPins}`}
        </p>
        <p className="quiet wrap-anywhere">{duty.watchFolder}</p>
        <div className="duty-actions">
          {duty.end ? (
            <Button type="primary" size="large" data-testid="duty-again" onClick={onAgain}>
              {text.again}
            </Button>
          ) : (
            <StopDuty size="large" />
          )}
        </div>
      </section>
      <section className="duty-card" aria-label={text.latest}>
        <h2>{text.latest}</h2>
        {duty.latest.length === 0 ? (
          <p className="quiet">{text.nothingYet}</p>
        ) : (
          <ul className="duty-items" data-testid="duty-items">
            {duty.latest.map((item) => (
              <Item key={item.folder} item={item} />
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}

function Countdown({ duty }: { duty: Duty }) {
  const { words } = useSpeech();
  const remainingMs = useRemainingMs(duty.endsAt);
  return (
    <div className="duty-clock">
      <h2>
        <span className="duty-light" aria-hidden /> {words.duty.on}
      </h2>
      <div className="duty-left">
        <span className="quiet">{words.duty.left}</span>{' '}
        <strong className="figures" role="timer" data-testid="duty-left">
          {clockOf(remainingMs)}
        </strong>
      </div>
      <span className="quiet">{words.duty.until(localMinute(duty.endsAt))}</span>
    </div>
  );
}

function Item({ item }: { item: DutyItem }) {
  const { language, words } = useSpeech();
  const bridge = useBridge();
  const isStamped = item.outcome === 'stamped';
  const { happened, next } = item.error ? describeError(item.error, language) : { happened: '', next: '' };
  return (
    <li className={isStamped ? 'duty-item' : 'duty-item duty-item-refused'} data-testid={`duty-item-${item.outcome}`}>
      {isStamped ? <CheckCircleFilled aria-hidden /> : <CloseCircleFilled aria-hidden />}
      <div className="duty-item-text">
        <span>
          <strong className="wrap-anywhere">{item.name}</strong> {isStamped ? words.duty.stamped : words.duty.refused}
          {item.approvalNumber !== '' && (
            <span className="quiet"> · {words.duty.approval(item.approvalNumber, item.approver)}</span>
          )}
        </span>
        {item.error && (
          <span>
            {happened}
            <span className="quiet"> {next}</span>
          </span>
        )}
      </div>
      <span className="quiet figures">{localMinute(item.at)}</span>
      {bridge.door === 'electron' && (
        <Button
          size="small"
          onClick={() => {
            bridge.call('desktop.reveal', { path: item.outputPath ?? item.folder }).catch(() => undefined);
          }}
        >
          {words.duty.openFolder}
        </Button>
      )}
    </li>
  );
}
