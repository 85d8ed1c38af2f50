/** A text as XML has it between tags or in an attribute, in whatever encoding: what is not ASCII by its number (XML 1.0, 4.1). */
export function escapeXml(text: string): string {
  return Array.from(text, (sign) => {
    const point = sign.codePointAt(0) ?? 0;
    const isPlain = point >= 0x20 && point < 0x7f && !'<>&"\''.includes(sign);
    return isPlain ? sign : `&#${point};`;
  }).join('');
}
