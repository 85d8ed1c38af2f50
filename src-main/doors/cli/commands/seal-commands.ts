import {
  AppError,
  isSameOwner,
  isStandardSize,
  lifeOfSeal,
  nameDiffers,
  registerStateOf,
  type Seal,
  type SealKind,
  type SealShape,
  sealDesign,
  standardSealDesign,
  type TokenCertificate,
} from '../../../contract/index.ts';
import {
  describeLegibility,
  describeSealLife,
  describeSealNaming,
  describeSealState,
  describeSealUses,
  localMinute,
  nameWords,
  sealLifeWords,
} from '../../../words/index.ts';
import { type BindingOptions, chooseBinding } from '../binding-options.ts';
import { findSeal } from '../find-seal.ts';
import { readInput } from '../input-file.ts';
import { type RegisterLoginOptions, registerLogin } from '../pins.ts';
import type { Session } from '../session.ts';
import { formatFacts, formatTable } from '../table.ts';
import { noteDriverTrouble } from './token-commands.ts';

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
  reasonForName: string;
  confirmTaxNumber: boolean;
  diameter?: number;
  width?: number;
  height?: number;
}

export interface ImportSealOptions extends BindingOptions {
  name?: string;
  kind: SealKind;
  width?: number;
  removeBackground: boolean;
}

/** A seal after something was done with it. */
export function printSeal(session: Session, seal: Seal, heading: string): void {
  const { columns } = session.words;
  const naming = describeSealNaming(seal, session.language);
  if (naming && !session.json) session.note(session.words.warning(naming.text));
  const { sealKinds } = nameWords[session.language];
  session.print(seal, (shown) =>
    formatFacts([
      [heading, ''],
      [columns.id, shown.id],
      [columns.name, shown.name],
      [columns.kind, sealKinds[shown.kind]],
      [columns.size, `${shown.widthMm} × ${shown.heightMm}`],
      [columns.owner, shown.binding.ownerName],
    ]),
  );
}

const describeNameMark = ({ naming }: Seal, { words }: Session): string =>
  naming && nameDiffers(naming) ? ` [${words.nameDiffersMark}]` : '';

/** `qianyin seals removed`: what was removed, when, by whom, and how it stood. */
export async function listRemovedSeals(session: Session): Promise<void> {
  const app = await session.app();
  const { columns, none } = session.words;
  const { registerStates, withPin, withoutPin } = sealLifeWords[session.language];
  session.print(await app.call('seals.removed', null), (shown) => {
    if (shown.length === 0) return none.seals;
    return formatTable(
      [columns.id, columns.name, columns.state, columns.owner, columns.time, columns.operator, columns.reason],
      shown.map(({ seal, removal }) => [
        seal.id,
        seal.name,
        registerStates[registerStateOf(seal)],
        seal.binding.ownerName,
        localMinute(removal.at),
        `${removal.by} [${removal.withPin ? withPin : withoutPin}]`,
        removal.reason,
      ]),
    );
  });
}

/** `qianyin seals list` */
export async function listSeals(session: Session): Promise<void> {
  const app = await session.app();
  const { columns, none, trialMark } = session.words;
  const { sealKinds } = nameWords[session.language];
  const [seals, tokens] = await Promise.all([app.call('seals.list', null), app.call('tokens.list', null)]);
  session.print(seals, (shown) => {
    if (shown.length === 0) return none.seals;
    return formatTable(
      [columns.id, columns.name, columns.kind, columns.size, columns.state, columns.owner, columns.notAfter],
      shown.map((seal) => [
        seal.id,
        seal.trial ? `${seal.name} [${trialMark}]` : seal.name,
        sealKinds[seal.kind],
        `${seal.widthMm} × ${seal.heightMm}`,
        `${describeSealState(seal, tokens, session.language)}${describeNameMark(seal, session)}`,
        seal.binding.ownerName,
        localMinute(seal.binding.notAfter),
      ]),
    );
  });
  if (seals.some(({ state }) => state === 'token-absent')) await noteDriverTrouble(session);
}

