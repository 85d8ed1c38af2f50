/** PDFs sealed by GB/T 38540 outside this program's own stamping: SM2 certificates and signatures by openssl, the file by hand. */
import { deflateSync } from 'node:zlib';
import { chromium } from 'playwright';
import { PNG } from 'pngjs';
import type { Finding, VerificationReport } from '../../../src-main/contract/index.ts';
import { bytesSource } from '../../../src-main/pdf/index.ts';
import { makeSeal, type SealInfo, type SesExtension } from '../../../src-main/signature/index.ts';
import { encodeSesSignature, encodeToSign } from '../../../src-main/signature/ses/ses-signature.ts';
import { type VerificationRequest, verifyDocument } from '../../../src-main/verification/index.ts';
import { createDigest } from '../../../src-main/x509/index.ts';
import { stream } from '../../fixtures/pdf/index.ts';
import type { Holder } from '../../signature/openssl-authority.ts';
import { type SealOffice, sealInfo, sm2WithSm3, soon } from '../../signature/seal-office.ts';
import { emptySignature, signatureField, signByHand, unsignedPdf } from '../sign-by-hand.ts';

/** A picture with its pixels. */
export interface Drawing {
  readonly png: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Draws SVG elements in a browser, each as wide as is said. */
export async function drawInBrowser(
  drawings: readonly { readonly svg: string; readonly widthPx: number }[],
): Promise<Drawing[]> {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage();
    const drawn: Drawing[] = [];
    for (const { svg, widthPx } of drawings) {
      await page.setContent(
        `<!doctype html><style>body { margin: 0 } svg { display: block; width: ${widthPx}px; height: auto }</style>${svg}`,
      );
      const png = await page.locator('svg').screenshot();
      const { width, height } = PNG.sync.read(png);
      drawn.push({ png: new Uint8Array(png), widthPx: width, heightPx: height });
    }
    return drawn;
  } finally {
    await browser.close();
  }
}

/** A round seal of which the text can be chosen. */
export const sealOf = (name: string, use = '合同专用章', colour = '#d81e26') => `
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 42 42">
  <rect width="42" height="42" fill="white"/>
  <path id="arc" d="M 6 24 A 15.5 15.5 0 1 1 36 24" fill="none"/>
  <circle cx="21" cy="21" r="20" fill="none" stroke="${colour}" stroke-width="1.2"/>
  <g fill="${colour}" font-family="Noto Sans CJK SC">
    <text font-size="4.6"><textPath href="#arc" textLength="46">${name}</textPath></text>
    <path d="M21 14 l1.7 5.2 h5.5 l-4.4 3.2 1.7 5.2 -4.5 -3.2 -4.5 3.2 1.7 -5.2 -4.4 -3.2 h5.5z"/>
    <text x="21" y="34" text-anchor="middle" font-size="4">${use}</text>
  </g>
</svg>`;

export interface SealedFile {
  /** Whom the seal is for, and who signs. */
  readonly signer?: Holder;
  readonly maker?: Holder;
  readonly seal?: Parameters<typeof sealInfo>[1];
  readonly sealDer?: Uint8Array;
  readonly version?: number;
  readonly propertyInfo?: string;
  readonly time?: Date;
  readonly extensions?: readonly SesExtension[];
  /** What the page shows; nothing when it is null. */
  readonly drawn: Drawing | null;
  /** The appearance's content and resources, where it is not the drawing alone. */
  readonly appearance?: { readonly content: string; readonly resources?: string };
  readonly widgetEntries?: string;
  /** Objects beside them, or in their place. */
  readonly more?: Record<number, string>;
}

const sideOfSeal = 113.39;

/** The objects of what the widget shows. */
function appearanceObjects({ drawn, appearance, widgetEntries = '' }: SealedFile): Record<number, string> {
  if (!drawn) return { 7: signatureField('First', '/V 6 0 R') };
  const { data, width, height } = PNG.sync.read(Buffer.from(drawn.png));
  const rgb = Buffer.alloc(width * height * 3);
  for (let at = 0; at < width * height; at++) data.copy(rgb, at * 3, at * 4, at * 4 + 3);
  const image = `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /BitsPerComponent 8 /ColorSpace /DeviceRGB /Filter /FlateDecode`;
  const { content = `q ${sideOfSeal} 0 0 ${sideOfSeal} 0 0 cm /Seal Do Q`, resources = '' } = appearance ?? {};
  const form = `/Type /XObject /Subtype /Form /BBox [0 0 ${sideOfSeal} ${sideOfSeal}] /Resources << /XObject << /Seal 9 0 R >> ${resources} >>`;
  const rect = `/Rect [300 200 ${300 + sideOfSeal} ${200 + sideOfSeal}] /AP << /N 8 0 R >> ${widgetEntries}`;
  return {
    7: signatureField('First', '/V 6 0 R', rect),
    8: stream(content, form),
    9: stream(deflateSync(rgb).toString('latin1'), image),
  };
}

const digestOf = (bytes: Uint8Array) => {
  const digest = createDigest('sm3');
  digest.update(bytes);
  return digest.digest();
};

/** The picture as a seal registers it. */
export const pictureOf = ({ png }: Drawing): SealInfo['picture'] => ({
  type: 'PNG',
  data: png,
  widthMm: 40,
  heightMm: 40,
});

/** A file with one signature: the seal of `maker` for `signer`, used by `signer`. */
export async function sealedPdf(office: SealOffice, file: SealedFile): Promise<Buffer> {
  const { openssl, root } = office;
  const { signer = office.clerk, maker = office.maker } = file;
  const info = sealInfo([signer.certificate], file.seal);
  const sealDer = file.sealDer ?? (await makeSeal({ info, maker: openssl.signerOf(maker) }));
  const sign = (covered: Uint8Array) => {
    const toSign = encodeToSign({
      version: file.version ?? info.version,
      sealDer,
      signingTime: file.time ?? soon(),
      dataHash: digestOf(covered),
      propertyInfo: file.propertyInfo ?? '/ByteRange',
      ...(file.extensions ? { extensions: file.extensions } : {}),
    });
    const signature = openssl.signSm2(toSign, signer);
    return encodeSesSignature(toSign, { certificate: signer.certificate, signatureAlgorithm: sm2WithSm3, signature });
  };
  const signature = emptySignature({ subFilter: 'GM.sm2seal', contents: `/Contents <${'0'.repeat(120_000)}>` });
  return signByHand(unsignedPdf({ signature, more: { ...appearanceObjects(file), ...file.more } }), {
    authority: openssl,
    signer,
    issuer: root,
    sign,
  });
}

/** Verifies a file by whom these circumstances trust. */
export function verifyFile(
  pdf: Uint8Array,
  trust: Pick<VerificationRequest, 'trustAnchors' | 'makers'>,
  { crls = [], now = new Date() }: { crls?: Uint8Array[]; now?: Date } = {},
): Promise<VerificationReport> {
  return verifyDocument({
    source: bytesSource(pdf),
    path: '/合同.pdf',
    name: 'contract.pdf',
    ...trust,
    now,
    revocationData: { certificates: [], crls, ocspResponses: [], unanswered: null },
  });
}

/** What stands in the way of a green verdict: `code state reason`. */
export function doubtsOf({ signatures }: VerificationReport): string[] {
  return signatures
    .flatMap(({ findings }) => findings)
    .filter(({ state }: Finding) => state === 'failed' || state === 'unknown')
    .map(({ code, state, reason }) => `${code} ${state} ${reason}`);
}
