import { CheckCircleFilled, CloseCircleFilled, ExclamationCircleFilled, QuestionCircleFilled } from '@ant-design/icons';
import { Collapse } from 'antd';
import type { ReactNode } from 'react';
import {
  type MethodOutput,
  type SealFacts,
  sealVerdictOf,
  type SealVerdict as Verdict,
} from '../../src-main/contract/index.ts';
import { formatDay, formatTime } from '../../src-main/words/index.ts';
import { formatSize } from '../format/measures.ts';
import { CertificateFacts } from '../parts/certificate-facts.tsx';
import { Digest } from '../parts/digest.tsx';
import { Facts } from '../parts/facts.tsx';
import { Findings } from '../verify/findings.tsx';
import { useSpeech } from '../words/index.ts';

type Report = MethodOutput<'seals.verify'>;

/** SES_SealInfo.property.type of a person's seal (GB/T 38540-2020, 6.1.3). */
const personType = 2;
const oldestCurrentVersion = 4;

/** What a seal of GB/T 38540 says of itself. */
export function StandardFacts({ facts }: { facts: SealFacts }) {
  const { language, words } = useSpeech();
  const text = words.sealKeeping.standard;
  return (
    <Facts
      facts={[
        { label: words.sealKeeping.number, value: <span className="figures">{facts.sealNumber}</span> },
        { label: text.name, value: facts.name },
        { label: text.type, value: facts.type === personType ? text.types.person : text.types.unit },
        { label: words.sealKeeping.maker, value: facts.makerName },
        { label: text.createdAt, value: formatTime(facts.createdAt, language) },
        {
          label: text.validity,
          value: `${formatDay(facts.validFrom, language)} – ${formatDay(facts.validUntil, language)}`,
        },
        { label: text.picture, value: `${facts.pictureType} · ${formatSize(facts.widthMm, facts.heightMm)}` },
        {
          label: text.version,
          value: facts.version < oldestCurrentVersion ? text.versions.older : text.versions.current,
        },
        { label: text.digest, value: <Digest value={facts.sha256} /> },
      ]}
    />
  );
}

const verdictLooks: Record<Verdict, { className: string; icon: ReactNode }> = {
  valid: { className: 'verdict-valid', icon: <CheckCircleFilled /> },
  untrusted: { className: 'verdict-indeterminate', icon: <QuestionCircleFilled /> },
  intact: { className: 'verdict-changed', icon: <ExclamationCircleFilled /> },
  broken: { className: 'verdict-invalid', icon: <CloseCircleFilled /> },
};

/** Whether a seal holds: one word, then every check, then who made it. */
export function SealVerdict({ report }: { report: Report }) {
  const { words } = useSpeech();
  const text = words.sealKeeping.standard;
  const verdict = sealVerdictOf(report);
  const { className, icon } = verdictLooks[verdict];
  return (
    <div className="stack" data-testid="seal-verdict" data-verdict={verdict}>
      <span className={`verdict ${className}`}>
        <span aria-hidden>{icon}</span> {words.sealVerdicts[verdict]}
      </span>
      {verdict === 'untrusted' && <p className="quiet">{text.untrustedNext}</p>}
      <Collapse
        size="small"
        items={[
          { key: 'why', label: text.why, children: <Findings findings={report.findings} /> },
          ...(report.makerCertificate === null
            ? []
            : [
                {
                  key: 'maker',
                  label: text.makerCertificate,
                  children: <CertificateFacts certificate={report.makerCertificate} />,
                },
              ]),
        ]}
      />
    </div>
  );
}
