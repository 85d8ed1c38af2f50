import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path';
import {
  AppError,
  type BatchRequest,
  type FoundSource,
  type JobTableTrouble,
  type ListedTemplate,
  type Placement,
  readableNames,
  type Seal,
  useParticulars,
} from '../contract/index.ts';
import { findDocuments, systemPath } from '../files/index.ts';
import { assertPattern, documentEnding, endingOf, OutputNames, stemOf, subfolderOf } from './output-names.ts';
import type { NewItem, StoredJob } from './store.ts';
import { type JobLine, placingsOf } from './table/job-table.ts';
import { readJobTable } from './table/job-table-thread.ts';

const mostFiles = 100_000;
const mostCharacters = { reason: 200, approval: 60 };
const outputFolderName = '已盖章';

/** What making a batch needs of the other rooms. */
export interface CreationContext {
  /** The data folder. */
  readonly homeFolder: string;
  seals(): readonly Seal[];
  templates(): Promise<readonly ListedTemplate[]>;
}

/** A batch that is not kept yet. */
export interface MadeBatch {
  readonly job: StoredJob;
  readonly items: readonly NewItem[];
}

/** 用印事由 as it goes on record: with the number of the approval. */
const reasonWith = (reason: string, approval: string) =>
  approval === '' ? reason : `${reason}${reason === '' ? '' : '；'}审批单号 ${approval}`;

