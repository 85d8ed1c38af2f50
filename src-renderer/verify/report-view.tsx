import {
  CheckCircleFilled,
  CloseCircleFilled,
  ExclamationCircleFilled,
  MinusCircleFilled,
  QuestionCircleFilled,
} from '@ant-design/icons';
import { Button, Tag } from 'antd';
import { type ReactNode, useEffect } from 'react';
import type { VerificationReport } from '../../src-main/contract/index.ts';
import { describeVerdict, formatBytes, formatTime, visibleJson } from '../../src-main/words/index.ts';
import { useBridge } from '../bridge.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Digest } from '../parts/digest.tsx';
import { ExportReport } from '../parts/export-report.tsx';
import { VerdictBadge } from '../parts/verdict-badge.tsx';
import { useOpenDocument } from '../pdf/open-document.ts';
import { useSpeech } from '../words/index.ts';
import { SealPictures } from './seal-pictures.tsx';
import { SignatureCard } from './signature-card.tsx';

type LineTone = 'good' | 'note' | 'bad' | 'open' | 'empty';

const lineIcons: Record<LineTone, ReactNode> = {
  good: <CheckCircleFilled />,
  note: <ExclamationCircleFilled />,
  bad: <CloseCircleFilled />,
  open: <QuestionCircleFilled />,
  empty: <MinusCircleFilled />,
};

const contentTones = { unchanged: 'good', changed: 'bad', unknown: 'open', none: 'empty' } as const;
const afterwardsTones = {
  none: 'good',
  'signatures-only': 'good',
  allowed: 'good',
  changed: 'bad',
  unknown: 'open',
} as const;
const identityTones = {
  trusted: 'good',
  untrusted: 'open',
  'maker-untrusted': 'open',
  expired: 'bad',
  invalid: 'bad',
  unknown: 'open',
  none: 'empty',
} as const;

/** What was found in one file: the overall word, the three lines, then every signature. */
export function ReportView({
  reportId,
  report,
  password,
  onSettings,
  onTrusted,
  onShowUse,
}: {
  reportId: string;
  report: VerificationReport;
  password: string | undefined;
  onSettings: () => void;
  onTrusted: () => void;
  onShowUse: (seq: number | null) => void;
}) {
  const bridge = useBridge();
  const { language, words } = useSpeech();
  const { state, open } = useOpenDocument();
  // The pages of an OFD are not drawn yet.
  const isDrawn = report.format === 'pdf';
  const hasPictures =
    isDrawn &&
    (report.signatures.some(({ widget, coversWholeFile }) => widget !== null || !coversWholeFile) ||
      (report.unsignedSealPictures?.pictures.length ?? 0) > 0);
  useEffect(() => {
    if (hasPictures) open(report.path, password);
  }, [hasPictures, open, report.path, password]);
  const pdf = state.kind === 'open' ? (state.view.preview?.pdf ?? null) : null;
  const unsigned = report.verdict === 'unsigned' || report.signatures.length === 0;
  const { identity } = report.lines;

  return (
    <article className="report" data-testid="verification-report">
      <header className={`report-head report-head-${report.verdict}`}>
        <VerdictBadge verdict={report.verdict} large />
        <p data-testid="verdict-text">{describeVerdict(report, language)}</p>
        <div className="report-file">
          <strong className="wrap-anywhere">{report.name}</strong>
          <span className="quiet">
            {formatBytes(report.sizeBytes)} · {words.common.pages(report.pageCount)} ·{' '}
            {words.verify.verifiedAt(formatTime(report.verifiedAt, language))}
          </span>
          {report.trial && <Tag className="trial-tag">{words.verify.trial}</Tag>}
        </div>
        <div className="report-actions">
          <ExportReport make={() => bridge.call('verify.report', { reportId, format: 'pdf', language })} format="pdf">
            {words.verify.exportReport}
          </ExportReport>
        </div>
      </header>
      {!unsigned && (
        <ul className="report-lines">
          <Line
            name="content"
            tone={contentTones[report.lines.content]}
            label={words.verify.lines.content}
            value={words.verify.content[report.lines.content]}
          />
          <Line
            name="afterwards"
            tone={afterwardsTones[report.lines.afterwards]}
            label={words.verify.lines.afterwards}
            value={words.verify.afterwards[report.lines.afterwards]}
          />
          <Line
            name="identity"
            tone={identityTones[report.lines.identity]}
            label={words.verify.lines.identity}
            value={words.verify.identity[report.lines.identity]}
          />
        </ul>
      )}
      {report.damage !== null && <p role="alert">{words.verify.damaged}</p>}
      <SealPictures found={report.unsignedSealPictures} pdf={pdf} />
      {(identity === 'untrusted' || identity === 'maker-untrusted') && (
        <Button type="link" size="small" onClick={onSettings}>
          {identity === 'untrusted' ? words.verify.showInSettings : words.verify.showMakersInSettings}
        </Button>
      )}
      {!unsigned && <h2>{words.verify.signatures(report.signatures.length)}</h2>}
      {report.signatures.map((signature) => (
        <SignatureCard
          // Fields of one file may share a name.
          key={`${signature.fieldName} ${signature.coveredUntil ?? ''}`}
          signature={signature}
          report={report}
          password={password}
          pdf={pdf}
          onTrusted={onTrusted}
          onShowUse={onShowUse}
        />
      ))}
      <footer className="report-foot">
        <div>
          <span className="quiet">{words.verify.fileDigest}</span>
          <Digest value={report.sha256} />
        </div>
        <CopyButton showLabel label={words.common.copyDiagnostics} text={() => visibleJson(report)} />
      </footer>
    </article>
  );
}

function Line({ name, tone, label, value }: { name: string; tone: LineTone; label: string; value: string }) {
  return (
    <li className={`report-line tone-${tone}`} data-testid={`line-${name}`} data-tone={tone}>
      <span className="line-icon" aria-hidden>
        {lineIcons[tone]}
      </span>
      <span className="line-label">{label}</span>
      <strong>{value}</strong>
    </li>
  );
}
