import { CheckCircleFilled, InfoCircleFilled, StopFilled, WarningFilled } from '@ant-design/icons';
import type { ReactNode } from 'react';
import type { PreflightFinding, PreflightLevel, StampPlan } from '../../../src-main/contract/index.ts';
import { describeWarning, preflightLevelWords, warningAdvice, warningTitle } from '../../../src-main/words/index.ts';
import { useSpeech } from '../../words/index.ts';
import { FindingPlace, type ShownDocument } from './finding-place.tsx';
import './preflight.css';

/** A level has a shape and a word of its own: nobody needs to see its colour. */
const icons: Record<PreflightLevel, ReactNode> = {
  stop: <StopFilled />,
  warn: <WarningFilled />,
  note: <InfoCircleFilled />,
};

function Finding({ finding, shown }: { finding: PreflightFinding; shown: ShownDocument | null }) {
  const { language } = useSpeech();
  const { level, code, place } = finding;
  return (
    <li className={`preflight-finding preflight-${level}`} data-testid={`finding-${code}`} data-level={level}>
      <span className="preflight-level">
        <span aria-hidden>{icons[level]}</span> {preflightLevelWords[language][level]}
      </span>
      <div className="preflight-words">
        <div>{describeWarning(finding, language)}</div>
        <div className="quiet">{warningAdvice(code, language)}</div>
      </div>
      {place && shown && <FindingPlace place={place} shown={shown} what={warningTitle(code, language)} />}
    </li>
  );
}

const count = (findings: readonly PreflightFinding[], wanted: PreflightLevel) =>
  findings.filter(({ level }) => level === wanted).length;

/** 盖章预检: what was found before the PIN, on a sheet that is as high whatever that is. */
export function PreflightSheet({ plan, shown }: { plan: StampPlan | null; shown: ShownDocument | null }) {
  const { words } = useSpeech();
  const text = words.preflight;
  const findings = plan?.warnings ?? [];
  const [stops, warnings] = [count(findings, 'stop'), count(findings, 'warn')];
  const isQuiet = plan !== null && stops + warnings === 0;
  const summary =
    plan === null ? text.running : isQuiet ? text.passed(plan.checked) : text.found(plan.checked, stops, warnings);
  return (
    <section className="preflight" aria-label={text.title} data-testid="preflight">
      <div className="preflight-head">
        <h3>{text.title}</h3>
        <span role="status" className={isQuiet ? 'preflight-passed' : 'quiet'} data-testid="preflight-summary">
          {isQuiet && (
            <span aria-hidden>
              <CheckCircleFilled />{' '}
            </span>
          )}
          {summary}
        </span>
      </div>
      {isQuiet && findings.length === 0 && <p className="preflight-text quiet">{text.passedText}</p>}
      <ul className="preflight-findings">
        {findings.map((finding) => (
          <Finding key={`${finding.code} ${JSON.stringify(finding)}`} finding={finding} shown={shown} />
        ))}
      </ul>
    </section>
  );
}

/** How many findings keep the stamp from being made. */
export const stopsOf = (plan: StampPlan | null): number => count(plan?.warnings ?? [], 'stop');

/** Why the button beside it does nothing. */
export function StopReason({ stops }: { stops: number }) {
  const { words } = useSpeech();
  if (stops === 0) return null;
  return (
    <span id="stop-reason" className="stop-reason danger-text" role="alert" data-testid="stop-reason">
      <span aria-hidden>
        <StopFilled />
      </span>{' '}
      {words.preflight.stopped(stops)}
    </span>
  );
}
