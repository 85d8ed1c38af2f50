import { join, resolve } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import { createApprovals, openClientId, readTicket } from './approval/index.ts';
import { createArchival } from './archival/index.ts';
import { createBatches } from './batch/index.ts';
import {
  AppError,
  type Core,
  type EventName,
  type EventPayload,
  type HandlersOf,
  type MethodInput,
  type MethodName,
  type MethodOutput,
  methods,
  type Recovered,
  type SealWithState,
  type Settings,
  type Token,
} from './contract/index.ts';
import { createControl, keptRulesOf } from './control/index.ts';
import { createDuties } from './duty/index.ts';
import { keepUnfinishedList, makePrivateFolder } from './files/index.ts';
import { createHistoryHandlers, type EventData, openTolerantLedger } from './history/index.ts';
import { joinHandlers } from './join-handlers.ts';
import { createLongTerm } from './longterm/index.ts';
import { openNetwork } from './network/index.ts';
import { keepMallocThresholds, protectMemory } from './process/index.ts';
import {
  batchesTold,
  type Recorder,
  recordChange,
  recorded,
  recordedSettings,
  recordedTokens,
  recordSystemRoots,
  sealsTold,
  trustTold,
} from './recording/index.ts';
import { createRevocationMarks, createSealHandlers, describeSeals } from './register/index.ts';
import { openSealLibrary, watchSeals } from './seal/index.ts';
import {
  createSettingsHandlers,
  createTrustHandlers,
  openRecentDocuments,
  openRememberedStamps,
  openSettings,
  openTrust,
  openTrustStore,
  readTrustSources,
} from './settings/index.ts';
import {
  createKeptLogins,
  createManyStamping,
  createOpenedDocuments,
  createStampHandlers,
  outputPathsFor,
  recoverAfterKill,
  repairedPathsFor,
  type StampingContext,
  signUnseen,
} from './stamping/index.ts';
import { createStructured } from './structured/index.ts';
import { createTemplateHandlers, openTemplates } from './templates/index.ts';
import {
  type ConfirmDriver,
  createTokenHandlers,
  createTokens,
  driversFromEnvironment,
  type Tokens,
  type TokensConfig,
} from './token/index.ts';
import { createTrialHandlers, readTrial } from './trial/index.ts';
import { createVerification } from './verification/index.ts';

export type { ConfirmDriver, DriverAnswer } from './token/index.ts';

/** What a door gives the core. */
export interface AppConfig {
  /** The data folder: settings, seals, records, trust, the trial UKey. */
  homeFolder: string;
  door: 'electron' | 'web' | 'cli';
  /** A PDF to open at start. */
  initialDocumentPaths?: readonly string[];
  /** How this door shows a file, or its folder, on the person's desktop. */
  desktop: { open(path: string): Promise<void>; reveal(path: string): Promise<void> };
  /** How this door asks, outside any page, whether a driver may be loaded. Absent: nobody can be asked, so none is. */
  confirmDriver?: ConfirmDriver;
  /** How this door starts the process of a driver; Node's fork when absent. */
  spawnTokenHost?: TokensConfig['spawn'];
}

export interface App extends Core {
  /** Resolves once every driver has answered, failed or run out of time. */
  tokensSettled(): Promise<void>;
  /** To be told when a window is gone, is loaded anew, or nobody sits before it: no PIN is kept any longer. */
  endLogins(): void;
  /** Whether the core itself opened or produced this file in this session, so that a door may hand out its bytes. */
  mayServe(path: string): boolean;
  close(): Promise<void>;
}

const program = { name: '钤印 Qianyin', version: packageJson.version };

/** What this program makes in its data folder. */
const ourNames =
  /^(?:seals|exports|trust|seal-makers|approval-issuers|client-id|crls|sample|stamped|inbox|trial|unfinished|electron|browser-window|history\..*|(?:longterm|batches)\.sqlite.*|(?:settings|recent|remembered|window|templates)\.json.*)$/;
