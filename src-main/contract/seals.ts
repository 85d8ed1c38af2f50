import { z } from 'zod';
import { hexadecimal, instant, millimetres } from './bytes.ts';

/** 公章, 合同专用章, 财务专用章, 发票专用章, 法定代表人名章, 审验章, and others. */
export const sealKind = z.enum([
  'official',
  'contract',
  'finance',
  'invoice',
  'legal-representative',
  'review',
  'other',
]);
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
