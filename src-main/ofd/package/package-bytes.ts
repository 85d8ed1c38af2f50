import { AppError } from '../../contract/index.ts';

/** Random access to the bytes of a package. Offsets and lengths in bytes. */
export interface PackageBytes {
  readonly sizeBytes: number;
  /** Exactly `length` bytes at `offset`, or fewer where the file ends; in `scratch`, where it is large enough, until that is used again. */
  read(offset: number, length: number, scratch?: Uint8Array): Uint8Array;
}

/** What keeps a package from being read in one way only; `detail` is for the expert. */
export function damaged(detail: string): AppError {
  return new AppError('OFD_DAMAGED', { detail }, { detail });
}