const driverChoiceOf = ({ disabledDrivers, preferredDrivers, driverInitStrings }: Settings) => ({
  disabledDrivers,
  preferredDrivers,
  driverInitStrings,
});

/** Wipes the PINs of a call that is over, however it ended. */
function wipePins(input: unknown): void {
  if (typeof input !== 'object' || input === null) return;
  for (const [name, value] of Object.entries(input)) {
    if (!/pins?$/i.test(name)) continue;
    for (const secret of value instanceof Uint8Array ? [value] : Object.values(value ?? {})) {
      if (secret instanceof Uint8Array) secret.fill(0);
    }
  }
}

/** The methods that the door itself answers: what was started, and the desktop that it stands on. */
function createDoorHandlers(
  config: AppConfig,
  settings: { operator(): string; isChosen(name: 'language'): boolean },
  recovered: Recovered,
): HandlersOf<'app' | 'desktop'> {
  const { homeFolder, door, desktop } = config;
  return {
    async 'app.info'() {
      return {
        version: packageJson.version,
        door,
        platform: process.platform,
        homeFolder,
        operator: settings.operator(),
        languageChosen: settings.isChosen('language'),
        driversFromEnvironment: driversFromEnvironment(),
        initialDocumentPaths: [...(config.initialDocumentPaths ?? [])],
        recovered,
      };
    },
    async 'desktop.open'({ path }) {
      await desktop.open(path);
      return null;
    },
    async 'desktop.reveal'({ path }) {
      await desktop.reveal(path);
      return null;
    },
  };
}

/**
 * Makes the core: one object that answers every method of the contract. What the rooms need of one another they are
 * given here.
 * @throws AppError HOME_NOT_PRIVATE, HOME_OPEN_TO_OTHERS, OUTPUT_FOLDER_UNWRITABLE, DISK_FULL
 */
