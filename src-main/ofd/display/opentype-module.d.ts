/** The package as a module: Node would take its bundle for scripts, whose names nobody can import one by one. */
declare module 'opentype.js/dist/opentype.mjs' {
  export { type Font, parse } from 'opentype.js';
}
