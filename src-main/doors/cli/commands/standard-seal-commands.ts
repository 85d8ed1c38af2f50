import { existsSync } from 'node:fs';
import {
  AppError,
  type SealRegisterState,
  type SealVerificationReport,
  sealVerdictOf,
} from '../../../contract/index.ts';
import { absolutePath } from '../../../files/index.ts';
import { describeFinding, findingWords, localMinute, nameWords } from '../../../words/index.ts';
import { type BindingOptions, chooseBinding, chooseToken } from '../binding-options.ts';
import { unreadable } from '../failure.ts';
import { findSeal } from '../find-seal.ts';
import { readInput } from '../input-file.ts';
import { writeOutput } from '../output-file.ts';
import { collectPin, type PinOptions, type RegisterLoginOptions, registerLogin, withSignaturePins } from '../pins.ts';
import { createLineReader } from '../secrets.ts';
import type { Session } from '../session.ts';
import { formatFacts, formatTable } from '../table.ts';
import { plainText } from '../terminal.ts';
import { printSeal } from './seal-commands.ts';

export interface MakeSealOptions extends PinOptions {
  makerToken?: string;
  makerCertificate?: string;
  sealNumber: string;
  listMaker: boolean;
  until?: Date;
}

/** `qianyin seals make`: a maker's certificate makes a seal of GB/T 38540 out of one of the library. */
export async function makeSeal(session: Session, idOrName: string, options: MakeSealOptions): Promise<void> {
  const app = await session.app();
  const { id } = await findSeal(app, idOrName);
  const maker = await chooseBinding(session, { token: options.makerToken, certificate: options.makerCertificate });
  const token = (await app.call('tokens.list', null)).find((candidate) => candidate.id === maker.tokenId);
  if (!token) throw new AppError('TOKEN_NOT_FOUND', { serial: maker.tokenId });
  const readLine = options.pinStdin ? createLineReader(process.stdin) : null;
  const login = await collectPin(session, token, options, readLine);
  const validUntil = options.until?.toISOString();
  const { sealNumber, listMaker: trustMaker } = options;
  const made = await withSignaturePins(session, [token], readLine, ({ [token.id]: signaturePin }) =>
    app.call('seals.make', { id, maker, sealNumber, validUntil, trustMaker, ...login, signaturePin }),
  );
  printSeal(session, made, session.words.sealMade);
  const { certificateFingerprint: fingerprint } = maker;
  const isListed = (await app.call('trust.listMakers', null)).some((one) => one.fingerprint === fingerprint);
  if (!isListed) session.note(session.words.makerNotTrusted(made.standard?.makerName ?? '', fingerprint));
}

export interface VerifySealOptions {
  trust: readonly string[];
  trustMaker: readonly string[];
}

function describeVerification({ words, language }: Session, report: SealVerificationReport): string {
  const { facts, findings } = report;
  const { columns } = words;
  const verdict = nameWords[language].sealVerdicts[sealVerdictOf(report)];
  const rows: [string, string][] = facts
    ? [
        [columns.name, facts.name],
        [columns.sealNumber, facts.sealNumber],
        [columns.maker, facts.makerName],
        [columns.validity, `${localMinute(facts.validFrom)} – ${localMinute(facts.validUntil)}`],
        [columns.size, `${facts.widthMm} × ${facts.heightMm}`],
      ]
    : [];
  const checks = findings.map((finding) => [
    findingWords[language].states[finding.state],
    findingWords[language].checks[finding.code].title,
    describeFinding(finding, language),
  ]);
  return `${formatFacts([[columns.verdict, verdict], ...rows])}\n\n${formatTable([columns.state, columns.check, columns.reason], checks)}`;
}

