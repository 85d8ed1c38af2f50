import { Alert, Button, Collapse, Tag } from 'antd';
import { useEffect, useState } from 'react';
import type { SignatureReport, VerificationReport } from '../../src-main/contract/index.ts';
import {
  describeClaimedTimestamp,
  describeFinding,
  formatBytes,
  formatDay,
  formatExactTime,
} from '../../src-main/words/index.ts';
import { formatMm } from '../format/measures.ts';
import { CertificateFacts } from '../parts/certificate-facts.tsx';
import { Facts } from '../parts/facts.tsx';
import { VerdictBadge } from '../parts/verdict-badge.tsx';
import { PageCrop, type PageWindow } from '../pdf/page-crop.tsx';
import type { PageSource } from '../pdf/page-source.ts';
import { useSpeech } from '../words/index.ts';
import { Changes } from './changes.tsx';
import { Findings } from './findings.tsx';
import { type ChangeMark, isTold, pageRuns, sealKey } from './marks.ts';
import { ReceiptLine } from './receipt-line.tsx';
import { RegisteredPicture } from './registered-picture.tsx';
import { UntrustedIssuer } from './untrusted-issuer.tsx';

const pictureWidthPx = 120;

const isSameReceipt = (one: SignatureReport['receipt'], other: SignatureReport['receipt']) =>
  one !== null && one.hash === other?.hash;

/** The seal and a little of the page around it, in a square. */
function windowOver(widget: NonNullable<SignatureReport['widget']>): PageWindow {
  const side = Math.max(widget.widthMm, widget.heightMm) + 8;
  return {
    page: widget.page,
    leftMm: widget.leftMm + widget.widthMm / 2 - side / 2,
    topMm: widget.topMm + widget.heightMm / 2 - side / 2,
    widthMm: side,
    heightMm: side,
  };
}

