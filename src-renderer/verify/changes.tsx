import { Button } from 'antd';
import type { PDFDocumentProxy } from 'pdfjs-dist';
import { useEffect, useState } from 'react';
import type { DocumentChange, SignatureReport } from '../../src-main/contract/index.ts';
import { describeChange } from '../../src-main/words/index.ts';
import { useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { openPdf, type PdfPreview } from '../pdf/open-pdf.ts';
import { PageCrop, type PageWindow } from '../pdf/page-crop.tsx';
import { useSpeech } from '../words/index.ts';

const pictureWidthPx = 300;
const aroundMm = 15;
/** More pairs than these nobody compares by eye. */
const pairLimit = 6;
const longestRead = 1 << 24;
const mmPerPoint = 25.4 / 72;

type Signature = Pick<SignatureReport, 'fieldName' | 'changes' | 'coversWholeFile' | 'coveredUntil'>;

interface Revision {
  readonly documentId: string;
  readonly sizeBytes: number;
  readonly preview: PdfPreview;
}

/** The pages with something to compare, each with the place of its first change. */
function changedPages(changes: readonly DocumentChange[]): { page: number; rect: DocumentChange['rect'] }[] {
  const pages = new Map<number, DocumentChange['rect']>();
  for (const { page, rect } of changes) if (page !== null && !pages.has(page)) pages.set(page, rect);
  return [...pages].slice(0, pairLimit).map(([page, rect]) => ({ page, rect }));
}

async function windowOnto(pdf: PDFDocumentProxy, page: number, rect: DocumentChange['rect']): Promise<PageWindow> {
  if (rect && rect.widthMm > 0) {
    return {
      page,
      leftMm: rect.leftMm - aroundMm,
      topMm: rect.topMm - aroundMm,
      widthMm: rect.widthMm + 2 * aroundMm,
      heightMm: rect.heightMm + 2 * aroundMm,
    };
  }
  const { width, height } = (await pdf.getPage(page)).getViewport({ scale: 1 });
  return { page, leftMm: 0, topMm: 0, widthMm: width * mmPerPoint, heightMm: height * mmPerPoint };
}

/** What was done to the file after a signature, and how it looked when it was signed. */
export function Changes({
  signature,
  path,
  password,
  pdf,
}: {
  signature: Signature;
  path: string;
  password: string | undefined;
  pdf: PDFDocumentProxy | null;
}) {
  const bridge = useBridge();
  const { language, words } = useSpeech();
  const [revision, setRevision] = useState<Revision | null>(null);
  const [error, setError] = useState<unknown>(null);
  const { changes, fieldName } = signature;

  useEffect(() => {
    if (revision === null) return;
    return () => {
      revision.preview.close();
      bridge.call('documents.close', { documentId: revision.documentId }).catch(() => undefined);
    };
  }, [bridge, revision]);

  if (signature.coversWholeFile || signature.coveredUntil === 0) return null;

  const show = async () => {
    setError(null);
    try {
      const opened = await bridge.call('documents.openRevision', { path, fieldName, password });
      const preview = await openPdf(bridge, opened, password);
      setRevision({ documentId: opened.documentId, sizeBytes: opened.sizeBytes, preview });
    } catch (thrown) {
      setError(thrown);
    }
  };

  const save = async (signed: Revision) => {
    setError(null);
    try {
      const content = new Uint8Array(signed.sizeBytes);
      for (let offsetBytes = 0; offsetBytes < content.length; offsetBytes += longestRead) {
        const request = { documentId: signed.documentId, offsetBytes, lengthBytes: longestRead };
        content.set(await bridge.call('documents.read', request), offsetBytes);
      }
      await bridge.saveFile(words.verify.changes.fileName(nameOf(path)), content, 'application/pdf');
    } catch (thrown) {
      setError(thrown);
    }
  };

  return (
    <div className="changes" data-testid="changes">
      <ul>
        {changes.map((change, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a report does not change, and two changes may be alike
          <li key={index} data-kind={change.kind} data-allowed={change.allowedBy ?? 'nothing'}>
            {describeChange(change, language)}
          </li>
        ))}
      </ul>
      {error !== null && <ErrorPanel error={error} reader="checking" />}
      {signature.coveredUntil === null ? null : revision === null ? (
        <Button size="small" onClick={show} data-testid="show-signed">
          {words.verify.changes.showSigned}
        </Button>
      ) : (
        <>
          <Pairs signed={revision.preview.pdf} current={pdf} changes={changes} />
          <Button size="small" onClick={() => save(revision)} data-testid="save-signed">
            {words.verify.changes.saveSigned}
          </Button>
        </>
      )}
    </div>
  );
}

function nameOf(path: string): string {
  return (path.split(/[\\/]/).at(-1) ?? path).replace(/\.pdf$/i, '');
}

function Pairs({
  signed,
  current,
  changes,
}: {
  signed: PDFDocumentProxy;
  current: PDFDocumentProxy | null;
  changes: readonly DocumentChange[];
}) {
  const pages = changedPages(changes);
  const shown = pages.length > 0 ? pages : [{ page: 1, rect: null }];
  return shown.map(({ page, rect }) => <Pair key={page} signed={signed} current={current} page={page} rect={rect} />);
}

/** One place of a page, as it was signed and as it is now. A page that one of them lacks stays out. */
function Pair({
  signed,
  current,
  page,
  rect,
}: {
  signed: PDFDocumentProxy;
  current: PDFDocumentProxy | null;
  page: number;
  rect: DocumentChange['rect'];
}) {
  const { words } = useSpeech();
  const [place, setPlace] = useState<PageWindow | null>(null);
  useEffect(() => {
    let stale = false;
    const lookedAt = page <= signed.numPages ? signed : current;
    if (lookedAt === null) return;
    windowOnto(lookedAt, page, rect).then(
      (found) => {
        if (!stale) setPlace(found);
      },
      () => undefined,
    );
    return () => {
      stale = true;
    };
  }, [signed, current, page, rect]);
  if (place === null) return null;
  const sides = [
    { label: words.verify.changes.before, pdf: signed },
    { label: words.verify.changes.after, pdf: current },
  ];
  return (
    <div className="change-pair">
      {sides.map(({ label, pdf }) => (
        <figure key={label}>
          {pdf !== null && page <= pdf.numPages && (
            <PageCrop pdf={pdf} place={place} widthPx={pictureWidthPx} label={`${label} ${words.common.page(page)}`} />
          )}
          <figcaption className="quiet">
            {label} · {words.common.page(page)}
          </figcaption>
        </figure>
      ))}
    </div>
  );
}
