import { createHash } from 'node:crypto';
import {
  AppError,
  areFound,
  type BatchLook,
  type Placement,
  type StampResult,
  type Token,
  type UseParticulars,
} from '../../contract/index.ts';
import { bytesSource, openFileSource } from '../../files/index.ts';
import { type GreyRaster, inDocumentThread } from '../../pdf/index.ts';
import { BoundedCache } from '../../runtime/index.ts';
import { signCms } from '../../signature/index.ts';
import { createDigest } from '../../x509/index.ts';
import { signHead } from '../checkpoint.ts';
import type { StampingContext } from '../context.ts';
import type { HeldDocument } from '../documents/held-document.ts';
import { documentIn } from '../formats/format-of.ts';
import { placedSealsOf, prepareStamp, type SeenFile } from '../plan.ts';
import { preflight, sha256Of } from '../preflight/preflight.ts';
import { runStamp } from '../run.ts';
import { resolvePlacements, type SealedPlacement } from '../sealed-placement.ts';
import { approvedBy } from './approved-request.ts';
import { KeptSigners, type SessionPins } from './kept-signers.ts';
import { groupedRecords } from './records.ts';
import { createRefusals } from './refusals.ts';

/** A file of many that are stamped alike. */
export interface SessionFile {
  readonly path: string;
  readonly placements: readonly Placement[];
  readonly reason: string;
  readonly particulars: UseParticulars;
  readonly location: string;
  readonly password: string | undefined;
}

/** A file that was looked at, and where what comes of it goes. */
export interface SessionStamp extends SessionFile {
  readonly runId: string;
  /** Of the file as it was looked at. */
  readonly sha256: string;
  readonly outputPath: string;
  /** The approval ticket that opens it. */
  readonly ticket?: string;
}

/** Who signs for seals, and with which token. */
export type SealSigning = Pick<SealedPlacement, 'token' | 'certificate' | 'algorithm'> & {
  readonly sealId: string;
  readonly isCompanion: boolean;
};

/** Many files with one login. */
export interface StampSession {
  /** As `stamp.run`; the file must be the one that was looked at. @throws AppError FILE_CHANGED, and as `stamp.run` */
  stamp(file: SessionStamp, signal: AbortSignal): Promise<StampResult>;
  /** A detached CMS over `content` by the key of the first seal. @throws AppError as the token answers */
  signDetached(content: Uint8Array): Promise<Uint8Array>;
  /** Has the first token sign the head of the record. Never throws. */
  signHead(): Promise<void>;
  /** Whether the tokens are there. */
  isReady(): boolean;
  /** Of its tokens. */
  readonly serials: readonly string[];
  /** Whether a PIN is kept although none was to be: a token signs with more than one key, or wants a PIN for each signature. */
  readonly keepsPins: boolean;
  /** Logs out and wipes the PINs. Never throws. */
  close(): Promise<void>;
}

/** What batches need of stamping. */
export interface ManyStamping {
  /** A page as it is before it is stamped; null where it is not to be drawn. @throws AppError as opening a document does, PDF_LIMIT */
  draw(file: Pick<SessionFile, 'path' | 'password'>, page: number, dpi: number): Promise<GreyRaster | null>;
  /** Looks at a file as one that is to be stamped, with everything that the 预检 finds. @throws AppError as `stamp.plan` */
  look(file: SessionFile): Promise<BatchLook>;
  /** Who signs for these seals, in their order. @throws AppError SEAL_…, TOKEN_NOT_FOUND, CERTIFICATE_… */
  signings(sealIds: readonly string[]): Promise<SealSigning[]>;
  /**
   * Logs in to every token of these seals. The PINs become the session's.
   * @param forgetsPins where they can be, PINs are wiped as soon as the tokens are logged in: a token that logs out ends the session
   * @throws AppError PIN_…, TOKEN_…
   */
  open(sealIds: readonly string[], pins: SessionPins, options?: { forgetsPins?: boolean }): Promise<StampSession>;
  /**
   * Puts on record that a ticket was refused before anything of it was stamped. Never throws.
   * `sha256` of the document; null: not known, and not read for it, since it may be of any size
   */
  noteRefusal(
    request: { path: string; placements: readonly Placement[]; ticket: string; sha256: string | null },
    thrown: unknown,
  ): Promise<void>;
}

