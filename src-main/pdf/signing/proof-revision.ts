import { PDFHexString, PDFName, PDFNumber, type PDFRef } from 'pdf-lib';
import { AppError, type Impression } from '../../contract/index.ts';
import type { PdfDocument } from '../file/document.ts';
import { isPdfA1 } from '../pages/conformance.ts';
import { displayedSize, isOnPage, unitsPerMm, uprightMatrix } from '../pages/page-geometry.ts';
import { type Page, pageCount, readPage } from '../pages/pages.ts';
import { type Area, addArtwork, drawing, multiply, operands } from './appearance.ts';
import type { Artwork } from './artwork.ts';
import { detachSignatures } from './detached-signatures.ts';
import { addToPage } from './form-additions.ts';
import { dictionary, numbers, Revision } from './revision.ts';

const name = (text: string) => PDFName.of(text);

/** A seal, and where it would be seen. */
export interface ProofSeal {
  readonly artwork: Artwork;
  readonly impressions: readonly Impression[];
}

export interface ProofRequest {
  readonly seals: readonly ProofSeal[];
  /** What stands across each page. */
  readonly mark: Artwork;
  /** The same for whoever has pages read out. */
  readonly text: string;
}

export interface ProofRevision {
  readonly bytes: Uint8Array;
  readonly pageCount: number;
  /** How many signatures of the original are signatures no more in the proof. */
  readonly detachedSignatures: number;
}

/** Every seal is crossed by the mark, and text can be read between two of them. */
const markPitchMm = { across: 90, down: 36 };
const markAngle = Math.PI / 6;
const markOpacity = 0.22;

/** ReadOnly, Print, Locked and LockedContents (ISO 32000-2, Table 167): the mark prints, and is not moved or deleted by mistake. */
const fixed = 4 + 64 + 128 + 512;

/** Where the mark is drawn, from the middle of the page outwards, so that the smallest page has one. */
function markMatrices(page: Page, mark: Artwork): number[][] {
  const unit = unitsPerMm(page);
  const { widthMm, heightMm } = displayedSize(page);
  const reachMm = Math.hypot(widthMm, heightMm) / 2;
  const [cos, sin] = [Math.cos(markAngle), Math.sin(markAngle)];
  const [columns, rows] = [Math.ceil(reachMm / markPitchMm.across), Math.ceil(reachMm / markPitchMm.down)];
  const matrices: number[][] = [];
  for (let row = -rows; row <= rows; row++) {
    for (let column = -columns; column <= columns; column++) {
      const [across, up] = [(column + (row % 2) / 2) * markPitchMm.across, row * markPitchMm.down];
      const [x, y] = [(widthMm / 2 + across * cos - up * sin) * unit, (heightMm / 2 + across * sin + up * cos) * unit];
      const [halfX, halfY] = [(mark.widthMm / 2) * unit, (mark.heightMm / 2) * unit];
      const isSeen = Math.abs(x / unit - widthMm / 2) < reachMm && Math.abs(y / unit - heightMm / 2) < reachMm;
      if (isSeen) matrices.push([cos, sin, -sin, cos, x - halfX * cos + halfY * sin, y - halfX * sin - halfY * cos]);
    }
  }
  return matrices;
}

/** Draws the marks and seals of a proof; the artwork is written once, and the appearance of pages that look alike as well. */
class ProofPages {
  readonly #revision: Revision;
  readonly #request: ProofRequest;
  readonly #blends: boolean;
  readonly #artworks = new Map<Artwork, PDFRef>();
  readonly #markedOnly = new Map<string, PDFRef>();

  constructor(revision: Revision, request: ProofRequest, blends: boolean) {
    this.#revision = revision;
    this.#request = request;
    this.#blends = blends;
  }

