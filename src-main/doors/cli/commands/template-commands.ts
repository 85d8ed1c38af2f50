import { resolve } from 'node:path';
import { AppError, type ListedTemplate, type PlacementInput } from '../../../contract/index.ts';
import { localMinute, nameWords } from '../../../words/index.ts';
import { findTemplate, withSealIds } from '../chosen-placements.ts';
import { findSeal } from '../find-seal.ts';
import { readInput } from '../input-file.ts';
import { requireOutput, writeOutput } from '../output-file.ts';
import type { Session } from '../session.ts';
import { formatFacts, formatTable } from '../table.ts';

const sealNames = ({ placements }: ListedTemplate): string =>
  [...new Set(placements.map(({ seal }) => seal.name))].join(' · ');

/** `qianyin templates` */
export async function listTemplates(session: Session): Promise<void> {
  const app = await session.app();
  const templates = await app.call('templates.list', null);
  const { columns, none, missingMark } = session.words;
  session.print(templates, (shown) => {
    if (shown.length === 0) return none.templates;
    const rows = shown.map((one) => [
      one.name,
      sealNames(one),
      String(one.placements.length),
      localMinute(one.savedAt),
      one.missingSeals.length > 0 ? missingMark : '',
    ]);
    return formatTable([columns.name, columns.seal, columns.places, columns.time, columns.state], rows);
  });
}

function printTemplate(session: Session, found: ListedTemplate): void {
  const { columns } = session.words;
  const kinds = nameWords[session.language].sealKinds;
  session.print(found, (shown) => {
    const rows = shown.placements.map(({ seal, placing: { rule, ...details } }) => [
      `${seal.name} (${kinds[seal.kind]})`,
      `${rule} ${JSON.stringify(details)}`,
    ]);
    const { firstPage } = shown;
    const size = firstPage ? `${Math.round(firstPage.widthMm)} × ${Math.round(firstPage.heightMm)}` : '';
    const facts = formatFacts([
      [columns.name, shown.name],
      [columns.size, size],
      [columns.knownBy, shown.words.join(' ')],
    ]);
    return `${facts}\n\n${formatTable([columns.seal, columns.places], rows)}`;
  });
}

/** `qianyin templates show` */
export async function showTemplate(session: Session, name: string): Promise<void> {
  printTemplate(session, await findTemplate(await session.app(), name));
}

export interface SaveTemplateOptions {
  placements: readonly PlacementInput[];
  document?: string;
  force: boolean;
}

/** `qianyin templates save` */
export async function saveTemplate(session: Session, name: string, options: SaveTemplateOptions): Promise<void> {
  const app = await session.app();
  const password = process.env.QIANYIN_PDF_PASSWORD || undefined;
  const document = options.document === undefined ? undefined : { path: resolve(options.document), password };
  const placements = await withSealIds(app, options.placements);
  printTemplate(session, await app.call('templates.save', { name, placements, document, overwrite: options.force }));
}

/** `qianyin templates remove` */
export async function removeTemplate(session: Session, name: string): Promise<void> {
  await (await session.app()).call('templates.remove', { name });
  await listTemplates(session);
}

/** `qianyin templates export` */
export async function exportTemplate(
  session: Session,
  name: string,
  { output, force }: { output?: string; force: boolean },
): Promise<void> {
  const app = await session.app();
  const { fileName, content } = await app.call('templates.export', { name });
  const path = session.outputPath(output ?? fileName);
  requireOutput(path, force);
  writeOutput(path, content, force);
  session.print({ outputPath: path }, (shown) => shown.outputPath);
}

export interface ImportTemplateOptions {
  bind: readonly string[];
  force: boolean;
}

/** `qianyin templates import` */
export async function importTemplate(session: Session, file: string, options: ImportTemplateOptions): Promise<void> {
  const app = await session.app();
  const seals: Record<string, string> = {};
  for (const binding of options.bind) {
    const at = binding.indexOf('=');
    if (at < 1) throw new AppError('INVALID_INPUT', { detail: `--bind ${binding}` });
    seals[binding.slice(0, at)] = (await findSeal(app, binding.slice(at + 1))).id;
  }
  const content = readInput(resolve(file));
  const { template, missing, replaced } = await app.call('templates.import', {
    content,
    seals,
    overwrite: options.force,
  });
  if (!template) {
    const names = missing.map(({ name }) => name).join(' · ');
    throw new AppError('TEMPLATE_SEAL_MISSING', { name: file, seals: names });
  }
  for (const { from, to } of replaced) session.note(session.words.sealReplaced(from.name, to.name, to.id));
  printTemplate(session, template);
}
