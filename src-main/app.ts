import { mkdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { basename, dirname, join, resolve, sep } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import { createVerification } from './app-verification.ts';
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
} from './contract/index.ts';
import { describeWriteFailure, tidyInterruptedOutput } from './files/index.ts';
import { openLedger, toCsv } from './history/index.ts';
import { createLongTerm } from './longterm/index.ts';
import { openNetwork } from './network/index.ts';
import { createRevocationMarks, createSealRegister, createStandardSeals } from './register/index.ts';
import { openSealLibrary } from './seal/index.ts';
import {
  createTrustHandlers,
  openCrlStore,
  openRecentDocuments,
  openSettings,
  openSystemTrust,
  openTrustStore,
  readTrustSources,
} from './settings/index.ts';
import { createOpenedDocuments, createStamping, defaultOutputPath } from './stamping/index.ts';
import {
  createTokenRoom,
  driversFromEnvironment,
  printCertificate,
  type TokenRoom,
  type TokenRoomConfig,
} from './token/index.ts';
import { createTrial, readTrial } from './trial/index.ts';
import type { TrustAnchor } from './x509/index.ts';

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
  /** Those whom the person trusts to make seals, apart from those who may sign. */
  const makers = openTrustStore(join(homeFolder, 'seal-makers'));
  const systemTrust = openSystemTrust();
  /** What paths may end at when a document is verified. */
  const trustAnchors = async (): Promise<TrustAnchor[]> => [
    ...trust.anchors(),
    ...(settings.get().systemTrusted ? await systemTrust.anchors() : []),
  ];
  const crls = openCrlStore(join(homeFolder, 'crls'));
  const seals = openSealLibrary(join(homeFolder, 'seals'));
  const ledger = openLedger(join(homeFolder, 'history.sqlite'));
  const tokens = createTokenRoom({
    homeFolder,
    addedDriverPaths: settings.get().driverPaths,
    allowedDrivers: settings.get().allowedDrivers,
    ...(config.spawnTokenHost ? { spawn: config.spawnTokenHost } : {}),
  });
  const markRevoked = createRevocationMarks({
    certificatesOf: (tokenId) => tokens.certificates(tokenId),
    crlFingerprints: () => crls.fingerprints(),
    crls: () => crls.crls(),
    trustAnchors: () => trust.anchors(),
  });
  /** The tokens as everybody sees them: with what imported revocation lists say of their certificates. */
  const markedTokens: TokenRoom = { ...tokens, tokens: () => markRevoked(tokens.tokens()) };
  const listeners = new Map<EventName, Set<(payload: never) => void>>();
  const served = new Set<string>();
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

  const withTokens =
    <Input, Output>(handle: (input: Input) => Promise<Output>) =>
    async (input: Input) => {
      await needTokens();
      return handle(input);
    };

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

  const program = { name: '钤印 Qianyin', version: packageJson.version };
  const verification = createVerification({
    trustAnchors,
    makers: () => makers.anchors(),
    importedCrls: () => crls.crls(),
    fetchRevocation: (report) => longTerm.fetchRevocation(report),
    fetchRevocationOf: (chain) => longTerm.fetchRevocationOf(chain),
    language: () => settings.get().language,
    program,
    onVerified: (path) => served.add(path),
    onProgress: (progress) => emit('verify.progress', progress),
  });
  const { verify } = verification;
  const longTerm = createLongTerm(
    {
      databasePath: join(homeFolder, 'longterm.sqlite'),
      network: openNetwork({ isAllowed: () => settings.get().networkAllowed }),
      settings: () => settings.get(),
      trustAnchors,
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
      verifySeal: (seal) => verification.verifySealOffline(seal),
      defaultOutputPath: outputPathFor,
      verify,
      timestamps: () => longTerm.stampTimestamps(),
    },
    (progress) => emit('stamp.progress', progress),
  );
  const register = createSealRegister({ seals, tokens: markedTokens, operator });
  const standardSeals = createStandardSeals({
    seals,
    tokens: markedTokens,
    verifySeal: (seal, { trust: anchors, trustMakers }) =>
      verification.verifySeal(seal, {
        anchors: readTrustSources(anchors),
        makers: readTrustSources(trustMakers),
      }),
    trustMaker: (certificate) => makers.add(certificate),
  });

  const handlers: Handlers = {
    async 'app.info'() {
      return {
        version: packageJson.version,
        door,
        platform: process.platform,
        homeFolder,
        operator: operator(),
        driversFromEnvironment: driversFromEnvironment(),
        initialDocumentPath: config.initialDocumentPath ?? null,
      };
    },
    async 'settings.get'() {
      return settings.get();
    },
    async 'settings.update'(changes) {
      const updated = settings.update(changes);
      longTerm.settingsChanged();
      if (changes.allowedDrivers !== undefined) await tokens.allowDrivers(updated.allowedDrivers);
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
    async 'certificates.print'({ pem }) {
      return { text: printCertificate(pem) };
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

    ...createTrustHandlers({ trust, makers, crls, system: systemTrust }, tokensChanged),

    ...register,
    ...standardSeals,
    'seals.list': withTokens(register['seals.list']),
    'seals.create': withTokens(register['seals.create']),
    'seals.import': withTokens(register['seals.import']),
    'seals.setCompanion': withTokens(register['seals.setCompanion']),
    'seals.make': withTokens(standardSeals['seals.make']),
    'seals.importStandard': withTokens(standardSeals['seals.importStandard']),
    'seals.onToken': withTokens(standardSeals['seals.onToken']),
    'seals.importFromToken': withTokens(standardSeals['seals.importFromToken']),
    'seals.writeToToken': withTokens(standardSeals['seals.writeToToken']),

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

    ...verification.handlers,
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
      return createTrial({ homeFolder, tokens, seals, trust, makers }, request?.algorithm ?? 'sm2');
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

  for (const { outputPath, writerPid } of ledger.recoverInterrupted()) tidyInterruptedOutput(outputPath, writerPid);
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
      await verification.close();
      await tokens.stop();
      await longTerm.close();
      ledger.close();
    },
  };
}
