import { z } from 'zod';
import { certificateInfo } from './tokens.ts';

export const settings = z.object({
  language: z.enum(['zh-CN', 'en']).default('zh-CN'),
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  operatorName: z.string().trim().max(80).default('').describe('empty: the name of the login'),
  driverPaths: z.array(z.string()).default([]),
});
export type Settings = z.infer<typeof settings>;

export const trustedCertificate = certificateInfo.extend({ addedAt: z.iso.datetime() });
export type TrustedCertificate = z.infer<typeof trustedCertificate>;

export const appInfo = z.object({
  version: z.string(),
  door: z.enum(['electron', 'web', 'cli']),
  platform: z.string(),
  homeFolder: z.string(),
  operator: z.string(),
  initialDocumentPath: z.string().nullable().describe('a PDF to open at start: from the command line, or the sample'),
});
export type AppInfo = z.infer<typeof appInfo>;

/** What the key of a trial UKey is for: SM2 as in Chinese offices, RSA for readers elsewhere. */
export const trialAlgorithm = z.enum(['sm2', 'rsa']);
export type TrialAlgorithm = z.infer<typeof trialAlgorithm>;

/** The trial UKey: its PIN is shown on purpose, it protects nothing real. */
export const trial = z.object({
  algorithm: trialAlgorithm,
  token: z.object({ id: z.string(), serial: z.string(), label: z.string(), driverId: z.string() }),
  pin: z.string(),
  adminPin: z.string().default('').describe('unblocks the PIN, public too; empty for what was made before it was kept'),
  sealId: z.string(),
  certificate: z.string().describe('PEM: the signing certificate, then the trial CA'),
  certificateFingerprint: z.string(),
  sampleDocumentPath: z.string(),
  created: z.boolean().describe('false: it was there already'),
});
export type Trial = z.infer<typeof trial>;
