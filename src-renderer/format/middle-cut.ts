/**
 * A long name without its middle: what tells files of one folder apart is at its beginning, at its end, and in its number.
 * @param most how many characters stay, a wide one (Chinese) counting as two
 */
export function cutMiddle(name: string, most: number): string {
  const characters = [...name];
  const widthOf = (character: string) => ((character.codePointAt(0) ?? 0) > 0x2e7f ? 2 : 1);
  const total = characters.reduce((sum, character) => sum + widthOf(character), 0);
  if (total <= most) return name;
  const room = most - 1;
  const take = (from: readonly string[], width: number): string[] => {
    let left = width;
    const end = from.findIndex((character) => {
      left -= widthOf(character);
      return left < 0;
    });
    return from.slice(0, end < 0 ? from.length : end);
  };
  const head = take(characters, Math.ceil(room / 2));
  const tail = take(characters.toReversed(), Math.floor(room / 2)).toReversed();
  return `${head.join('')}…${tail.join('')}`;
}
