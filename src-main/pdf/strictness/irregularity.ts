/**
 * What makes readers differ on a file: where one has to repair or to guess, another may repair or guess otherwise. Each rule is a stable
 * word for the expert, after the part of the file that breaks it.
 */
const rules = [
  'blanks/too-many',
  'comment/unusual',
  'object/header',
  'object/not-ended',
  'object/elsewhere',
  'object/not-listed',
  'object/beyond-the-end',
  'value/malformed',
  'value/too-deep',
  'number/malformed',
  'name/escaped-needlessly',
  'name/raw-blank',
  'key/twice',
  'reference/no-delimiter',
  'reference/generation',
  'reference/missing',
  'reference/number',
  'reference/unlisted',
  'stream/keyword',
  'stream/length',
  'stream/outside-the-file',
  'stream/filter',
  'stream/data',
  'stray/object',
  'stray/keyword',
  'xref/syntax',
  'xref/twice',
  'xref/object-zero',
  'xref/offset',
  'xref/generation',
  'xref/entry-type',
  'xref/length',
  'xref/hybrid',
  'hybrid/drawn',
  'xref/width',
  'xref/object-number',
  'xref/own-number',
  'linearized/section',
  'trailer/key',
  'trailer/prev',
  'trailer/size',
  'trailer/root',
  'trailer/encrypt',
  'trailer/id',
  'object-stream/index',
  'object-stream/kind',
  'startxref/value',
  'end/tail',
  'sections/chain',
  'update/too-long',
] as const;
export type Rule = (typeof rules)[number];

/** Where a file breaks a rule: an offset in bytes from its first, or within the object stream that is read. */
export class Irregularity extends Error {
  readonly rule: Rule;
  readonly offset: number;

  constructor(rule: Rule, offset: number) {
    super(`${rule} at byte ${offset}`);
    this.name = 'Irregularity';
    this.rule = rule;
    this.offset = offset;
  }
}

/** The bytes at hand end within a value; more of the file has to be read. */
export class OutOfBytes extends Error {}
