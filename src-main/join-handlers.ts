import { type Handlers, type MethodName, methods } from './contract/index.ts';

/** The methods that these parts answer. */
type Answered<Parts extends readonly Partial<Handlers>[]> = { [Index in keyof Parts]: keyof Parts[Index] }[number];

/** The arguments themselves; where methods have no handler, a type that names them and that nothing fits. */
type Complete<Parts extends readonly Partial<Handlers>[]> = [Exclude<MethodName, Answered<Parts>>] extends [never]
  ? Parts
  : { readonly missing: Exclude<MethodName, Answered<Parts>> }[];

/**
 * Joins what the rooms hand out. A method without a handler does not compile.
 * @throws Error a method has no handler or several, or a handler has no method: a mistake in the program
 */
export function joinHandlers<const Parts extends readonly Partial<Handlers>[]>(...parts: Complete<Parts>): Handlers {
  const names = parts.flatMap((part) => Object.keys(part));
  const wrong = {
    missing: Object.keys(methods).filter((name) => !names.includes(name)),
    doubled: names.filter((name, index) => names.indexOf(name) !== index),
    unknown: names.filter((name) => !Object.hasOwn(methods, name)),
  };
  const told = Object.entries(wrong).flatMap(([how, which]) => which.map((name) => `${how}: ${name}`));
  if (told.length > 0) throw new Error(`handlers ${told.join(', ')}`);
  return Object.assign({}, ...parts);
}
