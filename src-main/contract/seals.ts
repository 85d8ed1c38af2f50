import { z } from 'zod';
import { hexadecimal, instant, millimetres } from './bytes.ts';

/** 公章, 合同专用章, 财务专用章, 发票专用章, 法定代表人名章, and others. */
export const sealKind = z.enum(['official', 'contract', 'finance', 'invoice', 'legal-representative', 'other']);
export type SealKind = z.infer<typeof sealKind>;

/** The certificate (and so the key) that a seal is bound to. */
export const sealBinding = z.object({
  tokenSerial: z.string(),
  tokenLabel: z.string(),
  certificateFingerprint: hexadecimal,
  ownerName: z.string(),
  notAfter: instant,
});

export const seal = z.object({
  id: z.string(),
  name: z.string(),
  kind: sealKind,
  widthMm: millimetres,
  heightMm: millimetres,
  artworkKind: z.enum(['vector', 'image']),
  trial: z.boolean(),
  createdAt: instant,
  binding: sealBinding,
});
export type Seal = z.infer<typeof seal>;

/** A seal and whether it can be used at this moment. */
export const sealWithState = seal.extend({
  state: z.enum(['ready', 'expiring', 'token-absent', 'certificate-unusable', 'pin-locked']),
  daysLeft: z.number().int(),
  tokenId: z.string().nullable(),
});
export type SealWithState = z.infer<typeof sealWithState>;

/** What is drawn on a round company seal: `ringText` along the upper arc, `bottomText` under the star. */
export const roundSealDesign = z.object({
  ringText: z.string().trim().min(1).max(60),
  bottomText: z.string().trim().max(20).default(''),
  code: z.string().trim().max(20).default('').describe('the 13-digit code along the lower arc'),
  trialMark: z.boolean().default(false),
  diameterMm: millimetres.min(20).max(60).default(40),
});
export type RoundSealDesign = z.infer<typeof roundSealDesign>;
