import { LockOutlined, RollbackOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { HistoryCheck, OpenedLedger } from '../../../src-main/contract/index.ts';
import { describeHistoryFault, formatTime } from '../../../src-main/words/index.ts';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { useSpeech } from '../../words/index.ts';
import type { HistoryWork } from '../use-history-work.ts';
import { percentOf } from '../use-history-work.ts';
import { chainedUntil, vouchedUntil } from './standing.ts';

const shownFaults = 5;

/** Says over all that is shown that it is an old ledger, what is lost of it and what it still proves. */
export function AsideBand({
  opened,
  check,
  onBack,
}: {
  opened: OpenedLedger;
  check: HistoryWork<HistoryCheck>;
  onBack: () => void;
}) {
  const { language, words } = useSpeech();
  const text = words.history.aside;
  const facts = [
    text.facts(opened.uses, opened.events),
    opened.lastAt === null ? '' : text.last(formatTime(opened.lastAt, language)),
  ].filter((fact) => fact !== '');
  return (
    <section className="aside-band" aria-label={text.band} data-testid="aside-band">
      <div className="aside-band-head">
        <strong>
          <LockOutlined aria-hidden /> {text.band}
        </strong>
        <span className="quiet wrap-anywhere" title={opened.path}>
          {[opened.path.replace(/^.*[/\\]/, ''), ...facts].join(' · ')}
        </span>
        <Button icon={<RollbackOutlined />} onClick={onBack} data-testid="aside-back">
          {text.back}
        </Button>
      </div>
      {check.kind === 'running' && (
        <p role="status">
          {text.checking} {percentOf(check.progress)}%
        </p>
      )}
      {check.kind === 'failed' && <ErrorPanel error={check.error} reader="checking" />}
      {check.kind === 'done' && <Standing opened={opened} check={check.result} />}
    </section>
  );
}

function Standing({ opened, check }: { opened: OpenedLedger; check: HistoryCheck }) {
  const { language, words } = useSpeech();
  const text = words.history.aside;
  const chained = chainedUntil(check);
  const vouched = vouchedUntil(check);
  const proven =
    chained === 0
      ? [text.nothingProven]
      : [text.chained(chained), vouched === 0 ? text.notVouched : text.vouched(vouched)];
  const told = check.faults
    .slice(0, shownFaults)
    .map((fault) => ({ key: `${fault.kind} ${fault.number}`, said: describeHistoryFault(fault, language).happened }));
  const more = check.faultCount - told.length;
  const lost = [
    ...(opened.unreadable > 0 ? [{ key: 'unreadable', said: text.unreadable(opened.unreadable) }] : []),
    ...told,
    ...(more > 0 ? [{ key: 'more', said: words.history.checking.more(more) }] : []),
  ];
  return (
    <dl className="aside-standing" data-testid="aside-standing" data-whole={check.whole}>
      <div>
        <dt>{text.proven}</dt>
        {check.whole && <dd>{text.whole}</dd>}
        {proven.map((said) => (
          <dd key={said}>{said}</dd>
        ))}
      </div>
      <div>
        <dt>{text.lost}</dt>
        {lost.length === 0 && <dd>{text.nothingLost}</dd>}
        {lost.map(({ key, said }) => (
          <dd key={key}>{said}</dd>
        ))}
      </div>
    </dl>
  );
}
