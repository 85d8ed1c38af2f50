import {
  CheckCircleFilled,
  CloseCircleFilled,
  ExclamationCircleFilled,
  MinusCircleFilled,
  QuestionCircleFilled,
} from '@ant-design/icons';
import { Button, Drawer, Tag } from 'antd';
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { SignatureReport, VerificationReport } from '../../src-main/contract/index.ts';
import { describeVerdict, formatBytes, formatTime, visibleJson } from '../../src-main/words/index.ts';
import { useBridge } from '../bridge.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Digest } from '../parts/digest.tsx';
import { ExportReport } from '../parts/export-report.tsx';
import { useMediaQuery } from '../parts/media-query.ts';
import { PrintButton } from '../parts/print-button.tsx';
import { VerdictBadge } from '../parts/verdict-badge.tsx';
import { useOpenDocument } from '../pdf/open-document.ts';
import { openOwnPdf } from '../pdf/open-pdf.ts';
import { openForAWhile } from '../pdf/open-source.ts';
import { useSpeech } from '../words/index.ts';
import { DocumentPane, type Selection } from './document-pane.tsx';
import { type AnyMark, type ChangeMark, marksOf, picturesOf, sealKey } from './marks.ts';
import { SealPictures } from './seal-pictures.tsx';
import { SignatureCard } from './signature-card.tsx';
import { Steps } from './steps.tsx';

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

/** So many cards at a time: a file may have thousands of signatures. */
const cardsAtATime = 20;
const worstFirst: readonly SignatureReport['verdict'][] = [
  'invalid',
  'changed',
  'indeterminate',
  'trial',
  'permitted',
  'valid',
];

interface Card {
  readonly signature: SignatureReport;
  readonly index: number;
}

/** Who is not trusted, and for what; null: nobody is to be told of. */
const issuerOf = ({ untrustedTop, kind }: SignatureReport): string | null =>
  untrustedTop === null ? null : `${kind} ${untrustedTop.certificate.fingerprint}`;

/** As they stand in the file; where they are folded, those with a problem before the others. */
function cardsOf(signatures: readonly SignatureReport[]): Card[] {
  const cards = signatures.map((signature, index) => ({ signature, index }));
  if (cards.length <= cardsAtATime) return cards;
  const rank = new Map(worstFirst.map((verdict, index) => [verdict, index]));
  return cards.toSorted(
    (one, other) => (rank.get(one.signature.verdict) ?? 0) - (rank.get(other.signature.verdict) ?? 0),
  );
}

