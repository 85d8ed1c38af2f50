import { isInTrouble } from '../../../contract/index.ts';
import { localMinute, nameWords } from '../../../words/index.ts';
import type { Session } from '../session.ts';
import { formatTable } from '../table.ts';

const shortFingerprint = (fingerprint: string) => fingerprint.slice(0, 16);

/** A driver in trouble hides its tokens: that is said even where the list is complete without it. */
export async function noteDriverTrouble(session: Session): Promise<void> {
  const app = await session.app();
  for (const driver of await app.call('drivers.list', null)) {
    const { name, state, trouble } = driver;
    if (isInTrouble(driver)) session.note(session.words.driverTrouble(name, trouble ?? state));
    if (state === 'starting') session.note(session.words.driverSilent(name));
  }
}

/** `qianyin tokens` */
export async function listTokens(session: Session): Promise<void> {
  const app = await session.app();
  const { columns, none, trialMark } = session.words;
  const { pinStates } = nameWords[session.language];
  const tokens = await app.call('tokens.list', null);
  session.print(tokens, (shown) => {
    if (shown.length === 0) return none.tokens;
    return formatTable(
      [columns.label, columns.serial, columns.driver, columns.pinState, columns.certificates],
      shown.map((token) => [
        token.trial ? `${token.label} [${trialMark}]` : token.label,
        token.serial,
        token.ways.map(({ driverName }) => driverName).join(', '),
        pinStates[token.pinState],
        String(token.certificates.filter(({ problem }) => problem === null).length),
      ]),
    );
  });
  await noteDriverTrouble(session);
}

/** `qianyin certs`: every certificate on every token, the unusable ones with the reason. */
export async function listCertificates(session: Session, { text = false }: { text?: boolean } = {}): Promise<void> {
  const app = await session.app();
  const { columns, none, yes } = session.words;
  const { certificateProblems } = nameWords[session.language];
  const certificates = (await app.call('tokens.list', null)).flatMap((token) =>
    token.certificates.map((certificate) => ({
      ...certificate,
      tokenId: token.id,
      tokenLabel: token.label,
      tokenSerial: token.serial,
    })),
  );
  if (text && certificates.length > 0) {
    const printed: { fingerprint: string; text: string }[] = [];
    for (const { fingerprint, pem, problem } of certificates) {
      if (problem !== 'unreadable') printed.push({ fingerprint, ...(await app.call('certificates.print', { pem })) });
    }
    // Not what is shown of the value: there its lines and indents are made visible as well. The terminal sees to the rest.
    session.print(printed, () => printed.map((one) => one.text.trimEnd()).join('\n\n'));
    await noteDriverTrouble(session);
    return;
  }
  session.print(certificates, (shown) => {
    if (shown.length === 0) return none.certificates;
    return formatTable(
      [
        columns.owner,
        columns.issuer,
        columns.notAfter,
        columns.algorithm,
        columns.usable,
        columns.token,
        columns.fingerprint,
      ],
      shown.map((certificate) => [
        certificate.subject.display,
        certificate.issuer.display,
        localMinute(certificate.notAfter),
        certificate.keyAlgorithm,
        certificate.problem ? certificateProblems[certificate.problem] : yes,
        certificate.tokenLabel,
        shortFingerprint(certificate.fingerprint),
      ]),
    );
  });
  await noteDriverTrouble(session);
}
