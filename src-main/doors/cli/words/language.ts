import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Language, settings } from '../../../contract/index.ts';

/** A language as people write it: `zh`, `zh_CN.UTF-8`, `en-US`. Undefined for one we do not speak. */
export function parseLanguage(text: string): Language | undefined {
  if (/^zh/i.test(text)) return 'zh-CN';
  return /^en/i.test(text) ? 'en' : undefined;
}

function languageOption(argv: readonly string[]): string | undefined {
  const at = argv.findIndex((argument) => argument === '--lang' || argument.startsWith('--lang='));
  if (at < 0) return undefined;
  return argv[at]?.startsWith('--lang=') ? argv[at]?.slice('--lang='.length) : argv[at + 1];
}

function languageOfSettings(homeFolder: string): Language | undefined {
  try {
    const stored: unknown = JSON.parse(readFileSync(join(homeFolder, 'settings.json'), 'utf8'));
    return settings.shape.language.catch('zh-CN').parse((stored as { language?: unknown } | null)?.language);
  } catch {
    return undefined;
  }
}

/**
 * The language to speak: `--lang`, `QIANYIN_LANG`, the settings, else Chinese. Read before the arguments are parsed, since help
 * and complaints about arguments are in it too; and without the core, since help must not make a data folder.
 */
export function chooseLanguage(argv: readonly string[], env: NodeJS.ProcessEnv, homeFolder: string): Language {
  return (
    parseLanguage(languageOption(argv) ?? '') ??
    parseLanguage(env.QIANYIN_LANG ?? '') ??
    languageOfSettings(homeFolder) ??
    'zh-CN'
  );
}
