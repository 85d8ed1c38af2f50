import { mkdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { basename, dirname, join, resolve, sep } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import {
  AppError,
  type Core,
  type EventName,
  type EventPayload,
  type Handlers,
  type MethodInput,
  type MethodName,
  type MethodOutput,
  methods,
  type UnsignedSealPictures,
  type VerificationReport,
} from './contract/index.ts';
import { describeWriteFailure } from './files/index.ts';
import { openLedger, toCsv } from './history/index.ts';
import { createLongTerm } from './longterm/index.ts';
import { openNetwork } from './network/index.ts';
import type { ByteSource } from './pdf/index.ts';
import { createRevocationMarks, createSealRegister, createStandardSeals } from './register/index.ts';
import { openSealLibrary } from './seal/index.ts';
import {
  createTrustHandlers,
  openCrlStore,
  openRecentDocuments,
  openSettings,
  openTrustStore,
  readTrustSources,
} from './settings/index.ts';
import { createOpenedDocuments, createStamping, defaultOutputPath } from './stamping/index.ts';
import { createTokenRoom, type TokenRoom, type TokenRoomConfig } from './token/index.ts';
import { createTrial, readTrial } from './trial/index.ts';
import {
  createVerificationThread,
  type VerificationRequest,
  verifyDocument,
  verifyFolder,
} from './verification/index.ts';

/** What a door gives the core. */
export interface AppConfig {
  /** The data folder: settings, seals, records, trust, the trial UKey. */
  homeFolder: string;
  door: 'electron' | 'web' | 'cli';
  /** A PDF to open at start. */
  initialDocumentPath?: string | null;
  /** How this door shows a file, or its folder, on the person's desktop. */
  desktop: { open(path: string): Promise<void>; reveal(path: string): Promise<void> };
  /** How this door starts the process of a driver; Node's fork when absent. */
  spawnTokenHost?: TokenRoomConfig['spawn'];
}

/** How long pages are looked at for pictures of seals: enough for hundreds of written pages and some scanned ones. */
const sealPictureTimeMs = 1_500;

/** Fonts and spreadsheets are for those who export: a script that stamps does not wait for them. */
const loadReport = () => import('./report/index.ts');

export interface App extends Core {
  /** Resolves once every driver has answered, failed or run out of time. */
  tokensSettled(): Promise<void>;
  /** Whether the core itself opened or produced this file in this session, so that a door may hand out its bytes. */
  mayServe(path: string): boolean;
  close(): Promise<void>;
}

/** Throws OUTPUT_FOLDER_UNWRITABLE, DISK_FULL. */
function makeHome(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw describeWriteFailure(cause, folder);
  }
}

