import type { Plugin } from 'vite';

const toAscii = (code: string) =>
  code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/**
 * Writes what is beyond ASCII as escapes. A program with one Chinese character in it takes two bytes a letter for as long as it runs,
 * and as often as it has threads.
 */
export function asciiOnly(): Plugin {
  return {
    name: 'qianyin-ascii-only',
    apply: 'build',
    // What renders a chunk after this would write the characters themselves again.
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) if (file.type === 'chunk') file.code = toAscii(file.code);
    },
  };
}
