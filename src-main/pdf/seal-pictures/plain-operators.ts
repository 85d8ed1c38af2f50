import type { Operand, Operation } from '../content/content-tokens.ts';

/**
 * Operators (ISO 32000-2, Annex A) that are drawn just as readers do, or that draw nothing, with the operands that each takes; null for a
 * colour, of which the colour space says how many. With others, or more or fewer of them, readers differ.
 */
const operandsOf: ReadonlyMap<string, readonly string[] | null> = new Map([
  ...words('q Q h f F f* S s B B* b b* n W W* EMC', []),
  ...words('w J j M i g G', ['number']),
  ...words('m l', Array<string>(2).fill('number')),
  ...words('rg RG', Array<string>(3).fill('number')),
  ...words('re v y k K', Array<string>(4).fill('number')),
  ...words('cm c', Array<string>(6).fill('number')),
  ...words('gs cs CS ri Do BMC MP', ['name']),
  ...words('sc SC', null),
]);

function words<Value>(text: string, value: Value): [string, Value][] {
  return text.split(' ').map((word) => [word, value]);
}

function kindOf(operand: Operand): string {
  if (typeof operand === 'number') return 'number';
  return operand !== null && typeof operand === 'object' && 'name' in operand ? 'name' : 'other';
}

const begins: ReadonlySet<string> = new Set(['m', 're']);
const continues: ReadonlySet<string> = new Set(['l', 'c', 'v', 'y', 'h']);
const clips: ReadonlySet<string> = new Set(['W', 'W*']);
const paints: ReadonlySet<string> = new Set(['f', 'F', 'f*', 'S', 's', 'B', 'B*', 'b', 'b*', 'n']);

/** Follows the operators of one content stream. */
export class PlainOperators {
  #path: string[] = [];

  /**
   * Whether one more operator is plain: a path begins with a place (ISO 32000-2, 8.5.2), goes on until it is painted with nothing
   * between, and clips to nothing but a rectangle.
   */
  take({ operator, operands }: Operation): boolean {
    const wanted = operandsOf.get(operator);
    if (wanted === undefined) return false;
    const kinds = operands.map(kindOf);
    const areWanted = wanted
      ? kinds.join(' ') === wanted.join(' ')
      : kinds.length > 0 && kinds.every((kind) => kind === 'number');
    return areWanted && this.#isInPlace(operator);
  }

  #isInPlace(operator: string): boolean {
    const last = this.#path.at(-1) ?? '';
    if (paints.has(operator)) {
      this.#path = [];
      return true;
    }
    const isClipped = clips.has(last);
    const isPath = begins.has(operator) || continues.has(operator) || clips.has(operator);
    if (!isPath) return this.#path.length === 0;
    this.#path.push(operator);
    if (clips.has(operator)) return last === 're' && this.#path.length === 2;
    if (begins.has(operator)) return !isClipped;
    // After a shape was closed, the next one has a beginning of its own.
    return !isClipped && last !== '' && last !== 're' && last !== 'h';
  }
}
