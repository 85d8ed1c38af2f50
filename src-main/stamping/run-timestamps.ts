import { AppError, type RaisedWarning } from '../contract/index.ts';
import { addSignatureTimestamp, findSignatureTimestamps } from '../signature/index.ts';
import { createDigest } from '../x509/index.ts';
import type { TimestampSource } from './context.ts';
import type { SealedPlacement } from './sealed-placement.ts';

/** The timestamps of one run. A stamp is never lost for want of one: it stays PAdES B-B, and a warning says so. */
export class RunTimestamps {
  readonly #source: TimestampSource | null;
  #failure: AppError | null = null;

  constructor(source: TimestampSource | null) {
    this.#source = source;
  }

  /** Room for a token in /Contents. In a seal's signature (GB/T 38540) it has none: a document timestamp serves that later. */
  roomFor({ form }: Pick<SealedPlacement, 'form'>): number {
    return form.holdsTimestamp ? (this.#source?.tokenBytes ?? 0) : 0;
  }

  /** A token over the value of a seal's signature that holds one (GB/T 38540-2020, 7.1); undefined where there is none. */
  async over(signature: Uint8Array): Promise<Uint8Array | undefined> {
    if (!this.#source || this.#failure) return undefined;
    try {
      const digest = createDigest('sha256');
      digest.update(signature);
      return await this.#source.request(digest.digest());
    } catch (thrown) {
      this.#failure = AppError.from(thrown);
      return undefined;
    }
  }

  /**
   * The CMS with a timestamp over its value (ETSI EN 319 122-1, 5.3), or as it was. After one failure no more is asked in this run.
   * @throws AppError why there is none, where a field demands one
   */
  async add(
    cms: Uint8Array,
    { needsTimestamp = false }: Partial<SealedPlacement['demands']> = {},
  ): Promise<Uint8Array> {
    const stamped = await this.#tryToAdd(cms);
    if (needsTimestamp && stamped === cms) throw this.#failure ?? new AppError('TSA_NOT_SET');
    return stamped;
  }

  async #tryToAdd(cms: Uint8Array): Promise<Uint8Array> {
    if (!this.#source || this.#failure) return cms;
    try {
      const found = findSignatureTimestamps(cms);
      if (!found) throw new AppError('INTERNAL', {}, { detail: 'not a CMS of one signer' });
      const digest = createDigest('sha256');
      digest.update(found.signatureValue);
      const token = await this.#source.request(digest.digest());
      // The attribute takes a little more than the token: its type and lengths.
      if (token.length + attributeBytes > this.#source.tokenBytes) {
        throw new AppError('TSA_UNTRUSTED', { reason: 'timestamp/too-large' });
      }
      return addSignatureTimestamp(cms, token);
    } catch (thrown) {
      this.#failure = AppError.from(thrown);
      return cms;
    }
  }

  /** What to say of the run: why a signature has no timestamp although the person wants one. */
  warnings(placements: readonly Pick<SealedPlacement, 'form'>[]): RaisedWarning[] {
    if (!this.#source) return [];
    const hasSeal = placements.some(({ form }) => !form.holdsTimestamp);
    if (!this.#failure && !hasSeal) return [];
    const code = placements.every(({ form }) => form.checks === 'ofd') ? 'timestamp-never' : 'timestamp-missing';
    return [{ code, values: { reason: this.#failure?.code ?? 'seal' } }];
  }
}

const attributeBytes = 64;