export async function createApp(config: AppConfig): Promise<App> {
  const { homeFolder, door } = config;
  keepMallocThresholds();
  protectMemory();
  makePrivateFolder(homeFolder, (name) => ourNames.test(name));
  const settingsFile = openSettings(join(homeFolder, 'settings.json'));
  const { operator } = settingsFile;
  const ledgerPath = join(homeFolder, 'history.sqlite');
  const ledger = openTolerantLedger(ledgerPath);
  const recorder: Recorder = { ledger, door, operator };
  const settings = recordedSettings(recorder, settingsFile);
  const language = () => settings.get().language;
  const trust = openTrust(homeFolder, settings, (roots) => recordSystemRoots({ ...recorder, ledger }, roots));
  const trustAnchors = () => trust.anchors();
  const importedCrls = () => trust.crls.crls();
  const seals = openSealLibrary(join(homeFolder, 'seals'));
  keepUnfinishedList(join(homeFolder, 'unfinished'));
  const recovered = recoverAfterKill(ledger);
  const tokens = recordedTokens(
    recorder,
    createTokens({
      homeFolder,
      addedDriverPaths: settings.get().driverPaths,
      allowedDrivers: settings.get().allowedDrivers,
      driverChoice: driverChoiceOf(settings.get()),
      settlesWhenNeeded: door === 'cli',
      ...(config.spawnTokenHost ? { spawn: config.spawnTokenHost } : {}),
    }),
  );
  const markRevoked = createRevocationMarks({
    certificatesOf: (tokenId) => tokens.certificates(tokenId),
    crlFingerprints: () => trust.crls.fingerprints(),
    crls: importedCrls,
    trustAnchors: () => trust.issuers.anchors(),
  });
  /** The tokens as everybody sees them: with what imported revocation lists say of their certificates. */
  const markedTokens: Tokens = { ...tokens, tokens: () => markRevoked(tokens.tokens()) };
  const listeners = new Map<EventName, Set<(payload: never) => void>>();
  const served = new Set<string>();
  const serve = (path: string) => void served.add(path);

  function emit<E extends EventName>(event: E, payload: EventPayload<E>): void {
    for (const listener of listeners.get(event) ?? []) (listener as (payload: EventPayload<E>) => void)(payload);
  }

  const isHeard = (event: EventName) => (listeners.get(event)?.size ?? 0) > 0;

  /** Null where the library cannot be read: whoever asks for the seals is told why. */
  function tryDescribeSeals(plugged: readonly Token[]): SealWithState[] | null {
    try {
      return describeSeals(seals, plugged);
    } catch {
      return null;
    }
  }

  /** The states of seals follow the tokens: told together, so that no seal looks usable without its token. */
  function tokensChanged(now: Token[]): void {
    if (!isHeard('tokens.changed')) return;
    const marked = markRevoked(now);
    emit('tokens.changed', { tokens: marked, seals: tryDescribeSeals(marked) });
  }

  const sealWatch = door === 'cli' ? null : watchSeals(join(homeFolder, 'seals'), sealsChanged);

  function sealsChanged(): void {
    // Before they are read: what another process changes meanwhile is told by the watch.
    sealWatch?.know();
    const described = isHeard('seals.changed') ? tryDescribeSeals(markedTokens.tokens()) : null;
    if (described) emit('seals.changed', { seals: described, trial: readTrial({ homeFolder, seals }) });
  }

  const verification = createVerification({
    trustAnchors,
    makers: () => trust.makers.anchors(),
    importedCrls,
    readTrustSources,
    fetchRevocation: (report) => longTerm.fetchRevocation(report),
    fetchRevocationOf: (chain) => longTerm.fetchRevocationOf(chain),
    loadReportMaker: () => import('./report/index.ts'),
    language,
    program,
    onVerified: serve,
    onProgress: (progress) => emit('verify.progress', progress),
  });
  const longTerm = createLongTerm(
    {
      databasePath: join(homeFolder, 'longterm.sqlite'),
      network: openNetwork({ isAllowed: () => settings.get().networkAllowed }),
      settings: () => settings.get(),
      trustAnchors,
      importedCrls,
      verify: (source, path, password) => verification.verify(source, path, password),
    },
    {
      onProgress: (progress) => emit('longterm.progress', progress),
      onChanged: (queue) => emit('longterm.changed', queue),
    },
  );
  const defaultOutputPath = outputPathsFor(homeFolder);
  const recent = openRecentDocuments(join(homeFolder, 'recent.json'));
  /** A list of what was opened is of sources: what came of them is in the record. */
  const isOutput = (path: string) => {
    try {
      return ledger.isOutput(path);
    } catch {
      return false;
    }
  };
  const documents = createOpenedDocuments({
    isWindow: door !== 'cli',
    defaultOutputPath,
    // What a script stamps nobody looked at: it does not push a person's documents off the list.
    recent:
      door === 'cli'
        ? { list: recent.list, add: () => undefined }
        : { list: recent.list, add: (path) => isOutput(path) || recent.add(path) },
    onOpened: serve,
    repair: {
      rewrite: (path) => verification.rewrite(path),
      record: (repair) => ledger.recordRepair(repair),
      repairedPath: repairedPathsFor(homeFolder),
      operator,
      onRepaired: serve,
    },
  });

  // A command is one stamp: nothing follows it.
  const logins =
    door === 'cli'
      ? null
      : createKeptLogins({
          isAllowed: () => !settings.get().pinEachTime,
          tokens: () => markedTokens.tokens(),
          onEnded: (ended) => emit('stamp.loginEnded', ended),
        });
  /** A PIN that was kept would be a wrong one. */
  const pinChanging = async (tokenId: string, change: () => Promise<void>) => {
    logins?.endOfToken(tokenId, 'pin-changed');
    await change().finally(() => logins?.endOfToken(tokenId, 'pin-changed'));
  };

  const knownTemplates = openTemplates(join(homeFolder, 'templates.json'));
  const clientId = openClientId(join(homeFolder, 'client-id'));
  const approvals = createApprovals({
    ledger,
    issuers: openTrustStore(join(homeFolder, 'approval-issuers')),
    seals,
    template: (name) => knownTemplates.get(name),
    clientId,
    operator,
    door,
  });
  const stampingContext: StampingContext = {
    approvals,
    ...(logins ? { logins } : {}),
    tokens: markedTokens,
    seals,
    ledger,
    door,
    operator,
    trustAnchors: () => trust.issuers.anchors(),
    verifySeal: verification.verifySealOffline,
    held: documents.held,
    describe: documents.describe,
    remembered: openRememberedStamps(join(homeFolder, 'remembered.json')),
    defaultOutputPath,
    prepareVerification: verification.prepare,
    verify: verification.verify,
    keepsHeadOnToken: () => settings.get().headOnToken,
    stops: () => settings.get().stops,
    control: createControl({ ledger, templates: () => knownTemplates.list() }),
    timestamps: () => longTerm.stampTimestamps(),
    enqueue: (result) => {
      // GB/T 33190 has no place for what is added later.
      if (result.report.format === 'pdf') longTerm.addStamped(result);
    },
  };
  const templates = createTemplateHandlers({
    templates: knownTemplates,
    seals,
    held: documents.held,
  });
  const tellOfBatch = batchesTold(recorder);
  const manyStamping = createManyStamping(stampingContext, (result) => {
    serve(result.outputPath);
    stampingContext.enqueue?.(result);
  });
  const batches = createBatches({
    homeFolder,
    databasePath: join(homeFolder, 'batches.sqlite'),
    stamping: manyStamping,
    ledger,
    seals,
    templates: () => templates['templates.list'](null),
    language,
    settleKilled: () => void recoverAfterKill(ledger),
    onTokensChanged: (listener) => tokens.onTokensChanged(listener),
    onProgress: (progress) => {
      tellOfBatch(progress);
      emit('batch.progress', progress);
    },
    makeManifest: async (...manifest) => (await import('./report/index.ts')).makeManifest(...manifest, program),
  });

  const archival = createArchival({
    ledger,
    verification,
    issuer: approvals.issuer,
    knownIssuers: approvals.knownIssuers,
    readTicket,
    makeReport: async (...asked) => (await import('./report/index.ts')).makeReport(...asked, program),
    language,
    operator,
    door,
    program,
    onMade: serve,
  });

  const duties = createDuties({
    ledger,
    stamping: manyStamping,
    approvals,
    seals,
    clientId,
    operator,
    door,
    language,
    settleKilled: () => void recoverAfterKill(ledger),
    onTokensChanged: (listener) => tokens.onTokensChanged(listener),
    archive: (path) => archival['archival.make']({ path, overwrite: true, metadata: {} }),
    onChanged: (duty) => emit('duty.changed', duty),
    onMade: serve,
  });

  /** A window that opens, or closes, does so whether or not it is recorded. */
  function tellOfProgram(kind: 'started' | 'stopped', data: EventData): void {
    try {
      recordChange(recorder, [kind, data]);
    } catch {
      // Whoever stamps is told that nothing can be recorded.
    }
  }

  const history = createHistoryHandlers({
    ledger,
    ledgerPath,
    copiesFolder: join(homeFolder, 'history.opened'),
    exports: {
      ledgerPath,
      folder: join(homeFolder, 'exports'),
      program,
      sign: (path, request) => signUnseen(stampingContext, path, request),
    },
    language,
    operator,
    seal: (id) => seals.get(id),
    program: program.version,
    isArchivedYearly: () => settings.get().archiveYearly,
    verify: verification.verifyFile,
    onProgress: (progress) => emit('history.progress', progress),
    onMade: serve,
    onFilesProgress: (progress) => emit('history.filesProgress', progress),
  });
  const handlers = joinHandlers(
    createDoorHandlers(config, settingsFile, recovered),
    createSettingsHandlers(settings, async (updated) => {
      longTerm.settingsChanged();
      if (updated.pinEachTime) logins?.endAll('person');
      await tokens.allowDrivers(updated.allowedDrivers);
      await tokens.chooseDrivers(driverChoiceOf(updated));
    }),
    recorded(
      recorder,
      createTrustHandlers(trust, () => tokensChanged(tokens.tokens())),
      trustTold,
    ),
    createTokenHandlers({
      tokens: {
        ...markedTokens,
        changePin: (change) => pinChanging(change.tokenId, () => tokens.changePin(change)),
        unblockPin: (unblock) => pinChanging(unblock.tokenId, () => tokens.unblockPin(unblock)),
      },
      homeFolder,
      confirm: config.confirmDriver ?? (async () => 'cannot-ask'),
      driverSettings: { read: settings.get, write: settings.update },
    }),
    recorded(
      recorder,
      createSealHandlers({
        seals,
        tokens: markedTokens,
        operator,
        isUsed: (sealId) => ledger.hasUses(sealId),
        keptRules: (rules, sealId) =>
          keptRulesOf(rules, sealId, {
            templates: knownTemplates.list(),
            timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
          }),
        verifySeal: verification.verifySeal,
        trustMaker: (certificate) => trust.makers.add(certificate),
      }),
      sealsTold,
    ),
    documents.handlers,
    createStampHandlers(stampingContext, {
      onProgress: (progress) => emit('stamp.progress', progress),
      onMade: serve,
    }),
    templates,
    approvals.handlers,
    batches.handlers,
    duties.handlers,
    archival,
    createStructured({ onMade: serve }),
    verification.handlers,
    longTerm.handlers,
    history.handlers,
    createTrialHandlers({ homeFolder, tokens, seals, trust }, sealsChanged),
  );

  const stopListening = [
    tokens.onTokensChanged(tokensChanged),
    tokens.onTokensChanged(() => logins?.tokensChanged()),
    tokens.onDriversChanged((drivers) => emit('drivers.changed', { drivers })),
    seals.onChanged(sealsChanged),
    ...(sealWatch ? [sealWatch.end] : []),
  ];
  if (door !== 'cli') {
    tellOfProgram('started', { version: packageJson.version, ...recovered });
    await tokens.needed();
    // A script runs the queue when it is told to.
    longTerm.startSchedule();
    // What verdicts will stand on is on record before the first.
    trust.anchors().catch(() => undefined);
  }

  return {
    async call<M extends MethodName>(method: M, input: MethodInput<M>): Promise<MethodOutput<M>> {
      if (!Object.hasOwn(methods, method)) throw new AppError('INVALID_INPUT', { detail: method });
      const parsed = methods[method].input.safeParse(input);
      if (!parsed.success) {
        const issue = parsed.error.issues[0];
        const detail = issue?.path.join('.') || issue?.message || method;
        throw new AppError('INVALID_INPUT', { detail }, { detail: issue?.message });
      }
      const handler = handlers[method] as (input: unknown) => Promise<MethodOutput<M>>;
      try {
        return await handler(parsed.data);
      } catch (thrown) {
        throw AppError.from(thrown);
      } finally {
        wipePins(parsed.data);
      }
    },
    subscribe(event, listener) {
      const known = listeners.get(event) ?? new Set();
      known.add(listener);
      listeners.set(event, known);
      return () => known.delete(listener);
    },
    tokensSettled: async () => {
      await tokens.needed();
      await tokens.settle();
    },
    endLogins: () => logins?.endAll('window'),
    mayServe: (path) => served.has(resolve(path)),
    async close() {
      for (const stop of stopListening) stop();
      logins?.endAll('window');
      documents.closeAll();
      await batches.close();
      await duties.close();
      await verification.close();
      await tokens.stop();
      await longTerm.close();
      if (door !== 'cli') tellOfProgram('stopped', {});
      history.close();
      ledger.close();
    },
  };
}
