import { readFileSync } from 'node:fs';
import {
  AppError,
  isStandardSize,
  isUnifiedSocialCreditCode,
  type Seal,
  type SealKind,
  type SealShape,
  standardSealDesign,
} from '../../contract/index.ts';
import type { Session } from './session.ts';
import { formatFacts, formatTable, formatTime } from './table.ts';

/** Which certificate a new seal is bound to, as far as the person said. */
export interface BindingOptions {
  token?: string;
  certificate?: string;
}

export interface CreateSealOptions extends BindingOptions {
  name: string;
  kind: SealKind;
  shape?: SealShape;
  ringText?: string;
  person?: string;
  text?: string;
  taxNumber?: string;
  middleText?: string;
  bottomText?: string;
  code?: string;
  star: boolean;
  diameter?: number;
  width?: number;
  height?: number;
}

export interface ImportSealOptions extends BindingOptions {
  name: string;
  kind: SealKind;
  width: number;
  removeBackground: boolean;
}

/** The one usable certificate that fits what was said. @throws AppError CERTIFICATE_NOT_FOUND, INVALID_INPUT */
async function chooseBinding(session: Session, { token, certificate }: BindingOptions) {
  const app = await session.app();
  const prefix = certificate?.toLowerCase().replaceAll(':', '');
  const fitting = (await app.call('tokens.list', null))
    .filter(({ serial, label }) => token === undefined || serial === token || label === token)
    .flatMap(({ id, certificates }) => certificates.map((candidate) => ({ tokenId: id, ...candidate })))
    .filter(({ fingerprint, problem }) => problem === null && (prefix === undefined || fingerprint.startsWith(prefix)));
  const [only] = fitting;
  if (!only) throw new AppError('CERTIFICATE_NOT_FOUND', {}, { detail: session.words.noCertificate });
  if (fitting.length > 1) throw new AppError('INVALID_INPUT', { detail: session.words.chooseCertificate });
  return { tokenId: only.tokenId, certificateFingerprint: only.fingerprint };
}

function readPng(path: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(path));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw new AppError(code === 'ENOENT' ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE', { path }, { cause, detail: code });
  }
}

function printSeal(session: Session, seal: Seal, heading: string): void {
  const { columns, kinds } = session.words;
  session.print(seal, () =>
    formatFacts([
      [heading, ''],
      [columns.id, seal.id],
      [columns.name, seal.name],
      [columns.kind, kinds[seal.kind]],
      [columns.size, `${seal.widthMm} × ${seal.heightMm}`],
      [columns.owner, seal.binding.ownerName],
    ]),
  );
}

/** `qianyin seals list` */
export async function listSeals(session: Session): Promise<void> {
  const app = await session.app();
  const { columns, kinds, none, sealStates, trialMark } = session.words;
  const seals = await app.call('seals.list', null);
  session.print(seals, () => {
    if (seals.length === 0) return none.seals;
    return formatTable(
      [columns.id, columns.name, columns.kind, columns.size, columns.state, columns.owner, columns.notAfter],
      seals.map((seal) => [
        seal.id,
        seal.trial ? `${seal.name} [${trialMark}]` : seal.name,
        kinds[seal.kind],
        `${seal.widthMm} × ${seal.heightMm}`,
        sealStates[seal.state],
        seal.binding.ownerName,
        formatTime(seal.binding.notAfter),
      ]),
    );
  });
}

/** `qianyin seals create` */
export async function createSeal(session: Session, options: CreateSealOptions): Promise<void> {
  const app = await session.app();
  const { name, kind, shape, ringText, person, text, taxNumber, bottomText, code, diameter, width, height } = options;
  if ([ringText, person, text].every((given) => (given ?? '').trim() === '')) {
    throw new AppError('INVALID_INPUT', { detail: session.words.sealTextMissing });
  }
  const binding = await chooseBinding(session, options);
  const design = standardSealDesign(kind, {
    shape,
    organization: ringText,
    person,
    squareText: text?.replaceAll('\\n', '\n'),
    middleText: taxNumber ?? options.middleText,
    bottomText,
    code,
    star: options.star ? undefined : false,
    widthMm: diameter ?? width,
    heightMm: height,
  });
  const seal = await app.call('seals.create', { name, kind, binding, design });
  printSeal(session, seal, session.words.sealCreated);
  if (!isStandardSize(kind, { ...seal, shape: design.shape ?? 'round' })) session.note(session.words.unusualSealSize);
  if (taxNumber?.length === 18 && !isUnifiedSocialCreditCode(taxNumber)) session.note(session.words.doubtfulTaxNumber);
}

/** `qianyin seals import` */
export async function importSeal(session: Session, pngPath: string, options: ImportSealOptions): Promise<void> {
  const app = await session.app();
  const { name, kind, width, removeBackground } = options;
  const png = readPng(pngPath);
  const binding = await chooseBinding(session, options);
  const imported = await app.call('seals.import', { name, kind, binding, png, removeBackground, widthMm: width });
  printSeal(session, imported, session.words.sealImported);
}

/** `qianyin seals remove` */
export async function removeSeal(session: Session, id: string): Promise<void> {
  const app = await session.app();
  await app.call('seals.remove', { id });
  session.print({ id, removed: true }, () => `${session.words.sealRemoved} ${id}`);
}