/** What was found in one file, and the file beside it: the overall word, the three lines, then every signature. */
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
  const text = words.verify.desk;
  const { state, open } = useOpenDocument();
  // A package has no revisions that a page could be compared with.
  const hasRevisions = report.format === 'pdf';
  useEffect(() => {
    void open(report.path, password);
  }, [open, report.path, password]);
  const source = state.kind === 'open' ? (state.view.preview?.source ?? null) : null;
  const unsigned = report.verdict === 'unsigned' || report.signatures.length === 0;

  const isNarrow = useMediaQuery('(max-width: 900px)');
  const [isDrawerOpen, setIsDrawerOpen] = useState(false);
  const marks = useMemo(() => marksOf(report.signatures), [report.signatures]);
  const cards = useMemo(() => cardsOf(report.signatures), [report.signatures]);
  const pictures = useMemo(
    () => picturesOf(report.unsignedSealPictures?.pictures ?? []),
    [report.unsignedSealPictures],
  );
  const [shownCards, setShownCards] = useState(cardsAtATime);
  const [selection, setSelection] = useState<Selection | null>(null);
  const [compared, setCompared] = useState<ChangeMark | null>(null);
  const [focused, setFocused] = useState<Selection | null>(null);
  const turn = useRef(0);
  const root = useRef<HTMLElement>(null);

  const compare = useCallback(
    (change: ChangeMark | null) => {
      setCompared(hasRevisions ? change : null);
      if (change === null) return;
      setSelection({ key: change.key, turn: ++turn.current });
      setIsDrawerOpen(isNarrow);
    },
    [hasRevisions, isNarrow],
  );
  const showOnPage = useCallback(
    (key: string) => {
      setCompared(null);
      setSelection({ key, turn: ++turn.current });
      setIsDrawerOpen(isNarrow);
    },
    [isNarrow],
  );
  /** A box was chosen: its card comes into view and has the focus. */
  const choose = useCallback(
    (mark: AnyMark) => {
      if (mark.kind === 'change') return compare(mark);
      const at = cards.findIndex(({ index }) => sealKey(index) === mark.key);
      if (mark.kind === 'seal') setShownCards((before) => Math.max(before, at + 1));
      setSelection({ key: mark.key, turn: ++turn.current });
      setFocused({ key: mark.key, turn: turn.current });
      setIsDrawerOpen(false);
    },
    [cards, compare],
  );
  useEffect(() => {
    if (focused === null) return;
    const card = root.current?.querySelector<HTMLElement>(`.leads-to-page[data-key="${focused.key}"]`);
    card?.scrollIntoView({ block: 'nearest' });
    card?.focus({ preventScroll: true });
  }, [focused]);

  const [firstChange] = marks.changes;
  const hidden = cards.length - shownCards;
  const shown = cards.slice(0, shownCards);
  const toldBy = new Map<string, number>();
  for (const { signature, index } of shown) {
    const issuer = issuerOf(signature);
    if (issuer !== null && !toldBy.has(issuer)) toldBy.set(issuer, index);
  }
  const sameIssuerAs = ({ signature, index }: Card): number | null => {
    const told = toldBy.get(issuerOf(signature) ?? '');
    return told === undefined || told === index ? null : told + 1;
  };
  const opened = state.kind === 'open' ? state.view.opened : null;
  const pane = (
    <DocumentPane
      state={state}
      marks={marks}
      pictures={pictures}
      selection={selection}
      compared={compared}
      onSelect={choose}
      onCompare={compare}
    />
  );
  return (
    <div className="verify-desk">
      <section className="verify-report page-scroll" aria-label={text.report} ref={root}>
        <article className="report" data-testid="verification-report">
          <header className={`report-head report-head-${report.verdict}`}>
            <div className="report-verdict">
              <VerdictBadge verdict={report.verdict} large />
              {isNarrow && (
                <Button type="primary" onClick={() => setIsDrawerOpen(true)} data-testid="show-document">
                  {text.showDocument}
                </Button>
              )}
            </div>
            <p data-testid="verdict-text">{describeVerdict(report, language)}</p>
            <Steps report={report} onSettings={onSettings} />
            <div className="report-file">
              <strong className="wrap-anywhere">{report.name}</strong>
              <span className="quiet">
                {formatBytes(report.sizeBytes)} · {words.common.pages(report.pageCount)} ·{' '}
                {words.verify.verifiedAt(formatTime(report.verifiedAt, language))}
              </span>
              {report.trial && <Tag className="trial-tag">{words.verify.trial}</Tag>}
            </div>
            <div className="report-actions">
              <ExportReport
                make={() => bridge.call('verify.report', { reportId, format: 'pdf', language })}
                format="pdf"
              >
                {words.verify.exportReport}
              </ExportReport>
              <PrintButton
                name="report"
                open={async () =>
                  openOwnPdf((await bridge.call('verify.report', { reportId, format: 'pdf', language })).content)
                }
              >
                {words.verify.print.report}
              </PrintButton>
              <PrintButton name="file" open={() => openForAWhile(bridge, report.path, password)}>
                {words.verify.print.file}
              </PrintButton>
              {opened?.format === 'ofd' && (
                <ExportReport
                  make={() => bridge.call('documents.readingCopy', { documentId: opened.documentId })}
                  format="pdf"
                  name="reading-copy"
                >
                  {words.document.readingCopy}
                </ExportReport>
              )}
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
                onShow={firstChange && (() => compare(firstChange))}
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
          <SealPictures found={report.unsignedSealPictures} source={source} />
          {!unsigned && <h2>{words.verify.signatures(report.signatures.length)}</h2>}
          {hidden > 0 && (
            <p className="quiet" data-testid="folded-cards">
              {text.foldedCards(shownCards, cards.length)}
            </p>
          )}
          {shown.map(({ signature, index }) => (
            <SignatureCard
              key={index}
              number={index + 1}
              signature={signature}
              report={report}
              password={password}
              source={source}
              changes={marks.changes}
              sameIssuerAs={sameIssuerAs({ signature, index })}
              selected={selection?.key ?? null}
              onPage={showOnPage}
              onCompare={compare}
              onTrusted={onTrusted}
              onShowUse={onShowUse}
            />
          ))}
          {hidden > 0 && (
            <Button onClick={() => setShownCards(shownCards + cardsAtATime)} data-testid="more-cards">
              {text.moreCards(Math.min(hidden, cardsAtATime))}
            </Button>
          )}
          <footer className="report-foot">
            <div>
              <span className="quiet">{words.verify.fileDigest}</span>
              <Digest value={report.sha256} />
            </div>
            <CopyButton showLabel label={words.common.copyDiagnostics} text={() => visibleJson(report)} />
          </footer>
        </article>
      </section>
      {isNarrow ? (
        <Drawer
          open={isDrawerOpen}
          onClose={() => setIsDrawerOpen(false)}
          // The drawer gives the focus back to what opened it; what was chosen in it has it then.
          afterOpenChange={(isOpen) => {
            setFocused((card) => (isOpen ? null : card && { ...card }));
          }}
          title={text.document}
          size="100%"
          rootClassName="document-drawer"
        >
          <div className="document-pane">{pane}</div>
        </Drawer>
      ) : (
        <section className="document-pane" aria-label={text.document} data-testid="document-pane">
          {pane}
        </section>
      )}
    </div>
  );
}

function Line({
  name,
  tone,
  label,
  value,
  onShow,
}: {
  name: string;
  tone: LineTone;
  label: string;
  value: string;
  /** Goes to what the line is about. */
  onShow?: (() => void) | undefined;
}) {
  const { words } = useSpeech();
  const told = (
    <>
      <span className="line-icon" aria-hidden>
        {lineIcons[tone]}
      </span>
      <span className="line-label">{label}</span>
      <strong>{value}</strong>
    </>
  );
  return (
    <li className={`report-row tone-${tone}`} data-testid={`line-${name}`} data-tone={tone}>
      {onShow === undefined ? (
        <div className="report-line">{told}</div>
      ) : (
        <button type="button" className="report-line" onClick={onShow} data-testid={`show-${name}`}>
          {told}
          <span className="line-way">{words.verify.desk.showChanges} ›</span>
        </button>
      )}
    </li>
  );
}