  /** @throws AppError SEAL_OFF_PAGE */
  appearanceOn(page: Page): PDFRef {
    const seals = this.#request.seals.flatMap(({ artwork, impressions }) =>
      impressions.filter((one) => one.page === page.number).map((impression) => ({ artwork, impression })),
    );
    if (seals.some(({ impression }) => !isOnPage(page, impression))) {
      throw new AppError('SEAL_OFF_PAGE', { page: page.number });
    }
    if (seals.length > 0) return this.#draw(page, seals);
    const { widthMm, heightMm } = displayedSize(page);
    const key = [widthMm, heightMm, page.rotate, page.userUnit].join(' ');
    const known = this.#markedOnly.get(key) ?? this.#draw(page, []);
    this.#markedOnly.set(key, known);
    return known;
  }

  #refOf(artwork: Artwork): PDFRef {
    const known = this.#artworks.get(artwork) ?? addArtwork(this.#revision, artwork, this.#blends);
    this.#artworks.set(artwork, known);
    return known;
  }

  #draw(page: Page, seals: readonly { artwork: Artwork; impression: Impression }[]): PDFRef {
    const { mark } = this.#request;
    const unit = unitsPerMm(page);
    const { widthMm, heightMm } = displayedSize(page);
    const drawnSeals = seals.map(({ artwork, impression }, index) => {
      const [width, height] = [impression.widthMm * unit, impression.heightMm * unit];
      const x = impression.xMm * unit - width / 2;
      const y = (heightMm - impression.yMm) * unit - height / 2;
      return withinArea({ x, y, width, height }, (area) =>
        drawing({ artwork, slice: impression.slice, blends: this.#blends }, area, `Seal${index}`),
      );
    });
    const markArea = { x: 0, y: 0, width: mark.widthMm * unit, height: mark.heightMm * unit };
    const drawnMark = drawing({ artwork: mark, slice: null, blends: this.#blends }, markArea, 'Mark');
    const marks = markMatrices(page, mark).map((matrix) => `q\n${operands(matrix)} cm\n${drawnMark}\nQ`);
    const content = [
      ...drawnSeals.map((drawn) => `q\n${this.#blends ? '/Ink gs\n' : ''}${drawn}\nQ`),
      `q\n/Light gs\n${marks.join('\n')}\nQ`,
    ].join('\n');
    const xObjects = Object.fromEntries(seals.map(({ artwork }, index) => [`Seal${index}`, this.#refOf(artwork)]));
    const light = dictionary({ Type: name('ExtGState'), ca: PDFNumber.of(markOpacity) });
    const form = dictionary({
      Type: name('XObject'),
      Subtype: name('Form'),
      BBox: numbers([0, 0, widthMm * unit, heightMm * unit]),
      Matrix: numbers(uprightMatrix(page)),
      Resources: dictionary({
        XObject: dictionary({ ...xObjects, Mark: this.#refOf(mark) }),
        ExtGState: dictionary({ Light: light, Ink: multiply() }),
      }),
    });
    return this.#revision.addStream(form, Buffer.from(content, 'latin1'));
  }
}

function withinArea(area: Area, draw: (area: Area) => string): string {
  return `${operands([area.x, area.y, area.width, area.height])} re W n\n${draw(area)}`;
}

/**
 * Builds the revision that makes a proof of a document: each page has one annotation that draws its seals and the mark across it, so that the one is
 * not to be had without the other. There is no signature in a proof: those of the original stay as pictures, without field and value.
 * Throws SEAL_OFF_PAGE, PDF_AMBIGUOUS, PDF_DAMAGED.
 */
export function buildProofRevision(document: PdfDocument, request: ProofRequest): ProofRevision {
  const revision = new Revision(document);
  const detachedSignatures = detachSignatures(document, revision);
  const pages = new ProofPages(revision, request, !isPdfA1(document));
  const total = pageCount(document);
  for (let number = 1; number <= total; number++) {
    const page = readPage(document, number);
    const annotation = dictionary({
      Type: name('Annot'),
      Subtype: name('Stamp'),
      Name: name('Draft'),
      Rect: numbers(page.cropBox),
      F: PDFNumber.of(fixed),
      P: page.ref,
      Contents: PDFHexString.fromText(request.text),
      AP: dictionary({ N: pages.appearanceOn(page) }),
    });
    addToPage(document, revision, page.ref, page.dict, [revision.add(annotation)]);
  }
  return { bytes: revision.write().bytes, pageCount: total, detachedSignatures };
}
