/** Text as one operator shows it, on the page as displayed. Lengths in millimetres from the top-left corner. */
export interface TextRun {
  readonly text: string;
  /** Where the first sign stands, on the base line; of text that runs down, the middle of its top. */
  readonly xMm: number;
  readonly yMm: number;
  /** The direction in which it runs, of length 1; y grows downwards. */
  readonly direction: readonly [x: number, y: number];
  /** From its first sign to the end of its last. */
  readonly lengthMm: number;
  /** Of its signs. */
  readonly heightMm: number;
  /** Whether its signs stand below one another, each upright. */
  readonly runsDown: boolean;
  /** Whether a line ends with it. */
  readonly endsLine: boolean;
}
