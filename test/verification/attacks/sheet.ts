/** Attacks told by what the signed file says and what the update says instead. Whatever is not said is the same in both, and harmless. */
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { buildTimestampRequest, readTimestampToken } from '../../../src-main/signature/index.ts';
import { craft, stream, update } from '../../fixtures/pdf/index.ts';
import type { Holder } from '../../signature/openssl-authority.ts';
import { answerTimestamp } from '../../signature/openssl-responders.ts';
import { emptySignature, type Signing, signatureField, signByHand, verify } from '../sign-by-hand.ts';
import type { Stage } from './stage.ts';

/** One page, “Contract” on it: catalog 1, page tree 2, page 3, contents 4, font 5, signature 6 in field 7. */
export interface Sheet {
  readonly catalog?: string;
  readonly form?: string;
  /** Further fields and annotations, after the signature. */
  readonly fields?: string;
  readonly annotations?: string;
  readonly tree?: string;
  readonly page?: string;
  readonly resources?: string;
  readonly fonts?: string;
  /** What the page draws besides its text. */
  readonly content?: string;
  readonly trailer?: string;
  /** Objects from number 20 on, or others than those above. */
  readonly more?: Record<number, string>;
}

export interface Update extends Sheet {
  /** A later field (11) with a signature or a timestamp (10); by itself, the update only brings a security store. */
  readonly later?: 'signature' | 'timestamp';
  /** What its widget says; then the page lists it. */
  readonly widget?: string;
}

export interface Attack {
  readonly first?: Sheet;
  readonly second: Update;
}

function objectsOf(sheet: Sheet): Record<number, string> {
  const { catalog = '', form = '', fields = '', annotations = '', tree = '', page = '', content = '' } = sheet;
  const resources = `<< /Font << /F 5 0 R ${sheet.fonts ?? ''} >> ${sheet.resources ?? ''} >>`;
  const looks = `/MediaBox [0 0 595 842] /Resources ${resources}`;
  return {
    1: `<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [7 0 R ${fields}] /SigFlags 3 ${form} >> ${catalog} >>`,
    2: `<< /Type /Pages /Kids [3 0 R] /Count 1 ${tree} >>`,
    3: `<< /Type /Page /Parent 2 0 R ${looks} /Contents 4 0 R /Annots [7 0 R ${annotations}] ${page} >>`,
    4: stream(`BT /F 24 Tf 72 700 Td (Contract) Tj ET ${content}`),
    5: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    6: emptySignature(),
    7: signatureField('First', '/V 6 0 R'),
    ...sheet.more,
  };
}

export const signedSheet = (sheet: Sheet, { signing }: Pick<Stage, 'signing'>): Buffer =>
  signByHand(craft({ objects: objectsOf(sheet), trailer: sheet.trailer }), signing);

/** Who signs with timestamps of an authority. */
export function timestampsOf(signing: Signing, authority: Holder): Signing {
  const sign = (covered: Uint8Array) => {
    const digest = createHash('sha256').update(covered).digest();
    const request = buildTimestampRequest({ hash: 'sha256', digest });
    return readTimestampToken(answerTimestamp(signing.authority, { request, authority }));
  };
  return { ...signing, sign };
}

/** The update, of which only those objects are written that say something else. */
export function updateOf(signed: Uint8Array, { first = {}, second }: Attack, signer: Signing): Buffer {
  const { later, widget } = second;
  const catalog = `${second.catalog ?? first.catalog ?? ''} /DSS << /Type /DSS >>`;
  const after: Sheet = { ...first, ...second, catalog, more: { ...first.more, ...second.more } };
  const withLater = (list = '') => (list.includes('11 0 R') ? list : `${list} 11 0 R`);
  const grown: Sheet = {
    ...after,
    fields: later ? withLater(after.fields) : after.fields,
    annotations: widget === undefined ? after.annotations : withLater(after.annotations),
  };
  const before = objectsOf(first);
  const objects = Object.fromEntries(
    Object.entries(objectsOf(grown)).filter(([objectNumber, text]) => before[Number(objectNumber)] !== text),
  );
  if (!later) return update(signed, objects, after.trailer);
  const type = later === 'timestamp' ? 'DocTimeStamp' : 'Sig';
  const subFilter = later === 'timestamp' ? 'ETSI.RFC3161' : 'ETSI.CAdES.detached';
  const empty = {
    10: emptySignature({ subFilter }).replace('/Type /Sig', `/Type /${type}`),
    11: `<< /Type /Annot /Subtype /Widget /FT /Sig /T (Second) /P 3 0 R /V 10 0 R ${widget ?? '/F 132 /Rect [0 0 0 0]'} >>`,
  };
  return signByHand(update(signed, { ...empty, ...objects }, after.trailer), signer);
}

/** What is said of the first signature of an updated file, which was valid alone. */
export async function judged(attack: Attack, stage: Stage, signer = stage.signing) {
  const signed = signedSheet(attack.first ?? {}, stage);
  expect((await verify(signed, [stage.signing.issuer])).verdict, 'of the signed file alone').toBe('valid');
  return judgedUpdate(updateOf(signed, attack, signer), stage);
}

export async function judgedUpdate(pdf: Uint8Array, { signing }: Stage) {
  const report = await verify(pdf, [signing.issuer]);
  const first = report.signatures.find(({ fieldName }) => fieldName === 'First');
  const refused = first?.changes.filter(({ allowedBy }) => allowedBy === null).map(({ kind }) => kind) ?? [];
  const evidence = first?.changes.find(({ kind }) => kind === 'irregular-update' || kind === 'ambiguous-structure');
  return {
    verdict: report.verdict,
    signature: first?.verdict,
    laterChanges: first?.laterChanges,
    refused: [...new Set(refused)],
    rule: evidence?.evidence?.split(' ')[0] ?? null,
  };
}

/** That the update is refused, and for nothing but these reasons: the rest of it is what programs append. */
export async function expectRefused(attack: Attack, reasons: readonly string[], stage: Stage, signer?: Signing) {
  const outcome = await judged(attack, stage, signer);
  expect(outcome).toMatchObject({ laterChanges: 'changed', refused: reasons });
  expect([outcome.verdict, outcome.signature]).not.toContain('valid');
}

/** That nothing of the update is refused, by which the first signature stays valid. */
export async function expectPermitted(attack: Attack, stage: Stage, signer?: Signing) {
  const outcome = await judged(attack, stage, signer);
  expect(outcome).toMatchObject({ signature: 'valid', refused: [] });
  expect(outcome.laterChanges).not.toBe('changed');
}
