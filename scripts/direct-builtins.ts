import { isBuiltin } from 'node:module';
import type { Plugin } from 'vite';

const importStatement = /^import (?:(?<whole>[\w$]+)(?:, | ))?(?:\{(?<names>[^}]*)\} )?from "(?<module>[^"]+)";$/gm;

function toDirect(code: string): string {
  return code.replace(importStatement, (statement, ...found) => {
    const { whole, names, module } = found.at(-1) as Record<'whole' | 'names', string | undefined> & { module: string };
    if (!isBuiltin(module)) return statement;
    const given = `process.getBuiltinModule(${JSON.stringify(module)})`;
    return [
      ...(whole ? [`const ${whole} = ${given};`] : []),
      ...(names ? [`const {${names.replaceAll(' as ', ': ')}} = ${given};`] : []),
    ].join(' ');
  });
}

/**
 * Takes what is used of Node's own modules, and no more. An import statement reads all that a module has, and with it loads what is kept
 * for those who ask: the whole of `fetch` for `node:http`, streams and line editing for `node:fs`, in every thread anew.
 * @param isLeft whether a file is left as it is: it may run on a Node that has no other way
 */
export function directBuiltins(isLeft: (fileName: string) => boolean = () => false): Plugin {
  return {
    name: 'qianyin-direct-builtins',
    apply: 'build',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle))
        if (file.type === 'chunk' && !isLeft(file.fileName)) file.code = toDirect(file.code);
    },
  };
}