/** Makes the core: one object that answers every method of the contract. Throws HISTORY_UNAVAILABLE, OUTPUT_FOLDER_UNWRITABLE, DISK_FULL. */
export async function createApp(config: AppConfig): Promise<App> {
  const { homeFolder, door } = config;
  makeHome(homeFolder);
  const settings = openSettings(join(homeFolder, 'settings.json'));
  const recent = openRecentDocuments(join(homeFolder, 'recent.json'));
  const trust = openTrustStore(join(homeFolder, 'trust'));
  const crls = openCrlStore(join(homeFolder, 'crls'));
  const seals = openSealLibrary(join(homeFolder, 'seals'));
  const ledger = openLedger(join(homeFolder, 'history.sqlite'));
  const tokens = createTokenRoom({
    homeFolder,
    addedDriverPaths: settings.get().driverPaths,
    ...(config.spawnTokenHost ? { spawn: config.spawnTokenHost } : {}),
  });
  const markRevoked = createRevocationMarks({
    crlFingerprints: () => crls.fingerprints(),
    crls: () => crls.crls(),
    trustAnchors: () => trust.anchors(),
  });
  /** The tokens as everybody sees them: with what imported revocation lists say of their certificates. */
  const markedTokens: TokenRoom = { ...tokens, tokens: () => markRevoked(tokens.tokens()) };
  const listeners = new Map<EventName, Set<(payload: never) => void>>();
  const served = new Set<string>();
  const verificationThread = createVerificationThread();
  const folderRuns = new Map<string, AbortController>();
  const program = { name: '钤印 Qianyin', version: packageJson.version };
  let tokensStarted = false;

  function emit<E extends EventName>(event: E, payload: EventPayload<E>): void {
    for (const listener of listeners.get(event) ?? []) (listener as (payload: EventPayload<E>) => void)(payload);
  }

  function tokensChanged(): void {
    emit('tokens.changed', { tokens: markedTokens.tokens() });
  }

  /** Drivers are only loaded when something asks for tokens: a verification in a script needs none. */
  async function needTokens(): Promise<void> {
    if (!tokensStarted) {
      tokensStarted = true;
      tokens.start();
    }
    // A script asks once and must get the whole answer; a window is told of changes.
    if (door === 'cli') await tokens.settle();
  }

  const operator = () => settings.get().operatorName || userInfo().username;
  const isInside = (path: string, folder: string) => resolve(path).startsWith(resolve(folder) + sep);
  /** Files that came through the inbox or as samples have no folder of the person's own. */
  const outputPathFor = (inputPath: string) =>
    isInside(inputPath, homeFolder) && basename(dirname(dirname(inputPath))) !== 'stamped'
      ? defaultOutputPath(inputPath, stampedFolder())
      : defaultOutputPath(inputPath);
  const stampedFolder = () => {
    const folder = join(homeFolder, 'stamped');
    mkdirSync(folder, { recursive: true });
    return folder;
  };

  /** What the person imported; nobody is asked. */
  const importedRevocation = () => ({ certificates: [], crls: crls.crls(), ocspResponses: [], unanswered: null });

  async function verify(
    source: ByteSource,
    path: string,
    password: string | undefined,
    options: Pick<VerificationRequest, 'onProgress' | 'digestCovered'> & { trust?: readonly Uint8Array[] } = {},
  ): Promise<VerificationReport> {
    return verifyDocument({
      source,
      path,
      name: basename(path),
      password,
      trustAnchors: [...trust.anchors(), ...(options.trust ?? [])],
      now: new Date(),
      revocationData: importedRevocation(),
      onProgress: options.onProgress,
      digestCovered: options.digestCovered,
    });
  }

  /** Files that others made are read where they can do no harm; what the issuers' services say of them comes in a second look. */
  async function verifyInThread(
    path: string,
    password: string | undefined,
    trusted: readonly Uint8Array[],
    signal?: AbortSignal,
  ): Promise<VerificationReport> {
    const trustAnchors = [...trust.anchors(), ...trusted];
    const imported = importedRevocation();
    const file = { path, name: basename(path), password, trustAnchors, now: new Date() };
    const report = await verificationThread.verify({ ...file, revocationData: imported }, signal);
    const fetched = await longTerm.fetchRevocation(report);
    if (!fetched) return report;
    const revocationData = { ...fetched, crls: [...imported.crls, ...fetched.crls] };
    return verificationThread.verify({ ...file, revocationData }, signal);
  }

  /**
   * The second step of a verification, which looks at every page and so takes its own time. What keeps a file from being looked
   * through takes nothing from its verdict: then no page was searched.
   */
  async function findSealPictures(
    { path, signatures, pageCount }: VerificationReport,
    password: string | undefined,
    signal?: AbortSignal,
  ): Promise<UnsignedSealPictures> {
    try {
      const judged = signatures.map(({ kind, verdict }) => ({ kind, verdict }));
      const search = { path, password, signatures: judged, timeLimitMs: sealPictureTimeMs };
      return await verificationThread.findSealPictures(search, signal);
    } catch (thrown) {
      const { code } = AppError.from(thrown);
      if (code !== 'VERIFICATION_LIMIT' && code !== 'PDF_DAMAGED' && code !== 'INTERNAL') throw thrown;
      return { pictures: [], pagesNotSearched: pageCount };
    }
  }

  /** Both steps, for those who wait for the whole report. */
  async function verifyWhole(
    path: string,
    password: string | undefined,
    trusted: readonly Uint8Array[],
    signal?: AbortSignal,
  ): Promise<VerificationReport> {
    const report = await verifyInThread(path, password, trusted, signal);
    return { ...report, unsignedSealPictures: await findSealPictures(report, password, signal) };
  }

  const longTerm = createLongTerm(
    {
      databasePath: join(homeFolder, 'longterm.sqlite'),
      network: openNetwork({ isAllowed: () => settings.get().networkAllowed }),
      settings: () => settings.get(),
      trustAnchors: () => trust.anchors(),
      importedCrls: () => crls.crls(),
      verify: (source, path, password) => verify(source, path, password),
    },
    {
      onProgress: (progress) => emit('longterm.progress', progress),
      onChanged: (queue) => emit('longterm.changed', queue),
    },
  );
  const documents = createOpenedDocuments({
    defaultOutputPath: outputPathFor,
    onOpened(path) {
      served.add(path);
      recent.add(path);
    },
  });
  const stamping = createStamping(
    {
      tokens: markedTokens,
      seals,
      ledger,
      door,
      operator,
      trustAnchors: () => trust.anchors(),
      defaultOutputPath: outputPathFor,
      verify,
      timestamps: () => longTerm.stampTimestamps(),
    },
    (progress) => emit('stamp.progress', progress),
  );
  const register = createSealRegister({ seals, tokens: markedTokens, operator });
  const standardSeals = createStandardSeals({ seals, tokens: markedTokens, trustAnchors: () => trust.anchors() });

  const handlers: Handlers = {
    async 'app.info'() {
      return {
        version: packageJson.version,
        door,
        platform: process.platform,
        homeFolder,
        operator: operator(),
        initialDocumentPath: config.initialDocumentPath ?? null,
      };
    },
    async 'settings.get'() {
      return settings.get();
    },
    async 'settings.update'(changes) {
      const updated = settings.update(changes);
      longTerm.settingsChanged();
      return updated;
    },

    async 'drivers.list'() {
      await needTokens();
      return tokens.drivers();
    },
    async 'drivers.add'({ path }) {
      await needTokens();
      await tokens.addDriver(path);
      const { driverPaths } = settings.get();
      settings.update({ driverPaths: [...new Set([...driverPaths, path])] });
      return tokens.drivers();
    },
    async 'drivers.remove'({ id }) {
      await needTokens();
      const removed = tokens.drivers().find((driver) => driver.id === id);
      await tokens.removeDriver(id);
      const driverPaths = settings.get().driverPaths.filter((path) => path !== removed?.path);
      settings.update({ driverPaths });
      return tokens.drivers();
    },
    async 'drivers.restart'({ id }) {
      await needTokens();
      await tokens.restartDriver(id);
      return tokens.drivers();
    },
    async 'tokens.list'() {
      await needTokens();
      return markedTokens.tokens();
    },
    async 'tokens.changePin'(request) {
      await needTokens();
      await tokens.changePin(request);
      return null;
    },

    async 'tokens.unblockPin'(request) {
      await needTokens();
      await tokens.unblockPin(request);
      return null;
    },

    ...createTrustHandlers(trust, crls, tokensChanged),

    ...register,
    ...standardSeals,
    async 'seals.list'(input) {
      await needTokens();
      return register['seals.list'](input);
    },
    async 'seals.create'(input) {
      await needTokens();
      return register['seals.create'](input);
    },
    async 'seals.import'(input) {
      await needTokens();
      return register['seals.import'](input);
    },
    async 'seals.setCompanion'(input) {
      await needTokens();
      return register['seals.setCompanion'](input);
    },
    async 'seals.make'(input) {
      await needTokens();
      return standardSeals['seals.make'](input);
    },
    async 'seals.importStandard'(input) {
      await needTokens();
      return standardSeals['seals.importStandard'](input);
    },
    async 'seals.onToken'(input) {
      await needTokens();
      return standardSeals['seals.onToken'](input);
    },
    async 'seals.importFromToken'(input) {
      await needTokens();
      return standardSeals['seals.importFromToken'](input);
    },
    async 'seals.writeToToken'(input) {
      await needTokens();
      return standardSeals['seals.writeToToken'](input);
    },

    ...documents.handlers,
    async 'documents.recent'() {
      return recent.list();
    },

    async 'stamp.plan'(request) {
      await needTokens();
      return stamping['stamp.plan']({ ...request, path: resolve(request.path) });
    },
    async 'stamp.run'(request) {
      await needTokens();
      const result = await stamping['stamp.run']({ ...request, path: resolve(request.path) });
      served.add(result.outputPath);
      try {
        longTerm.addStamped(result);
      } catch {
        // The file is stamped and stays so; that it does not wait for a timestamp is said.
        const warnings = result.warnings.filter(({ code }) => code !== 'timestamp-missing');
        return { ...result, warnings: [...warnings, { code: 'not-queued' as const, values: {} }] };
      }
      return result;
    },
    'stamp.cancel': stamping['stamp.cancel'],

    async 'verify.run'({ path, password, trust: sources }) {
      const absolute = resolve(path);
      const report = await verifyInThread(absolute, password, readTrustSources(sources));
      served.add(absolute);
      return report;
    },
    async 'verify.sealPictures'({ report, password }) {
      return findSealPictures({ ...report, path: resolve(report.path) }, password);
    },
    async 'verify.report'(request) {
      const { format, language = settings.get().language } = request;
      const { makeReport } = await loadReport();
      if ('report' in request) return makeReport(request.report, format, language, program);
      const { path, password, trust: sources } = request;
      const report = await verifyWhole(resolve(path), password, readTrustSources(sources));
      return makeReport(report, format, language, program);
    },
    async 'verify.folder'({ runId, paths, recursive, trust: sources }) {
      if (folderRuns.has(runId)) throw new AppError('INVALID_INPUT', { detail: `runId ${runId}` });
      const trusted = readTrustSources(sources);
      const controller = new AbortController();
      folderRuns.set(runId, controller);
      try {
        return await verifyFolder({
          request: { runId, paths: paths.map((path) => resolve(path)), recursive },
          verifyFile: (path, signal) => verifyWhole(path, undefined, trusted, signal),
          signal: controller.signal,
          onProgress: (progress) => emit('verify.progress', progress),
        });
      } finally {
        folderRuns.delete(runId);
      }
    },
    async 'verify.cancel'({ runId }) {
      folderRuns.get(runId)?.abort();
      return null;
    },
    async 'verify.folderReport'({ result, format, language = settings.get().language }) {
      const { makeFolderReport } = await loadReport();
      return makeFolderReport(result, format, language, program);
    },

    ...longTerm.handlers,

    async 'history.list'(request) {
      return ledger.list(request);
    },
    async 'history.get'({ seq }) {
      const row = ledger.get(seq);
      if (!row) throw new AppError('INVALID_INPUT', { detail: `seq ${seq}` });
      return row;
    },
    async 'history.export'({ filter }) {
      const rows = [...ledger.export(filter)];
      const day = new Date().toISOString().slice(0, 10);
      const content = toCsv(rows, settings.get().language);
      return { fileName: `用印记录_${day}.csv`, content, rowCount: rows.length };
    },

    async 'trial.create'(request) {
      await needTokens();
      await tokens.settle();
      return createTrial({ homeFolder, tokens, seals, trust }, request?.algorithm ?? 'sm2');
    },
    async 'trial.get'() {
      return readTrial({ homeFolder, seals });
    },

    async 'desktop.open'({ path }) {
      await config.desktop.open(path);
      return null;
    },
    async 'desktop.reveal'({ path }) {
      await config.desktop.reveal(path);
      return null;
    },
  };

  ledger.recoverInterrupted();
  const stopListening = [
    tokens.onTokensChanged(tokensChanged),
    tokens.onDriversChanged(() => emit('drivers.changed', { drivers: tokens.drivers() })),
  ];
  if (door !== 'cli') {
    await needTokens();
    // A script runs the queue when it is told to.
    longTerm.startSchedule();
  }

  return {
    async call<M extends MethodName>(method: M, input: MethodInput<M>): Promise<MethodOutput<M>> {
      if (!Object.hasOwn(methods, method)) throw new AppError('INVALID_INPUT', { detail: method });
      const parsed = methods[method].input.safeParse(input);
      if (!parsed.success) {
        const issue = parsed.error.issues[0];
        throw new AppError('INVALID_INPUT', {
          detail: issue ? `${issue.path.join('.')} ${issue.message}`.trim() : method,
        });
      }
      const handler = handlers[method] as (input: unknown) => Promise<MethodOutput<M>>;
      try {
        return await handler(parsed.data);
      } catch (thrown) {
        throw AppError.from(thrown);
      }
    },
    subscribe(event, listener) {
      const known = listeners.get(event) ?? new Set();
      known.add(listener);
      listeners.set(event, known);
      return () => known.delete(listener);
    },
    tokensSettled: async () => {
      await needTokens();
      await tokens.settle();
    },
    mayServe: (path) => served.has(resolve(path)),
    async close() {
      for (const stop of stopListening) stop();
      documents.closeAll();
      for (const run of folderRuns.values()) run.abort();
      await verificationThread.close();
      await tokens.stop();
      await longTerm.close();
      ledger.close();
    },
  };
}
