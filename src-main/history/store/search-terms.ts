/**
 * The terms by which a use is found. Chinese is not divided into words, so each two and each three characters that stand together are a term, and
 * the last one of a run; of letters and digits every ending is one, so that what stands in the middle is found by how an ending begins.
 */

const han = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}';
const isHan = new RegExp(`^[${han}]`, 'u');
/** A longer word is found by its beginning alone. */
const longestWithEndings = 24;
const wordRun = /[\p{L}\p{N}]+/gu;

/** One spelling for what people take for the same. */
const plain = (text: string) => text.normalize('NFKC').toLowerCase();

/** Runs of Chinese, and runs of other letters and digits. */
function* runsOf(text: string): Generator<{ characters: string[]; isHan: boolean }> {
  for (const [word] of plain(text).matchAll(wordRun)) {
    let run: string[] = [];
    let inHan: boolean | null = null;
    for (const character of word) {
      const now = isHan.test(character);
      if (inHan !== null && now !== inHan) {
        yield { characters: run, isHan: inHan };
        run = [];
      }
      inHan = now;
      run.push(character);
    }
    if (inHan !== null) yield { characters: run, isHan: inHan };
  }
}

function* together(characters: readonly string[], count: number): Generator<string> {
  for (let at = 0; at + count <= characters.length; at++) yield characters.slice(at, at + count).join('');
}

/** The terms of texts, with spaces between. */
export function termsOf(texts: Iterable<string>): string {
  const terms = new Set<string>();
  for (const text of texts) {
    for (const { characters, isHan } of runsOf(text)) {
      if (isHan) {
        for (const term of together(characters, 2)) terms.add(term);
        for (const term of together(characters, 3)) terms.add(term);
        terms.add(characters.at(-1) ?? '');
      } else {
        const endings = characters.length <= longestWithEndings ? characters.length : 1;
        for (let from = 0; from < endings; from++) terms.add(characters.slice(from).join(''));
      }
    }
  }
  return [...terms].join(' ');
}

/** What is asked of the index for a word, as FTS5 reads it; empty where a word has neither letter nor digit. */
export function queryOf(word: string): string {
  const asked: string[] = [];
  for (const { characters, isHan } of runsOf(word)) {
    const all = characters.join('');
    if (!isHan || characters.length === 1) asked.push(`"${all}"*`);
    else if (characters.length === 2) asked.push(`"${all}"`);
    else for (const term of together(characters, 3)) asked.push(`"${term}"`);
  }
  return asked.join(' AND ');
}

/** Whether all that the index gives for a word holds the word itself. */
export function isExact(word: string): boolean {
  const [run, ...others] = [...runsOf(word)];
  if (!run || others.length > 0 || run.characters.join('') !== plain(word)) return false;
  return run.isHan ? run.characters.length <= 3 : true;
}
