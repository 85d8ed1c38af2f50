import { z } from 'zod';
import { hexadecimal, instant } from './bytes.ts';
import { signatureLevel, timestampAuthority } from './longterm.ts';
import { stoppableCode, stoppableCodes } from './preflight/warnings.ts';
import { certificateInfo, distinguishedName } from './tokens.ts';

/** A driver that may be loaded, as a person names it. */
const allowedDriver = z.string().trim().min(1).max(4096).describe("a driver's id, or the full path of its library");
export const allowedDrivers = z.array(allowedDriver).max(200).nullable();
export type AllowedDrivers = z.infer<typeof allowedDrivers>;

const driverIds = z.array(z.string().trim().min(1).max(4096)).max(200);

const settingsFields = {
  language: z.enum(['zh-CN', 'en']),
  theme: z.enum(['system', 'light', 'dark']),
  operatorName: z.string().trim().max(80).describe('empty: the name of the login'),
  driverPaths: z.array(z.string()),
  allowedDrivers: allowedDrivers.describe('no other driver is loaded; null: every driver that is found'),
  disabledDrivers: driverIds.describe('drivers that the person switched off: not loaded, wherever they were found'),
  preferredDrivers: driverIds.describe('used before others where several show a token, the first first'),
  driverInitStrings: z
    .record(z.string(), z.string().max(4096))
    .describe('what added drivers are initialised with, by their paths'),
  systemTrusted: z.boolean().describe('true: roots of the operating system count too, for what is made for documents'),
  networkAllowed: z.boolean().describe('false: nothing leaves this machine'),
  timestampAuthorities: z.array(timestampAuthority).max(10).describe('asked in this order until one answers'),
  signatureLevel: signatureLevel.describe('what stamped files are to reach, at once or later'),
  headOnToken: z
    .boolean()
    .describe('true: the head of the record is kept on the UKey too, once a day, where it has room'),
  archiveYearly: z
    .boolean()
    .describe('true: it is said when the record has events of a year before, so that it is archived'),
  firstSteps: z
    .enum(['auto', 'shown', 'hidden'])
    .describe('the first steps on page 盖章; `auto`: until the first use is on record'),
  pinEachTime: z.boolean().describe('true: the PIN is asked for each file of a queue in the window'),
  stops: z
    .array(stoppableCode)
    .max(stoppableCodes.length)
    .describe('findings of the 预检 with which nothing is stamped; the others warn'),
};

export const settings = z.object({
  language: settingsFields.language.default('zh-CN'),
  theme: settingsFields.theme.default('system'),
  operatorName: settingsFields.operatorName.default(''),
  driverPaths: settingsFields.driverPaths.default([]),
  allowedDrivers: settingsFields.allowedDrivers.default(null),
  disabledDrivers: settingsFields.disabledDrivers.default([]),
  preferredDrivers: settingsFields.preferredDrivers.default([]),
  driverInitStrings: settingsFields.driverInitStrings.default({}),
  systemTrusted: settingsFields.systemTrusted.default(false),
  networkAllowed: settingsFields.networkAllowed.default(false),
  timestampAuthorities: settingsFields.timestampAuthorities.default([]),
  signatureLevel: settingsFields.signatureLevel.default('B-B'),
  headOnToken: settingsFields.headOnToken.default(false),
  archiveYearly: settingsFields.archiveYearly.default(false),
  firstSteps: settingsFields.firstSteps.default('auto'),
  pinEachTime: settingsFields.pinEachTime.default(false),
  stops: settingsFields.stops.default([]),
});
export type Settings = z.infer<typeof settings>;
/** Some of the settings. Made without their defaults, which would undo everything that is not named. */
export const settingsChanges = z.object(settingsFields).partial();
/** What a person may change directly. Drivers are code: they are added by `drivers.add`, which has them confirmed. */
export const settingsUpdate = settingsChanges.omit({ driverPaths: true, driverInitStrings: true });

export const trustedCertificate = certificateInfo.extend({
  addedAt: z.iso.datetime(),
  onlyTimestamps: z.boolean().optional().describe('it counts for timestamps, and not for who signed'),
});
export type TrustedCertificate = z.infer<typeof trustedCertificate>;

/** A certificate revocation list (RFC 5280, 5) that the person imported. */
export const importedCrl = z.object({
  fingerprint: hexadecimal.describe('SHA-256 of the DER'),
  issuer: distinguishedName,
  thisUpdate: instant,
  nextUpdate: instant.nullable(),
  number: hexadecimal.nullable(),
  addedAt: instant,
});
export type ImportedCrl = z.infer<typeof importedCrl>;

/** What the person trusts, and what tells of its revocations. */
export const trustContent = z.object({ certificates: z.array(trustedCertificate), crls: z.array(importedCrl) });
export type TrustContent = z.infer<typeof trustContent>;

/** What a start found of programs that were killed, by the paths of the stamped files. */
export const recovered = z.object({
  completed: z.array(z.string()).describe('in their place, and only now on record'),
  interrupted: z.array(z.string()).describe('not made, as far as can be told'),
  tidiedFiles: z
    .number()
    .int()
    .describe('half-written files that were taken away, and replaced ones that were put back'),
});
export type Recovered = z.infer<typeof recovered>;

export const appInfo = z.object({
  version: z.string(),
  door: z.enum(['electron', 'web', 'cli']),
  platform: z.string(),
  homeFolder: z.string(),
  operator: z.string(),
  languageChosen: z.boolean().describe('false: a window speaks the language of its system'),
  driversFromEnvironment: allowedDrivers.describe('from QIANYIN_DRIVERS, which wins over the setting; null: not set'),
  initialDocumentPaths: z
    .array(z.string())
    .describe('PDFs to open at start, one after the other: from the command line'),
  recovered,
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
