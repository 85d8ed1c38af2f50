import {
  CheckCircleFilled,
  CloseCircleFilled,
  ExclamationCircleFilled,
  MinusCircleFilled,
  QuestionCircleFilled,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import type { Finding } from '../../src-main/contract/index.ts';
import { describeFinding } from '../../src-main/words/index.ts';
import { useSpeech } from '../words/index.ts';

const icons: Record<Finding['state'], ReactNode> = {
  passed: <CheckCircleFilled />,
  failed: <CloseCircleFilled />,
  unknown: <QuestionCircleFilled />,
  warning: <ExclamationCircleFilled />,
  'not-applicable': <MinusCircleFilled />,
};

/** Everything that was checked about one signature, with its evidence one click deeper. */
export function Findings({ findings }: { findings: Finding[] }) {
  const { language, words } = useSpeech();
  return (
    <ul className="findings">
      {findings.map((finding, index) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: two findings may be alike, and their order is the report's
          key={`${index} ${finding.code}`}
          className={`finding finding-${finding.state}`}
          data-code={finding.code}
        >
          <span className="finding-icon" aria-hidden>
            {icons[finding.state]}
          </span>
          <div>
            <strong>{words.findings.checks[finding.code].title}</strong>
            <span className="finding-state">{words.findings.states[finding.state]}</span>
            <p>{describeFinding(finding, language)}</p>
            {finding.evidence !== undefined && (
              <details>
                <summary>{words.verify.evidence}</summary>
                <code className="wrap-anywhere">
                  {finding.reason} · {finding.evidence}
                </code>
              </details>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