const isFolder = (path: string) => statSync(systemPath(path), { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Which file a path leads to, by whatever way. */
const realPath = (path: string) => realpathSync.native(systemPath(path), { encoding: 'buffer' }).toString('latin1');

/** The placements of a template. @throws AppError TEMPLATE_NOT_FOUND, TEMPLATE_SEAL_MISSING */
function placementsOfTemplate(templates: readonly ListedTemplate[], name: string): Placement[] {
  const found = templates.find((one) => one.name === name);
  if (!found) throw new AppError('TEMPLATE_NOT_FOUND', { name });
  if (found.missingSeals.length > 0) {
    throw new AppError('TEMPLATE_SEAL_MISSING', {
      name,
      seals: found.missingSeals.map((seal) => seal.name).join(' · '),
    });
  }
  return found.placements.map(({ seal, placing }) => ({ sealId: seal.id, placing }));
}

const two = (value: number) => String(value).padStart(2, '0');

/**
 * Where outputs go that nobody chose a place for: beside what they are made of. What came through the inbox has no folder of the
 * person's own, and is gone when the program ends: the outputs stay in the data folder.
 */
function defaultFolder(homeFolder: string, beside: string): string {
  if (!`${resolve(beside)}${sep}`.startsWith(resolve(homeFolder) + sep)) return join(beside, outputFolderName);
  const now = new Date();
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join('');
  return join(homeFolder, 'stamped', `${day}-${time}`);
}

/** The folder beside which the outputs of these go. */
function homeOf(paths: readonly string[]): string {
  const [first = ''] = paths;
  return isFolder(first) ? first : dirname(first);
}

type FileSource = Extract<BatchRequest['source'], { kind: 'files' }>;

/** The PDFs and OFDs that are asked for, without what earlier batches left. @throws AppError FILE_NOT_FOUND, TOO_MANY_FILES */
async function findFiles({ paths: given, recursive }: FileSource, outputFolder: string) {
  const paths = given.map((path) => resolve(path));
  // What an earlier batch left there is not to be stamped again; an output folder that holds the files is no reason to leave them out.
  const isOutputFolder = (folder: string) => resolve(folder) === outputFolder && !paths.includes(outputFolder);
  const found = await findDocuments(paths, recursive, new AbortController().signal, isOutputFolder);
  const missing = found.files.find(({ path }) => !existsSync(systemPath(path)));
  if (missing) throw new AppError('FILE_NOT_FOUND', { path: missing.path });
  // A file that was named beside its folder is one file.
  const files = [...new Map(found.files.map((file) => [realPath(file.path), file])).values()];
  if (files.length > mostFiles) throw new AppError('TOO_MANY_FILES', { max: mostFiles });
  return files;
}

/**
 * Says what a batch would be made of. Nothing is kept.
 * @throws AppError BATCH_EMPTY, FILE_NOT_FOUND, TOO_MANY_FILES, JOB_TABLE_…
 */
export async function findSource(homeFolder: string, source: BatchRequest['source']): Promise<FoundSource> {
  if (source.kind === 'table') {
    const path = resolve(source.path);
    const folder = dirname(path);
    const { columns, lines } = await readJobTable(path);
    if (lines.length === 0) throw new AppError('BATCH_EMPTY');
    const file = lines[0]?.values.file;
    const first = file === undefined ? null : { path: resolve(folder, file), name: readableNames(basename(file)) };
    return { total: lines.length, first, columns: [...columns], outputFolder: defaultFolder(homeFolder, folder) };
  }
  const paths = source.paths.map((path) => resolve(path));
  const outputFolder = defaultFolder(homeFolder, homeOf(paths));
  const files = await findFiles(source, outputFolder);
  const [first] = files;
  if (!first) throw new AppError('BATCH_EMPTY');
  return { total: files.length, first: { path: first.path, name: first.name }, columns: [], outputFolder };
}

function assertSeals(seals: readonly Seal[], placements: readonly Placement[]): void {
  const unknown = placements.find(({ sealId }) => !seals.some(({ id }) => id === sealId));
  if (unknown) throw new AppError('SEAL_NOT_FOUND', { seal: unknown.sealId });
}

/**
 * Finds the files of a batch and says what becomes of each. Nothing is kept and nothing written.
 * @throws AppError BATCH_EMPTY, TOO_MANY_FILES, PATTERN_UNKNOWN, TEMPLATE_…, SEAL_NOT_FOUND, JOB_TABLE_… with the number of the line,
 * INVALID_INPUT where nothing says where seals go
 */
export async function makeBatch(context: CreationContext, request: BatchRequest): Promise<MadeBatch> {
  const templates = await context.templates();
  const seals = context.seals();
  const { homeFolder } = context;
  const shared = [
    ...request.placements,
    ...(request.template === undefined ? [] : placementsOfTemplate(templates, request.template)),
  ];
  assertSeals(seals, shared);
  const made =
    request.source.kind === 'files'
      ? await itemsOfFiles(request, request.source, { shared, homeFolder })
      : await itemsOfTable(request, request.source.path, { shared, seals, templates, homeFolder });
  if (made.items.length === 0) throw new AppError('BATCH_EMPTY');
  const placements = [...shared, ...made.items.flatMap((item) => item.placements ?? [])];
  const { source } = request;
  const job = {
    name: made.name,
    sources: (source.kind === 'files' ? source.paths : [source.path]).map((path) => resolve(path)),
    outputFolder: made.outputFolder,
    placements: shared,
    location: request.location,
    again: request.again,
    sealIds: [...new Set(placements.map(({ sealId }) => sealId))],
  };
  return { job, items: made.items };
}

interface MadeItems {
  readonly name: string;
  readonly outputFolder: string;
  readonly items: readonly NewItem[];
}

async function itemsOfFiles(
  request: BatchRequest,
  source: FileSource,
  { shared, homeFolder }: Pick<TableContext, 'shared' | 'homeFolder'>,
): Promise<MadeItems> {
  if (shared.length === 0) throw new AppError('INVALID_INPUT', { detail: 'placements' });
  assertPattern(request.pattern, []);
  const paths = source.paths.map((path) => resolve(path));
  const [first = ''] = paths;
  const outputFolder = resolve(request.outputFolder ?? defaultFolder(homeFolder, homeOf(paths)));
  const files = await findFiles(source, outputFolder);
  const names = new OutputNames(outputFolder);
  const total = files.length;
  const items = files.map(({ path, name }, index): NewItem => {
    const stem = stemOf(request.pattern, { name, index, total }) ?? `${index + 1}`;
    const outputPath = names.next(subfolderOf(name), stem, endingOf(name));
    return {
      line: null,
      path,
      name,
      outputPath,
      reason: reasonWith(request.reason, request.approval),
      particulars: { ...request.particulars, approvalNumber: request.approval },
      placements: null,
    };
  });
  const more = paths.length > 1 ? ` +${paths.length - 1}` : '';
  return { name: readableNames(basename(first)) + more, outputFolder, items };
}

interface TableContext {
  readonly homeFolder: string;
  readonly shared: readonly Placement[];
  readonly seals: readonly Seal[];
  readonly templates: readonly ListedTemplate[];
}

async function itemsOfTable(request: BatchRequest, given: string, context: TableContext): Promise<MadeItems> {
  const path = resolve(given);
  const { columns, lines } = await readJobTable(path);
  if (lines.length > mostFiles) throw new AppError('TOO_MANY_FILES', { max: mostFiles });
  assertPattern(request.pattern, columns);
  const folder = dirname(path);
  const outputFolder = resolve(request.outputFolder ?? defaultFolder(context.homeFolder, folder));
  const names = new OutputNames(outputFolder);
  const named = new Set<string>();
  const items = lines.map((line, index) => {
    const wrong = (reason: JobTableTrouble): never => {
      throw new AppError('JOB_TABLE_LINE', { line: line.line, reason });
    };
    const { file, output, reason = request.reason, approval = request.approval } = line.values;
    if (file === undefined) return wrong('table/no-file');
    const source = isAbsolute(file) ? file : join(folder, file);
    if (!statSync(systemPath(source), { throwIfNoEntry: false })?.isFile()) return wrong('table/file-missing');
    const real = realPath(source);
    if (named.has(real) && !request.again) return wrong('table/file-twice');
    named.add(real);
    if (reason.length > mostCharacters.reason || approval.length > mostCharacters.approval)
      return wrong('table/too-long');
    const name = readableNames(basename(source));
    const called = { name, index, total: lines.length, cells: line.cells };
    const stem = stemOf(output?.replace(documentEnding, '').replace(/[{}]/g, '_') ?? request.pattern, called);
    if (stem === null) return wrong('table/name-invalid');
    const full = reasonWith(reason, approval);
    if (full.length > mostCharacters.reason) return wrong('table/too-long');
    const own = placementsOf(line, context);
    if (typeof own === 'string') return wrong(own);
    if (own.length === 0 && context.shared.length === 0) return wrong('table/no-placement');
    const outputPath = names.next('', stem, endingOf(name));
    const particulars = useParticulars.safeParse({
      ...request.particulars,
      ...line.values,
      approvalNumber: approval,
      copies: line.values.copies === undefined ? request.particulars.copies : Number(line.values.copies),
    });
    if (!particulars.success) return wrong('table/particulars');
    return {
      line: line.line,
      path: source,
      name,
      outputPath,
      reason: full,
      particulars: particulars.data,
      placements: own.length === 0 ? null : own,
    };
  });
  return { name: readableNames(basename(path)), outputFolder, items };
}

/** What a line says of seals and places; none where it leaves both to the batch. */
function placementsOf({ values }: JobLine, { shared, seals, templates }: TableContext): Placement[] | JobTableTrouble {
  const { seal: sealName, template } = values;
  const placings = placingsOf(values);
  if (typeof placings === 'string') return placings;
  const named = sealName === undefined ? null : seals.filter(({ id, name }) => id === sealName || name === sealName);
  if (named?.length === 0) return 'table/seal-unknown';
  if (named && named.length > 1) return 'table/seal-ambiguous';
  const [chosen] = named ?? [];
  let places: Placement[] = [];
  if (template !== undefined) {
    try {
      places = placementsOfTemplate(templates, template);
    } catch {
      return 'table/template-unknown';
    }
  }
  if (placings.length > 0) {
    const sealIds = [...new Set([...shared, ...places].map(({ sealId }) => sealId))];
    const sealId = chosen?.id ?? (sealIds.length === 1 ? sealIds[0] : undefined);
    if (sealId === undefined) return 'table/seal-unknown';
    return [...places, ...placings.map((placing) => ({ sealId, placing }))];
  }
  // Another seal where the template or the batch says.
  if (chosen) return (places.length > 0 ? places : shared).map(({ placing }) => ({ sealId: chosen.id, placing }));
  return places;
}