/** One signature: its seal, who and when, its certificate, and why it is judged so. */
export function SignatureCard({
  number,
  signature,
  report: { path, sizeBytes, signatures },
  password,
  source,
  changes,
  sameIssuerAs,
  selected,
  onPage,
  onCompare,
  onTrusted,
  onShowUse,
}: {
  /** Of the signature in the file, as its box on the page has it. */
  number: number;
  signature: SignatureReport;
  report: Pick<VerificationReport, 'path' | 'sizeBytes' | 'signatures'>;
  password: string | undefined;
  source: PageSource | null;
  changes: readonly ChangeMark[];
  /** The number of an earlier card that says of this issuer all that is to be said; null: this one does. */
  sameIssuerAs: number | null;
  /** The key of what is marked as meant. */
  selected: string | null;
  onPage: (key: string) => void;
  onCompare: (change: ChangeMark) => void;
  /** The person trusts an issuer that she did not before. */
  onTrusted: () => void;
  /** Goes to a use in the record of this machine; null: to the record. */
  onShowUse: (seq: number | null) => void;
}) {
  const { language, words } = useSpeech();
  const { widget, certificate } = signature;
  const otherName = signature.findings.find(({ code, state }) => code === 'seal-name' && state === 'warning');
  const maker = signature.sealMaker?.chain[0];
  const visible = widget !== null && widget.widthMm > 0 && widget.heightMm > 0;
  // One that is not seen may stand beside the seal that the receipt is of.
  const beside = visible ? [] : signatures.filter(({ receipt }) => isSameReceipt(receipt, signature.receipt));
  const signers = [signature, ...beside].flatMap((one) => one.certificate?.fingerprint ?? []).join(' ');
  const sealFacts = (seal: NonNullable<SignatureReport['seal']>) => [
    { label: words.verify.seal, value: <strong data-testid="sealed-with">{seal.name}</strong> },
    { label: words.verify.sealNumber, value: <span className="figures">{seal.sealNumber}</span> },
    { label: words.verify.sealMaker, value: seal.makerName },
    {
      label: words.verify.sealValidity,
      value: `${formatDay(seal.validFrom, language)} – ${formatDay(seal.validUntil, language)}`,
    },
  ];
  const blank = visible ? words.common.loading : words.verify.invisible;
  const coverage =
    signature.coversWholeFile || signature.coveredUntil === null
      ? words.verify[signature.coversWholeFile ? 'coversWhole' : 'coversPartly']
      : `${words.verify.coversUntil(formatBytes(signature.coveredUntil))} / ${formatBytes(sizeBytes)}`;
  const place = widget === null ? '' : words.common.page(widget.page);
  const seen = [signature.widget, ...signature.furtherWidgets].flatMap((one) => (one && one.widthMm > 0 ? [one] : []));
  const pages = pageRuns(seen.map(({ page }) => page))
    .map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`))
    .join(words.common.separator);
  const key = sealKey(number - 1);
  const called = signature.kind === 'timestamp' ? words.verify.desk.timestamp(number) : words.verify.desk.seal(number);
  const isOpened = changes.some((mark) => mark.key === selected && mark.signature === signature);
  const [openPanels, setOpenPanels] = useState<string[]>([]);
  useEffect(() => {
    if (isOpened) setOpenPanels((before) => [...new Set([...before, 'changes'])]);
  }, [isOpened]);
  return (
    <section
      className="signature-card leads-to-page"
      data-testid="signature-card"
      data-verdict={signature.verdict}
      data-key={key}
      data-selected={key === selected}
      tabIndex={-1}
      aria-label={`${called} ${signature.signerName}`}
    >
      <div className="signature-picture">
        {visible && source !== null ? (
          <PageCrop
            source={source}
            place={windowOver(widget)}
            widthPx={pictureWidthPx}
            label={`${signature.signerName} ${place}`}
          />
        ) : (
          <div className="signature-blank quiet">{blank}</div>
        )}
        <RegisteredPicture signature={signature} path={path} password={password} />
      </div>
      <div className="signature-facts">
        <div className="signature-head">
          <span className="mark-chip">{called}</span>
          <h3>{signature.signerName === '' ? words.verify.desk.unnamed : signature.signerName}</h3>
          <VerdictBadge verdict={signature.verdict} />
          {signature.algorithm.startsWith('SM2') && <Tag data-testid="national">{words.verify.national}</Tag>}
          {signature.kind === 'timestamp' && <Tag>{words.longTerm.documentTimestamp}</Tag>}
          {signature.trial && <Tag className="trial-tag">{words.verify.trial}</Tag>}
        </div>
        {otherName !== undefined && (
          <Alert type="warning" showIcon data-testid="other-name" title={describeFinding(otherName, language)} />
        )}
        <Facts
          facts={[
            {
              label: words.verify.time,
              value:
                signature.signingTime === null ? (
                  words.timeSources.none
                ) : (
                  <>
                    {formatExactTime(signature.signingTime, language)}{' '}
                    <span className="quiet">{words.timeSources[signature.signingTimeSource]}</span>
                  </>
                ),
            },
            signature.claimedTimestamp === null
              ? null
              : {
                  label: words.verify.claimedTimestamp,
                  value: (
                    <span className="quiet" data-testid="claimed-timestamp">
                      {describeClaimedTimestamp(signature.claimedTimestamp, language)}
                    </span>
                  ),
                },
            certificate === null
              ? null
              : {
                  label: words.verify.desk.issuer,
                  value: <span data-testid="issuer">{certificate.issuer.display}</span>,
                },
            certificate === null
              ? null
              : {
                  label: words.verify.desk.certificateValidity,
                  value: `${formatDay(certificate.notBefore, language)} – ${formatDay(certificate.notAfter, language)}`,
                },
            ...(signature.seal === null ? [] : sealFacts(signature.seal)),
            signature.reason === '' ? null : { label: words.verify.reason, value: signature.reason },
            signature.location === '' ? null : { label: words.verify.location, value: signature.location },
            visible
              ? {
                  label: words.verify.place,
                  value: (
                    <>
                      {seen.length > 1
                        ? words.verify.desk.places(seen.length, pages)
                        : `${place} · X ${formatMm(widget.leftMm + widget.widthMm / 2)} · Y ${formatMm(widget.topMm + widget.heightMm / 2)} mm`}{' '}
                      <Button size="small" onClick={() => onPage(key)} data-testid="card-on-page">
                        {words.verify.desk.goToPage}
                      </Button>
                    </>
                  ),
                }
              : null,
          ]}
        />
        {signature.receipt !== null && signature.verdict !== 'invalid' && (
          <ReceiptLine receipt={signature.receipt} signers={signers} onShow={onShowUse} />
        )}
        {sameIssuerAs === null ? (
          <UntrustedIssuer signature={signature} onTrusted={onTrusted} />
        ) : (
          <p className="quiet">{words.verify.desk.sameIssuer(sameIssuerAs)}</p>
        )}
        <Collapse
          size="small"
          activeKey={openPanels}
          onChange={(open) => setOpenPanels([open].flat())}
          items={[
            {
              key: 'why',
              label: <span data-testid="why">{words.verify.why}</span>,
              children: (
                <>
                  <Findings findings={signature.findings} />
                  <Facts
                    facts={[
                      { label: words.verify.algorithm, value: signature.algorithm },
                      {
                        label: words.verify.covered,
                        value: coverage,
                      },
                      { label: words.verify.fieldName, value: `${signature.fieldName} · ${signature.subFilter}` },
                    ]}
                  />
                </>
              ),
            },
            ...(signature.coversWholeFile || signature.coveredUntil === 0
              ? []
              : [
                  {
                    key: 'changes',
                    label: (
                      <span data-testid="later">
                        {words.verify.changes.title(signature.changes.filter(isTold).length)}
                      </span>
                    ),
                    children: (
                      <Changes
                        signature={signature}
                        path={path}
                        password={password}
                        marks={changes}
                        selected={selected}
                        onCompare={onCompare}
                      />
                    ),
                  },
                ]),
            ...(certificate === null
              ? []
              : [
                  {
                    key: 'certificate',
                    label: words.verify.certificate,
                    children: <CertificateFacts certificate={certificate} />,
                  },
                ]),
            ...(maker === undefined
              ? []
              : [
                  {
                    key: 'maker',
                    label: <span data-testid="seal-maker">{words.verify.makerCertificate}</span>,
                    children: <CertificateFacts certificate={maker} />,
                  },
                ]),
          ]}
        />
      </div>
    </section>
  );
}
