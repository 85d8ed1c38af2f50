import { InvalidArgumentError } from 'commander';
import type { EmbeddedFile, NamedField } from '../../../../contract/index.ts';
import { absolutePath } from '../../../../files/index.ts';
import { readInput } from '../../input-file.ts';
import { requireOutput, writeOutput } from '../../output-file.ts';
import type { Session } from '../../session.ts';
import { formatFacts, formatTable } from '../../table.ts';

/** `名称=路径`. @throws InvalidArgumentError */
export function namedField(text: string, previous: readonly NamedField[] = []): NamedField[] {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1) throw new InvalidArgumentError('');
  return [...previous, { name: text.slice(0, at), path: text.slice(at + 1) }];
}

interface ComparedOptions {
  field?: readonly NamedField[];
}

export interface EmbedOptions extends ComparedOptions {
  data: string;
  name?: string;
  output?: string;
  force: boolean;
}

const fileRow = ({ words }: Session, { name, mimeType, sizeBytes, fields, isSealed }: EmbeddedFile) => [
  name,
  mimeType,
  String(sizeBytes),
  String(fields.length),
  isSealed ? words.data.sealed : words.data.notSealed,
];

const nameOf = (path: string) => path.split(/[/\\]/).at(-1) ?? path;

/** `qianyin data embed` */
export async function embedData(session: Session, file: string, options: EmbedOptions): Promise<void> {
  const data = readInput(options.data);
  const app = await session.app('verification');
  const made = await app.call('data.embed', {
    path: absolutePath(file),
    name: options.name ?? nameOf(options.data),
    data,
    ...(options.field ? { fields: [...options.field] } : {}),
    ...(options.output === undefined ? {} : { outputPath: absolutePath(options.output) }),
    overwrite: options.force,
  });
  const { data: words } = session.words;
  session.print(made, ({ outputPath, file: embedded, compared }) =>
    formatFacts([
      [words.made, outputPath],
      [words.name, embedded.name],
      [words.compared, String(compared)],
    ]),
  );
}

/** `qianyin data list` */
export async function listData(session: Session, file: string): Promise<void> {
  const app = await session.app('verification');
  const { data: words } = session.words;
  session.print(await app.call('data.list', { path: absolutePath(file) }), (files) =>
    files.length === 0
      ? words.none
      : formatTable(
          [words.name, words.kind, words.bytes, words.fields, words.state],
          files.map((one) => fileRow(session, one)),
        ),
  );
}

const differs = 1;

/** `qianyin data compare`: exit code 1 where something differs. */
export async function compareData(
  session: Session,
  file: string,
  options: ComparedOptions & { data?: string },
): Promise<void> {
  const app = await session.app('verification');
  const told = await app.call('data.compare', {
    path: absolutePath(file),
    ...(options.data === undefined ? {} : { data: readInput(options.data) }),
    ...(options.field ? { fields: [...options.field] } : {}),
  });
  const { data: words } = session.words;
  session.print(told, ({ compared, differences }) =>
    differences.length === 0
      ? words.same(compared)
      : formatTable(
          [words.name, words.value, words.printed],
          differences.map(({ name, value, printed }) => [name, value, printed]),
        ),
  );
  session.exitWith(told.differences.length === 0 ? 0 : differs);
}

/** `qianyin data save` */
export async function saveData(
  session: Session,
  file: string,
  name: string,
  { output, force }: { output: string; force: boolean },
): Promise<void> {
  const path = absolutePath(output);
  requireOutput(path, force);
  const app = await session.app('verification');
  const { content } = await app.call('data.read', { path: absolutePath(file), name });
  writeOutput(path, content, force);
  session.print({ path }, (shown) => session.words.reportWritten(shown.path));
}
