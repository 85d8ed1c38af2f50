/** What stays together on a line: a word of letters and digits, a space, or one character of any other kind. */
const unit = /[\p{Script=Latin}\p{M}\p{Nd}_'’.,:;/@%+\-[\]()]+|\s|./gsu;
/** What may not begin a line; it may stand out beyond the end of the one before instead. */
const closing = /^[，。、；：！？）》〉〕］”’】」』%]$/u;

/** Pieces no wider than `width`, for a word that is wider than a line. */
function pieces(word: string, width: number, widthOf: (text: string) => number): string[] {
  const found: string[] = [];
  let piece = '';
  let pieceWidth = 0;
  for (const character of word) {
    const characterWidth = widthOf(character);
    if (piece !== '' && pieceWidth + characterWidth > width) {
      found.push(piece);
      piece = '';
      pieceWidth = 0;
    }
    piece += character;
    pieceWidth += characterWidth;
  }
  return [...found, piece];
}

/** Breaks one paragraph into lines no wider than `width`: between words, between Chinese characters, else anywhere. */
export function breakLines(text: string, width: number, widthOf: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = '';
  let lineWidth = 0;
  const units = (text.match(unit) ?? []).flatMap((one) => (widthOf(one) > width ? pieces(one, width, widthOf) : [one]));
  for (const one of units) {
    const oneWidth = widthOf(one);
    if (line !== '' && lineWidth + oneWidth > width && !closing.test(one)) {
      lines.push(line.trimEnd());
      line = '';
      lineWidth = 0;
    }
    if (line === '' && /^\s$/.test(one)) continue;
    line += one;
    lineWidth += oneWidth;
  }
  if (line !== '' || lines.length === 0) lines.push(line.trimEnd());
  return lines;
}
