/** An operand of a content operator: a number, a name, a string (of which no more is known) or an array of numbers and strings. */
export type StrictOperand =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'string' }
  | { readonly kind: 'array'; readonly numbers: readonly number[]; readonly hasStrings: boolean };

export interface StrictOperation {
  readonly operator: string;
  readonly numbers: readonly number[];
  readonly names: readonly string[];
  readonly array: Extract<StrictOperand, { kind: 'array' }> | null;
}

/** Something that readers could take in different ways. */
export class NotPlain extends Error {}

const largestNumber = 32_000;
/** Readers keep no more digits than a 32-bit float has, and some of them break at long ones. */
const longestNumber = 24;
const maxOperations = 500_000;

/** Operands of the operators that are followed (ISO 32000-2, Annex A): n a number, N a name, s a string, a an array. */
const signatures: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '': 'q Q h n f F f* S s B B* b b* W W* BT ET EMC T*',
    n: 'w J j M i g G Tc Tw Tz TL Tr Ts',
    nn: 'm l Td TD',
    nnn: 'rg RG',
    nnnn: 're k K v y',
    nnnnnn: 'cm c Tm',
    N: 'gs cs CS Do ri BMC MP',
    NN: 'BDC DP',
    Nn: 'Tf',
    an: 'd',
    a: 'TJ',
    s: "Tj '",
    nns: '"',
    '*': 'sc SC scn SCN',
  }).flatMap(([operands, operators]) => operators.split(' ').map((operator): [string, string] => [operator, operands])),
);
const letters = { number: 'n', name: 'N', string: 's', array: 'a' } as const;

const space = /[ \t\r\n]+/y;
/** Ends with the line feed that all readers end it with. */
const comment = /%[\x20-\x7e\t]*(?:\r?\n|$)/y;
const regular = /[^\0\t\n\f\r ()<>[\]{}/%]+/y;
const numberForm = /^[+-]?(?:\d+\.?\d*|\.\d+)$/;
const nameForm = /\/[!-"$-'*-.0-;=?-Z\\^-z|~]+/y;
const hexString = /<(?:[0-9A-Fa-f]{2}|[ \t\r\n])*>/y;

/** Reads content that has one reading only, or throws NotPlain. */
class StrictReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  #take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) return null;
    this.#at += found.length;
    return found;
  }

  #skip(): void {
    while (this.#take(space) !== null || this.#take(comment) !== null);
  }

  #string(): StrictOperand {
    let depth = 0;
    for (; this.#at < this.#text.length; this.#at++) {
      const character = this.#text[this.#at];
      if (character === '\\') this.#at += 1;
      else if (character === '(') depth += 1;
      else if (character === ')') depth -= 1;
      if (depth === 0) {
        this.#at += 1;
        return { kind: 'string' };
      }
    }
    throw new NotPlain('a string without an end');
  }

  #array(): StrictOperand {
    const numbers: number[] = [];
    let hasStrings = false;
    for (this.#at += 1; ; ) {
      this.#skip();
      if (this.#text[this.#at] === ']') break;
      const item = this.token();
      if (typeof item === 'object' && item?.kind === 'number') numbers.push(item.value);
      else if (typeof item === 'object' && item?.kind === 'string') hasStrings = true;
      else throw new NotPlain('an array of something else');
    }
    this.#at += 1;
    return { kind: 'array', numbers, hasStrings };
  }

  /** An operand, an operator as text, or null at the end. */
  token(): StrictOperand | string | null {
    this.#skip();
    const character = this.#text[this.#at];
    if (character === undefined) return null;
    if (character === '(') return this.#string();
    if (character === '[') return this.#array();
    if (character === '/') {
      const text = this.#take(nameForm);
      if (text === null) throw new NotPlain('a name of unusual form');
      return { kind: 'name', text: text.slice(1) };
    }
    if (character === '<') {
      if (this.#take(hexString) === null) throw new NotPlain('a dictionary or a hexadecimal string of unusual form');
      return { kind: 'string' };
    }
    const word = this.#take(regular);
    if (word === null) throw new NotPlain(`a stray delimiter ${character}`);
    if (!numberForm.test(word)) return word;
    const value = Number(word);
    if (word.length > longestNumber || Math.abs(value) >= largestNumber) throw new NotPlain(`the number ${word}`);
    return { kind: 'number', value };
  }
}

/** The operations of a content stream (ISO 32000-2, 7.8.2) that has one reading only. Throws NotPlain. */
export function* strictOperations(content: Uint8Array): Generator<StrictOperation> {
  const reader = new StrictReader(Buffer.from(content.buffer, content.byteOffset, content.length).toString('latin1'));
  let operands: StrictOperand[] = [];
  for (let count = 0; ; ) {
    const token = reader.token();
    if (token === null) break;
    if (typeof token !== 'string') {
      operands.push(token);
      continue;
    }
    count += 1;
    const expected = signatures.get(token);
    const given = operands.map(({ kind }) => letters[kind]).join('');
    const fits = expected === '*' ? /^n+$/.test(given) : given === expected;
    if (!fits || count > maxOperations) throw new NotPlain(`the operator ${token} with ${given}`);
    yield {
      operator: token,
      numbers: operands.flatMap((one) => (one.kind === 'number' ? [one.value] : [])),
      names: operands.flatMap((one) => (one.kind === 'name' ? [one.text] : [])),
      array: operands.find((one) => one.kind === 'array') ?? null,
    };
    operands = [];
  }
  if (operands.length > 0) throw new NotPlain('operands without an operator');
}
