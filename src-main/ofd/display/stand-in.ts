import type { FontFamily } from '../../contract/index.ts';

/** By what fonts are called in files, the more special first. */
const families: readonly (readonly [FontFamily, RegExp])[] = [
  ['xiaobiao', /[小大]标宋|xbs|biaosong/i],
  ['fang', /仿宋|fangsong|fang_?song|stfangso|^fs/i],
  ['kai', /楷|kai/i],
  ['hei', /黑|等线|圆|hei|deng|gothic|yuan|noto\s*sans.*(?:cjk|sc)/i],
  ['song', /宋|明|song|sim\s*sun|ming/i],
  ['mono', /courier|consol|mono|typewriter|ocr/i],
  ['sans', /arial|helvet|sans|verdana|tahoma|calibri|segoe/i],
  ['serif', /times|serif|georgia|cambria|roman/i],
];

/** Which kind of font stands in for one that the file does not bring: the usual ones of official documents are told apart. */
export function standInFor(names: readonly (string | undefined)[]): FontFamily {
  for (const name of names) {
    const found = name === undefined ? undefined : families.find(([, pattern]) => pattern.test(name));
    if (found) return found[0];
  }
  return 'song';
}
