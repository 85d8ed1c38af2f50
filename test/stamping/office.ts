/** A desk with everything that stamping is composed of, all of it real: SoftHSM2 tokens, the seal library, the ledger, verification. */
import { mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { PNG } from 'pngjs';
import type {
  HistoryRow,
  LoginEnd,
  MethodInput,
  MethodOutput,
  ParsedInput,
  Seal,
  StampProgress,
  Token,
} from '../../src-main/contract/index.ts';
import { methods } from '../../src-main/contract/index.ts';
import { type Ledger, openLedger } from '../../src-main/history/index.ts';
import { openSealLibrary, type SealLibrary } from '../../src-main/seal/index.ts';
import { openTrustStore } from '../../src-main/settings/index.ts';
import {
  createKeptLogins,
  createOpenedDocuments,
  createStampHandlers,
  defaultOutputPath,
  type StampingContext,
} from '../../src-main/stamping/index.ts';
import { createTokens, type DriverCandidate, type Tokens } from '../../src-main/token/index.ts';
import { verifyDocument } from '../../src-main/verification/index.ts';
import type { SoftHsmToken } from '../fixtures/softhsm.ts';

/** What a test says of a stamp; the rest is usual: the first page, the PINs of all tokens. */
export type Stamp = Partial<MethodInput<'stamp.run'>> & {
  path: string;
  seal?: Seal;
  place?: { page: number; xMm: number; yMm: number };
};

export interface Office {
  readonly folder: string;
  readonly room: Tokens;
  readonly ledger: Ledger;
  readonly seals: SealLibrary;
  /** What a window shows of documents. */
  readonly documents: ReturnType<typeof createOpenedDocuments>['handlers'];
  /** The token as the office sees it now. */
  token(made: SoftHsmToken): Token;
  /** A seal bound to one of the token's certificates: a red square of 20 mm whose top-left corner, as the reader sees it, is black. */
  sealOn(made: SoftHsmToken, certificate?: number): Promise<Seal>;
  plan(stamp: Stamp): ReturnType<ReturnType<typeof createStampHandlers>['stamp.plan']>;
  stamp(stamp: Stamp): Promise<MethodOutput<'stamp.run'>>;
  endLogin(loginKey: string): Promise<unknown>;
  readonly logins: ReturnType<typeof createKeptLogins>;
  /** Why logins ended, in that order. */
  readonly endedLogins: LoginEnd[];
  /** Whether the person wants to be asked for the PIN each time. */
  pinEachTime: boolean;
  proof(stamp: Stamp): ReturnType<ReturnType<typeof createStampHandlers>['stamp.proof']>;
  cancel(runId: string): Promise<unknown>;
  onProgress: (progress: StampProgress) => void;
  /** The ledger, oldest first. */
  rows(): HistoryRow[];
  close(): Promise<void>;
}

/** The PNG of the seal: 200 × 200 pixels. */
export function markedSquare(): Buffer {
  const image = new PNG({ width: 200, height: 200 });
  for (let at = 0; at < image.data.length; at += 4) {
    const [x, y] = [(at / 4) % 200, Math.floor(at / 800)];
    image.data.set(x < 60 && y < 40 ? [0, 0, 0, 255] : [220, 20, 20, 255], at);
  }
  return PNG.sync.write(image);
}

/** Opens an office in `folder` over these drivers. `tokens` are those whose PIN the clerk knows. */
export async function openOffice(options: {
  folder: string;
  drivers: DriverCandidate[];
  tokens: SoftHsmToken[];
  timeLimits?: Parameters<typeof createTokens>[0]['timeLimits'];
  timestamps?: StampingContext['timestamps'];
  enqueue?: StampingContext['enqueue'];
  stops?: StampingContext['stops'];
}): Promise<Office> {
  const { folder, tokens } = options;
  mkdirSync(folder, { recursive: true });
  const room = createTokens({
    homeFolder: folder,
    addedDriverPaths: [],
    discover: () => options.drivers,
    pollIntervalMs: 200,
    ...(options.timeLimits ? { timeLimits: options.timeLimits } : {}),
  });
  room.start();
  await room.settle();
  const ledger = openLedger(join(folder, 'history.sqlite'));
  ledger.recoverInterrupted();
  const seals = openSealLibrary(join(folder, 'seals'));
  const trust = openTrustStore(join(folder, 'trust'));
  for (const { caPem } of tokens) trust.add(Buffer.from(caPem));

  const verify: StampingContext['verify'] = (source, path, password, callbacks) =>
    verifyDocument({
      source,
      path,
      name: basename(path),
      ...(password === undefined ? {} : { password }),
      trustAnchors: trust.anchors(),
      now: new Date(),
      ...callbacks,
    });
  const documents = createOpenedDocuments({
    defaultOutputPath,
    recent: { list: () => [], add: () => undefined },
    onOpened: () => undefined,
    isWindow: false,
    repair: {
      rewrite: async () => {
        throw new Error('nothing is repaired here');
      },
      record: () => undefined,
      repairedPath: (inputPath) => inputPath,
      operator: () => '',
      onRepaired: () => undefined,
    },
  });
  const endedLogins: LoginEnd[] = [];
  const logins = createKeptLogins({
    isAllowed: () => !office.pinEachTime,
    tokens: () => room.tokens(),
    onEnded: ({ reason }) => endedLogins.push(reason),
  });
  room.onTokensChanged(() => logins.tokensChanged());
  const context: StampingContext = {
    logins,
    tokens: room,
    seals,
    ledger,
    door: 'test',
    operator: () => '王芳',
    trustAnchors: () => trust.anchors(),
    held: documents.held,
    defaultOutputPath,
    verify,
    ...(options.timestamps ? { timestamps: options.timestamps } : {}),
    ...(options.enqueue ? { enqueue: options.enqueue } : {}),
    ...(options.stops ? { stops: options.stops } : {}),
  };
  const stamping = createStampHandlers(context, { onProgress: (progress) => office.onProgress(progress) });

  let lastRun = 0;
  function requestOf({ seal, place, ...given }: Stamp): ParsedInput<'stamp.run'> {
    lastRun += 1;
    const known = room.tokens().flatMap(({ id, serial }) => {
      const made = tokens.find((token) => token.serial === serial);
      return made ? [[id, made.pin] as const] : [];
    });
    return methods['stamp.run'].input.parse({
      runId: `run-${lastRun}`,
      placements: seal
        ? [{ sealId: seal.id, placing: { rule: 'here', ...(place ?? { page: 1, xMm: 60, yMm: 60 }) } }]
        : [],
      pins: Object.fromEntries(known),
      reason: '采购合同',
      ...given,
    });
  }

  const office: Office = {
    folder,
    room,
    ledger,
    seals,
    documents: documents.handlers,
    onProgress: () => undefined,
    token(made) {
      const found = room.tokens().find(({ serial }) => serial === made.serial);
      if (!found) throw new Error(`the token ${made.label} is not plugged in`);
      return found;
    },
    sealOn(made, certificate = 0) {
      const bound = made.certificates[certificate];
      if (!bound) throw new Error('the token has no such certificate');
      return seals.import({
        name: `${made.label} ${certificate}`,
        kind: 'contract',
        trial: false,
        png: markedSquare(),
        removeBackground: false,
        widthMm: 20,
        binding: {
          tokenSerial: made.serial,
          tokenLabel: made.label,
          certificateFingerprint: bound.fingerprint,
          ownerName: '测试有限公司',
          notAfter: new Date(Date.now() + 86_400_000).toISOString(),
        },
      });
    },
    plan: async (stamp) => stamping['stamp.plan'](requestOf(stamp)),
    stamp: async (stamp) => stamping['stamp.run'](requestOf(stamp)),
    proof: async (stamp) => stamping['stamp.proof'](requestOf(stamp)),
    endLogin: (loginKey) => stamping['stamp.endLogin']({ loginKey }),
    logins,
    endedLogins,
    pinEachTime: false,
    cancel: (runId) => stamping['stamp.cancel']({ runId }),
    rows: () => [...ledger.export({})],
    async close() {
      documents.closeAll();
      await room.stop();
      ledger.close();
    },
  };
  return office;
}

/** What lies in a folder, hidden temporary files included. */
export const filesIn = (folder: string): string[] => readdirSync(folder).sort();
