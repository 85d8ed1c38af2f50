/**
 * What the values are called that a sentence is filled from, by the code of the sentence. A name with a question mark is for programs:
 * the value may be there, and no sentence names it.
 */
export type ValueNames = Readonly<Record<string, readonly string[]>>;

type AnyName<Table extends ValueNames, Code extends keyof Table> = Table[Code][number];
type ForPrograms<Name extends string> = Name extends `${infer Bare}?` ? Bare : never;

/** The names that a sentence of this code has in braces. */
export type SpokenName<Table extends ValueNames, Code extends keyof Table> = Exclude<
  AnyName<Table, Code>,
  `${string}?`
>;

/** The values that belong to a code: each that its sentences name, and no other but those for programs. */
export type ValuesFor<Table extends ValueNames, Code extends keyof Table> = [AnyName<Table, Code>] extends [never]
  ? Readonly<Record<string, never>>
  : Readonly<
      Record<SpokenName<Table, Code>, string | number> &
        Partial<Record<ForPrograms<AnyName<Table, Code>>, string | number>>
    >;
