/** What stands in braces in a sentence: `page` and `count` of `Page {page} of {count}`. */
export type Placeholders<Sentence extends string> = Sentence extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

/** A sentence as it is where it has just these names in braces; else a complaint, which it cannot be assigned to. */
export type Fitting<Sentence extends string, Names extends string> = [Placeholders<Sentence>, Names] extends [
  Names,
  Placeholders<Sentence>,
]
  ? Sentence
  : { readonly mustNameTheValues: Names };

/** As `Fitting`, for a sentence that may leave values out. */
export type FittingSome<Sentence extends string, Names extends string> = [Placeholders<Sentence>] extends [Names]
  ? Sentence
  : { readonly mayNameTheValues: Names };

/** A sentence with what stands in braces in it told by `word`. */
export function fillBy(sentence: string, word: (name: string) => string): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => word(name));
}

/**
 * A sentence with each `{name}` in it replaced by that value. A value that lacks or is one too many does not compile.
 */
export function fill<const Sentence extends string>(
  sentence: Sentence,
  values: Readonly<Record<Placeholders<Sentence>, string | number>>,
): string {
  const given: Readonly<Record<string, string | number>> = values;
  return fillBy(sentence, (name) => String(given[name] ?? '…'));
}
