import { AppError, type TrustedCertificate } from '../../../contract/index.ts';
import { localMinute } from '../../../words/index.ts';
import { readInput } from '../input-file.ts';
import type { Session } from '../session.ts';
import { formatTable } from '../table.ts';

function show(session: Session, makers: readonly TrustedCertificate[]): void {
  const { columns, none, trialMark } = session.words;
  session.print(makers, () => {
    if (makers.length === 0) return none.makers;
    return formatTable(
      [columns.name, columns.notAfter, columns.fingerprint],
      makers.map(({ fingerprint, subject, notAfter, trial }) => [
        subject.display + (trial ? ` [${trialMark}]` : ''),
        localMinute(notAfter),
        fingerprint.slice(0, 16),
      ]),
    );
  });
}

/** `qianyin trust makers list` */
export async function listMakers(session: Session): Promise<void> {
  const app = await session.app();
  show(session, await app.call('trust.listMakers', null));
}

/** `qianyin trust makers add` */
export async function addMaker(session: Session, file: string): Promise<void> {
  const certificates = readInput(file);
  const app = await session.app();
  show(session, await app.call('trust.addMaker', { certificates }));
}

/** `qianyin trust makers remove`: the one whose fingerprint begins so. Throws INVALID_INPUT when there is none or more than one. */
export async function removeMaker(session: Session, prefix: string): Promise<void> {
  const app = await session.app();
  const wanted = prefix.toLowerCase();
  const found = (await app.call('trust.listMakers', null)).filter(
    ({ fingerprint }) => wanted !== '' && fingerprint.startsWith(wanted),
  );
  const [only] = found;
  if (!only || found.length > 1) throw new AppError('INVALID_INPUT', { detail: prefix });
  show(session, await app.call('trust.removeMaker', { fingerprint: only.fingerprint }));
}
