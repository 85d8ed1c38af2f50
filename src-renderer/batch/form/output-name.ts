/** What a name of an output is made of. */
export interface NamedExample {
  /** Below the folder that was asked for, with `/`. */
  readonly name: string;
  readonly total: number;
  /** The local day. */
  readonly day: Date;
}

const two = (value: number) => String(value).padStart(2, '0');

/** The name that the first file would get; what stands for a column of a table stays as it is. */
export function exampleOf(pattern: string, { name, total, day }: NamedExample): string {
  const stem = name.replace(/^.*\//, '').replace(/\.pdf$/i, '');
  const values: Readonly<Record<string, string>> = {
    name: stem,
    n: '1'.padStart(String(total).length, '0'),
    date: `${day.getFullYear()}${two(day.getMonth() + 1)}${two(day.getDate())}`,
  };
  return `${pattern.replace(/\{([^{}]*)\}/g, (whole, key: string) => values[key] ?? whole)}.pdf`;
}
