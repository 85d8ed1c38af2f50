import type { ArchiveFinding, CheckedArchive } from '../../../../contract/index.ts';
import { absolutePath } from '../../../../files/index.ts';
import {
  archivePartNames,
  describeArchiveFinding,
  describeError,
  localMinute,
  verdictWords,
} from '../../../../words/index.ts';
import type { Session } from '../../session.ts';
import { formatFacts } from '../../table.ts';

export interface ArchiveOptions {
  output?: string;
  title?: string;
  unit?: string;
  documentNumber?: string;
  category?: string;
  retention?: string;
  note?: string;
  force: boolean;
}

/** `qianyin archive`: a package of a file that was sealed here. */
export async function makeArchive(session: Session, file: string, options: ArchiveOptions): Promise<void> {
  const { output, force, ...metadata } = options;
  const app = await session.app('verification');
  const made = await app.call('archival.make', {
    path: absolutePath(file),
    overwrite: force,
    metadata,
    ...(output === undefined ? {} : { outputPath: absolutePath(output) }),
  });
  const { words, language } = session;
  for (const { part, error } of made.notMade)
    session.note(words.archive.notMade(archivePartNames[language][part], describeError(error, language).happened));
  session.print(made, ({ outputPath, manifest }) =>
    formatFacts([
      [words.archive.made, outputPath],
      ...manifest.files.map(({ name, part }) => [archivePartNames[language][part], name] as const),
    ]),
  );
}

const marks: Readonly<Record<ArchiveFinding['level'], string>> = { ok: '✓', notice: '!', fault: '✗' };

function describe({ language, words }: Session, { path, isWhole, manifest, findings, report }: CheckedArchive): string {
  const { metadata } = manifest;
  const facts = formatFacts([
    [words.columns.file, path],
    [words.archive.title, metadata.title],
    [words.archive.result, isWhole ? words.archive.whole : words.archive.broken],
    [words.columns.verdict, verdictWords[language].verdicts[report.verdict]],
    [words.archive.sealedAt, localMinute(metadata.sealedAt)],
    [words.archive.approval, [metadata.approvalNumber, metadata.approver].filter(Boolean).join(' ')],
  ]);
  const lines = findings.map((one) => `${marks[one.level]} ${describeArchiveFinding(one, language)}`);
  return `${facts}\n\n${lines.join('\n')}`;
}

/** `qianyin verify` of a package. Gives whether it is whole, and its document's verdict. */
export async function checkArchive(
  session: Session,
  file: string,
  { trust, trustMaker }: { trust: readonly string[]; trustMaker: readonly string[] },
): Promise<CheckedArchive> {
  const app = await session.app('verification');
  const checked = await app.call('archival.check', {
    path: absolutePath(file),
    trust: trust.map((source) => absolutePath(source)),
    trustMakers: trustMaker.map((source) => absolutePath(source)),
  });
  session.print(checked, (shown) => describe(session, shown));
  return checked;
}