/** `qianyin seals verify`: a seal of the library or a seal file; the exit code is the verdict. */
export async function verifySeal(session: Session, idOrFile: string, options: VerifySealOptions): Promise<void> {
  session.exitWith(unreadable);
  const app = await session.app();
  const subject = existsSync(idOrFile) ? { content: readInput(idOrFile) } : { id: (await findSeal(app, idOrFile)).id };
  const trusted = {
    trust: options.trust.map((source) => absolutePath(source)),
    trustMakers: options.trustMaker.map((source) => absolutePath(source)),
  };
  const report = await app.call('seals.verify', { ...subject, ...trusted });
  session.print(report, (shown) => describeVerification(session, shown));
  session.exitWith(report.facts === null ? unreadable : report.valid ? 0 : 1);
}

/** `qianyin seals export` */
export async function exportSeal(
  session: Session,
  idOrName: string,
  options: { output: string; force: boolean },
): Promise<void> {
  const path = session.outputPath(options.output);
  if (existsSync(path) && !options.force) throw new AppError('OUTPUT_EXISTS', { path });
  const app = await session.app();
  const { id } = await findSeal(app, idOrName);
  const { content } = await app.call('seals.exportStandard', { id });
  writeOutput(path, content, options.force);
  session.print({ path, sizeBytes: content.length }, (shown) => shown.path);
}

/** `qianyin seals suspend`, `resume` and `revoke`. */
export async function changeSealState(
  session: Session,
  idOrName: string,
  state: SealRegisterState,
  { reason, ...pinOptions }: RegisterLoginOptions & { reason: string },
): Promise<void> {
  const app = await session.app();
  const seal = await findSeal(app, idOrName);
  const login = await registerLogin(session, seal, pinOptions);
  const changed = await app.call('seals.setState', { id: seal.id, state, reason, login });
  if (!login && !session.json) session.note(session.words.withoutPin);
  printSeal(session, changed, session.words.sealStateChanged[state]);
}

/** `qianyin seals companion`: the certificate that signs beside the seal's own, or none. */
export async function setCompanion(
  session: Session,
  idOrName: string,
  options: BindingOptions & { none: boolean },
): Promise<void> {
  const app = await session.app();
  const { id } = await findSeal(app, idOrName);
  const companion = options.none ? null : await chooseBinding(session, options);
  printSeal(session, await app.call('seals.setCompanion', { id, companion }), session.words.companionSet);
}

/** `qianyin seals read`: the seals on a token, and with `--import` all of them into the library. */
export async function readTokenSeals(
  session: Session,
  options: PinOptions & { token?: string; login: boolean; import: boolean },
): Promise<void> {
  const app = await session.app();
  const token = await chooseToken(session, options.token);
  const { pin } = options.login ? await collectPin(session, token, options) : { pin: undefined };
  const request = { tokenId: token.id, ...(pin === undefined ? {} : { pin }) };
  let found = await app.call('seals.onToken', request);
  if (options.import) {
    for (const { imported, facts } of found) {
      if (!imported) await app.call('seals.importFromToken', { ...request, sha256: facts.sha256 });
    }
    found = await app.call('seals.onToken', request);
  }
  const { columns, none, yes } = session.words;
  session.print(found, (shown) => {
    if (shown.length === 0) return none.tokenSeals;
    return formatTable(
      [columns.name, columns.sealNumber, columns.maker, columns.notAfter, columns.imported],
      shown.map(({ facts, imported }) => [
        facts.name,
        facts.sealNumber,
        facts.makerName,
        localMinute(facts.validUntil),
        imported ? yes : '',
      ]),
    );
  });
}

/** `qianyin seals write`: puts the seal on a token. */
export async function writeTokenSeal(
  session: Session,
  idOrName: string,
  options: PinOptions & { token?: string },
): Promise<void> {
  const app = await session.app();
  const { id, name } = await findSeal(app, idOrName);
  const token = await chooseToken(session, options.token);
  const login = await collectPin(session, token, options);
  await app.call('seals.writeToToken', { id, tokenId: token.id, ...login });
  const text = plainText(session.words.sealWritten(name, token.label));
  session.print({ id, token: token.serial }, () => text);
}