/** `qianyin seals show`: a seal, and what happened to it. */
export async function showSeal(session: Session, idOrName: string): Promise<void> {
  const app = await session.app();
  const seal = await findSeal(app, idOrName);
  const [tokens, events, [uses]] = await Promise.all([
    app.call('tokens.list', null),
    app.call('history.events', { sealId: seal.id, limit: 1000 }),
    app.call('history.counts', { by: 'seal', filter: { sealIds: [seal.id] } }),
  ]);
  const { columns, sealNotIssued, sealLife } = session.words;
  const { language } = session;
  const words = sealLifeWords[language];
  const shown = { ...seal, uses: uses?.outcomes ?? {}, life: lifeOfSeal(seal, events) };
  session.print(shown, ({ life }) =>
    [
      formatFacts([
        [columns.id, seal.id],
        [columns.name, seal.name],
        [columns.kind, nameWords[language].sealKinds[seal.kind]],
        [columns.size, `${seal.widthMm} × ${seal.heightMm}`],
        [columns.state, describeSealState(seal, tokens, language)],
        [columns.sealNumber, seal.standard?.sealNumber ?? sealNotIssued],
        [columns.owner, seal.binding.ownerName],
        [columns.notAfter, localMinute(seal.binding.notAfter)],
        [columns.uses, describeSealUses(shown.uses, language)],
      ]),
      formatTable(
        [columns.time, sealLife, columns.operator, columns.reason],
        life.map((event) => {
          const { what, why, withPin } = describeSealLife(event, language);
          const marks = withPin === null ? '' : ` [${withPin ? words.withPin : words.withoutPin}]`;
          const unproven = event.number === null ? words.notOnRecord : '';
          return [localMinute(event.at), what, `${event.by}${marks}`, [why, unproven].filter(Boolean).join(' · ')];
        }),
      ),
    ].join('\n\n'),
  );
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
  const seal = await app.call('seals.create', {
    ...{ name, kind, binding, design },
    nameReason: options.reasonForName,
    taxNumberConfirmed: options.confirmTaxNumber,
  });
  printSeal(session, seal, session.words.sealCreated);
  const { legibility } = await app.call('seals.preview', sealDesign.parse(design));
  const unreadable = describeLegibility(legibility, session.language);
  if (unreadable && !session.json) session.note(session.words.warning(unreadable));
  if (!isStandardSize(kind, { ...seal, shape: design.shape ?? 'round' })) session.note(session.words.unusualSealSize);
}

/** `qianyin seals renew`: binds the seal to the renewed certificate of its owner. */
export async function renewSeal(session: Session, idOrName: string, options: BindingOptions): Promise<void> {
  const app = await session.app();
  const { id, binding, companion, trial } = await findSeal(app, idOrName);
  const taken = [binding.certificateFingerprint, companion?.certificateFingerprint];
  // Without a word about it, the one that follows the certificate of the seal.
  const follows = (certificate: TokenCertificate) =>
    !taken.includes(certificate.fingerprint) &&
    certificate.trial === trial &&
    (options.certificate !== undefined ||
      (isSameOwner(binding, null, certificate) && Date.parse(certificate.notAfter) > Date.parse(binding.notAfter)));
  const renewed = await chooseBinding(session, options, follows);
  const seal = await app.call('seals.renew', { id, binding: renewed });
  printSeal(session, seal, session.words.sealRenewed);
  if (seal.standardOutdated) session.note(session.words.sealToBeRemade);
}

/** A PNG, or a seal of GB/T 38540, which brings its name, size and holder along. */
export async function importSeal(session: Session, path: string, options: ImportSealOptions): Promise<void> {
  const app = await session.app();
  const { name, kind, width, removeBackground } = options;
  const content = readInput(path);
  // DER of a SEQUENCE: no picture begins so.
  if (content[0] === 0x30) {
    printSeal(session, await app.call('seals.importStandard', { content, name }), session.words.sealImported);
    return;
  }
  const missing = [...(name === undefined ? ['--name'] : []), ...(width === undefined ? ['--width'] : [])];
  if (name === undefined || width === undefined) throw new AppError('INVALID_INPUT', { detail: missing.join(', ') });
  const binding = await chooseBinding(session, options);
  const request = { name, kind, binding, png: content, removeBackground, widthMm: width };
  printSeal(session, await app.call('seals.import', request), session.words.sealImported);
}

/** `qianyin seals remove` */
export async function removeSeal(
  session: Session,
  id: string,
  { reason, ...pinOptions }: RegisterLoginOptions & { reason: string },
): Promise<void> {
  const app = await session.app();
  const seal = (await app.call('seals.list', null)).find((one) => one.id === id);
  if (!seal) throw new AppError('SEAL_NOT_FOUND', { seal: id });
  const login = await registerLogin(session, seal, pinOptions);
  await app.call('seals.remove', { id, reason, login });
  if (!login && !session.json) session.note(session.words.withoutPin);
  session.print({ id, removed: true }, (shown) => `${session.words.sealRemoved} ${shown.id}`);
}
