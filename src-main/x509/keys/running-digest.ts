/** A digest in the making. */
export interface Digest {
  /** Takes the next bytes. */
  update(chunk: Uint8Array): void;
  /** A second digest in the same state; each goes on without the other. */
  copy(): Digest;
  /** The digest of all bytes taken. Ends this one: neither `update` nor `copy` may follow. */
  digest(): Uint8Array;
}
