/** Raised for a file that no program of this version can use as it is. */
export class UnusableLedger extends Error {
  readonly code: 'HISTORY_DAMAGED' | 'HISTORY_NEWER' | 'HISTORY_REPLACED';

  constructor(code: UnusableLedger['code'], message: string) {
    super(message);
    this.code = code;
  }
}