const mostShownImpressions = 20;
/** Of files that were looked at in this process, what need not be found out again when they are stamped. */
const mostSeen = 20_000;
/** A file with hundreds of slices would take more memory than it saves time. */
const mostSeenImpressions = 50;

/** What was looked at, by its digest: a file that is written to afterwards is another. */
function lookedAt(path: string, sha256: string): HeldDocument {
  return {
    path,
    assertUnchanged: async () => undefined,
    // The digest of what is copied decides, before anything is signed.
    assertIs: async () => undefined,
    async assertDigest(found) {
      if (found !== sha256) throw new AppError('FILE_CHANGED');
    },
    sha256: async () => sha256,
    close: () => undefined,
  };
}

/** Stamping of many files: one login, and records that are written together. */
export function createManyStamping(context: StampingContext, onStamped: (result: StampResult) => void): ManyStamping {
  async function resolveSeals(sealIds: readonly string[]): Promise<SealedPlacement[]> {
    const impression = { page: 1, xMm: 0, yMm: 0, widthMm: 1, heightMm: 1, slice: null };
    return resolvePlacements(
      sealIds.map((sealId) => ({ sealId, placements: [], impressions: [impression] })),
      {
        seals: context.seals,
        tokens: context.tokens.tokens(),
        drivers: context.tokens.drivers(),
        certificatesOf: (tokenId) => context.tokens.certificates(tokenId),
        trustAnchors: context.trustAnchors(),
        verifySeal: context.verifySeal,
      },
    );
  }

  /** The tokens that these seals are bound to. */
  async function needTokens(sealIds: readonly string[]): Promise<void> {
    const used = sealIds.map((id) => context.seals.get(id));
    const bound = used.flatMap(({ binding, companion }) => (companion ? [binding, companion] : [binding]));
    await context.tokens.needed((plugged: readonly Token[]) => areFound(plugged, bound));
  }

  const refusals = createRefusals(context);
  const seenFiles = new BoundedCache<string, SeenFile>(mostSeen);

  /** By the bytes, what is placed on them, and what it depends on of the seals. */
  function seenKey(sha256: string, placements: readonly Placement[]): string {
    const used = [...new Set(placements.map(({ sealId }) => sealId))].map((id) => context.seals.get(id));
    const seals = used.map(({ id, widthMm, heightMm, companion }) => [id, widthMm, heightMm, companion !== null]);
    return createHash('sha256')
      .update(JSON.stringify([sha256, placements, seals]))
      .digest('base64');
  }

  return {
    async draw({ path, password }, page, dpi) {
      const source = openFileSource(path);
      try {
        const document = documentIn(source, path, password);
        return await document.format.drawGrey(document, page, dpi);
      } finally {
        source.close();
      }
    },
    async look({ path, placements, reason, particulars, location, password }) {
      const request = {
        path,
        password,
        placements: [...placements],
        reason,
        location,
        particulars,
        overwrite: false,
        runId: 'look',
      };
      const prepared = await refusals.noting({ path, placements, reason }, () =>
        prepareStamp(context, request, { isOneOfMany: true }),
      );
      try {
        const { findings, pages, pageCount } = await preflight(context, prepared, request);
        const [first] = pages;
        if (!first) throw new AppError('PDF_NO_PAGES');
        const seals = placedSealsOf(prepared).map(({ sealId, impressions }) => ({
          sealId,
          impressions: impressions.slice(0, mostShownImpressions),
        }));
        const { page, widthMm, heightMm, rotate } = first;
        const sha256 = await sha256Of(prepared);
        const stopping = findings.find(({ level }) => level === 'stop');
        if (stopping)
          await refusals.note(
            { path, placements, reason },
            new AppError('PREFLIGHT_STOPPED', { code: stopping.code }),
            sha256,
          );
        // What was found out is of these bytes, or of none.
        if (!prepared.source.isUnchanged()) throw new AppError('FILE_CHANGED');
        const { placed, facts } = prepared;
        const count = placed.reduce((sum, { impressions }) => sum + impressions.length, 0);
        if (count <= mostSeenImpressions) seenFiles.set(seenKey(sha256, placements), { placed, facts });
        return {
          sha256,
          pageCount,
          page,
          widthMm,
          heightMm,
          rotate,
          seals,
          findings: [...findings],
        };
      } finally {
        prepared.source.close();
      }
    },
    async signings(sealIds) {
      await needTokens(sealIds);
      return (await resolveSeals(sealIds)).map(({ sealId, token, certificate, algorithm, isCompanion }) => ({
        sealId,
        token,
        certificate,
        algorithm,
        isCompanion,
      }));
    },
    noteRefusal: ({ sha256, ...request }, thrown) => refusals.note({ ...request, reason: '' }, thrown, sha256),
    async open(sealIds, pins, { forgetsPins = false } = {}) {
      const signers = new KeptSigners(context, pins);
      const records = groupedRecords(context.ledger);
      try {
        await needTokens(sealIds);
        const resolved = await resolveSeals(sealIds);
        for (const { token } of resolved) {
          if (token.pinState === 'locked') throw new AppError('PIN_LOCKED', { serial: token.serial });
          if (token.pinState === 'final-try' && !pins.finalTryConfirmed) {
            throw new AppError('PIN_FINAL_TRY', { serial: token.serial });
          }
          if (!token.pinPad && !pins.pins[token.id]) throw new AppError('PIN_REQUIRED', { serial: token.serial });
        }
        // What was read on the pages was read in the look.
        const nothing = { source: bytesSource(new Uint8Array()), password: undefined };
        inDocumentThread('endPictures', nothing, {}).catch(() => undefined);
        context.prepareVerification?.();
        await signers.logIn(resolved);
        const keepsPins = !forgetsPins || signers.forgetPins(resolved);
        const tokenIds = new Set(resolved.map(({ token }) => token.id));
        return {
          async stamp(
            { runId, path, placements, reason, particulars, location, password, sha256, outputPath, ticket },
            signal,
          ) {
            const given = {
              runId,
              path,
              password,
              placements: [...placements],
              reason,
              location,
              particulars,
              outputPath,
              overwrite: false,
              pins: {},
              signaturePins: {},
              finalTryConfirmed: false,
              ...(ticket === undefined ? {} : { ticket }),
            };
            const session = {
              records,
              lookedAt: lookedAt(path, sha256),
              seen: seenFiles.get(seenKey(sha256, placements)) ?? null,
              signersFor: (placed: readonly SealedPlacement[]) => signers.forRun(placed),
            };
            const result = await refusals.noting(given, async () =>
              runStamp(
                context,
                { ...given, ...(await approvedBy(context, given)) },
                { signal, onProgress: () => undefined, session },
              ),
            );
            try {
              onStamped(result);
            } catch {
              // It is stamped, whatever becomes of it afterwards.
            }
            return result;
          },
          async signDetached(content) {
            const [first] = await resolveSeals(sealIds);
            if (!first) throw new AppError('INVALID_INPUT', { detail: 'no seal' });
            const { certificateDer, chain, algorithm } = first;
            const signer = {
              certificate: certificateDer,
              algorithm,
              sign: (digest: Uint8Array, message: Uint8Array) => signers.sign(first, { digest, message }),
            };
            const digest = createDigest(algorithm.hash);
            digest.update(content);
            return signCms({ signer, chain: [...chain], contentDigest: digest.digest() });
          },
          async signHead() {
            const [first] = await resolveSeals(sealIds).catch(() => []);
            if (!first || first.token.pinPad || pins.signaturePins[first.token.id] !== undefined) return;
            await signHead(context.ledger, first, (digest, message) => signers.sign(first, { digest, message }));
          },
          isReady: () => [...tokenIds].every((id) => context.tokens.tokens().some((token) => token.id === id)),
          serials: [...new Set(resolved.map(({ token }) => token.serial))],
          keepsPins,
          close: () => signers.close(),
        };
      } catch (thrown) {
        await signers.close();
        throw thrown;
      }
    },
  };
}
