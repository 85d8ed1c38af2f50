/** Where 甲方 seals the sample contract: the centre, in millimetres from the top-left of the page as displayed. */
export const sampleSealPlace = { page: 2, xMm: 56, yMm: 212 } as const;
