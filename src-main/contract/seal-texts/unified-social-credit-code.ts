const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** Whether a tax number was mistyped: as long as a unified social credit code, and none. */
export function isDoubtfulTaxNumber(text: string): boolean {
  const number = text.replace(/\s/gu, '').toUpperCase();
  return number.length === 18 && !isUnifiedSocialCreditCode(number);
}

/** The unified social credit code that a text holds, such as the name in a certificate; null: none with a right check character. */
export const creditCodeIn = (text: string): string | null =>
  text
    .toUpperCase()
    .match(/[0-9A-HJ-NPQRTUWXY]{18}/g)
    ?.find(isUnifiedSocialCreditCode) ?? null;

/** Whether a text is a unified social credit code (统一社会信用代码): 18 characters with a right check character, GB 32100-2015, 5.6. */
export function isUnifiedSocialCreditCode(text: string): boolean {
  const values = [...text].map((character) => alphabet.indexOf(character));
  if (values.length !== 18 || values.includes(-1)) return false;
  // The weights are the powers of three, modulo 31.
  let weight = 1;
  let sum = 0;
  for (const value of values.slice(0, 17)) {
    sum += value * weight;
    weight = (weight * 3) % alphabet.length;
  }
  return values[17] === (alphabet.length - (sum % alphabet.length)) % alphabet.length;
}
