import { resolve } from 'node:path';
import type { App } from '../../../app.ts';
import { AppError } from '../../../contract/index.ts';
import { localMinute } from '../../../words/index.ts';
import { readInput } from '../input-file.ts';
import { writeOutput } from '../output-file.ts';
import type { Session } from '../session.ts';
import { formatTable } from '../table.ts';

async function content(app: App) {
  return { certificates: await app.call('trust.list', null), crls: await app.call('trust.listCrls', null) };
}

async function show(session: Session, app: App): Promise<void> {
  const { words } = session;
  const { columns, trustKinds, none, trialMark } = words;
  const all = await content(app);
  session.print(all, ({ certificates, crls }) => {
    const rows = [
      ...certificates.map(({ fingerprint, subject, notAfter, trial, onlyTimestamps }) => [
        onlyTimestamps ? trustKinds.timestamps : trustKinds.certificate,
        subject.display + (trial ? ` [${trialMark}]` : ''),
        localMinute(notAfter),
        fingerprint.slice(0, 16),
      ]),
      ...crls.map(({ fingerprint, issuer, nextUpdate }) => [
        trustKinds.crl,
        issuer.display,
        nextUpdate ? localMinute(nextUpdate) : '—',
        fingerprint.slice(0, 16),
      ]),
    ];
    if (rows.length === 0) return none.trust;
    return formatTable([columns.kind, columns.name, columns.notAfter, columns.fingerprint], rows);
  });
}

/** `qianyin trust list`: the certificates that are trusted, and the CRLs. */
export async function listTrust(session: Session): Promise<void> {
  await show(session, await session.app());
}

/** `qianyin trust add`: certificates or CRLs. */
export async function addTrust(session: Session, file: string): Promise<void> {
  const bytes = readInput(file);
  const app = await session.app();
  await app.call('trust.import', { content: bytes });
  await show(session, app);
}

/**
 * `qianyin trust issuer`: the root that came with a signed file, by the fingerprint that `verify` printed and the person compared.
 * @throws AppError INVALID_INPUT, CERTIFICATE_NOT_ROOT, what opening a PDF throws
 */
export async function trustIssuer(session: Session, file: string, given: string): Promise<void> {
  const fingerprint = given.replace(/[\s:]/g, '').toLowerCase();
  const app = await session.app();
  const password = process.env.QIANYIN_PDF_PASSWORD || undefined;
  const { report } = await app.call('verify.run', { path: resolve(file), password });
  const rows = report.signatures.filter(({ untrustedTop }) => untrustedTop?.certificate.fingerprint === fingerprint);
  const top = rows[0]?.untrustedTop?.certificate;
  if (!top) throw new AppError('INVALID_INPUT', { detail: given });
  // What only timestamps end at is not trusted for who signed.
  const onlyTimestamps = rows.every(({ kind }) => kind === 'timestamp');
  await app.call('trust.addIssuer', { pem: top.pem, fingerprint, onlyTimestamps });
  await show(session, app);
}

/** The one certificate or CRL whose fingerprint begins so. @throws AppError INVALID_INPUT */
async function find(app: App, prefix: string): Promise<{ fingerprint: string; isCrl: boolean }> {
  const { certificates, crls } = await content(app);
  const wanted = prefix.toLowerCase();
  const found = [
    ...certificates.map(({ fingerprint }) => ({ fingerprint, isCrl: false })),
    ...crls.map(({ fingerprint }) => ({ fingerprint, isCrl: true })),
  ].filter(({ fingerprint }) => wanted !== '' && fingerprint.startsWith(wanted));
  const [only] = found;
  if (!only || found.length > 1) throw new AppError('INVALID_INPUT', { detail: prefix });
  return only;
}

/** `qianyin trust remove` */
export async function removeTrust(session: Session, prefix: string): Promise<void> {
  const app = await session.app();
  const { fingerprint, isCrl } = await find(app, prefix);
  await app.call(isCrl ? 'trust.removeCrl' : 'trust.remove', { fingerprint });
  await show(session, app);
}

/** `qianyin trust export` */
export async function exportTrust(
  session: Session,
  prefix: string,
  options: { output?: string; force: boolean },
): Promise<void> {
  const app = await session.app();
  const { fingerprint } = await find(app, prefix);
  const exported = await app.call('trust.export', { fingerprint });
  const path = session.outputPath(options.output ?? exported.fileName);
  writeOutput(path, exported.content, options.force);
  session.print({ path, fingerprint }, (shown) => shown.path);
}

/** `qianyin trust system`: the roots of the operating system, and whether they count. */
export async function trustSystem(session: Session, wanted: 'on' | 'off' | undefined): Promise<void> {
  const app = await session.app();
  if (wanted !== undefined) await app.call('settings.update', { systemTrusted: wanted === 'on' });
  const { systemTrusted: trusted } = await app.call('settings.get', null);
  const certificates = await app.call('trust.listSystem', null);
  const { columns, systemTrust } = session.words;
  session.print({ trusted, certificates }, (shown) => {
    const rows = shown.certificates.map(({ subject, notAfter, fingerprint }) => [
      subject.display,
      localMinute(notAfter),
      fingerprint.slice(0, 16),
    ]);
    const table = formatTable([columns.name, columns.notAfter, columns.fingerprint], rows);
    return [systemTrust[trusted ? 'on' : 'off'], ...(rows.length > 0 ? [table] : [])].join('\n');
  });
}
