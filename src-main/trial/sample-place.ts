/**
 * Where 甲方 seals the sample contract, over its name and the date, as is the custom: the centre, in millimetres from the top-left of
 * the page as displayed.
 */
export const sampleSealPlace = { page: 2, xMm: 62, yMm: 208 } as const;
