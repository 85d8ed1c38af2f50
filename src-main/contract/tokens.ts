import { z } from 'zod';
import { hexadecimal, instant } from './bytes.ts';

/** Why a certificate on a token is not offered for stamping. */
export const certificateProblem = z.enum([
  'expired',
  'not-yet-valid',
  'revoked',
  'not-for-signing',
  'encryption-only',
  'ca-certificate',
  'no-private-key',
  'algorithm-unsupported',
  'unreadable',
]);
export type CertificateProblem = z.infer<typeof certificateProblem>;

/** The names of a distinguished name that people read, as UTF-8. `display` is the common name, else the whole name. */
export const distinguishedName = z.object({
  display: z.string(),
  text: z.string(),
  commonName: z.string().optional(),
  organization: z.string().optional(),
});

export type DistinguishedName = z.infer<typeof distinguishedName>;

/** An X.509 certificate as people and scripts see it. */
export const certificateInfo = z.object({
  fingerprint: hexadecimal.describe('SHA-256 of the DER'),
  serialNumber: hexadecimal,
  subject: distinguishedName,
  issuer: distinguishedName,
  notBefore: instant,
  notAfter: instant,
  keyAlgorithm: z.string().describe('RSA 2048, EC P-256, SM2 …'),
  keyUsage: z.array(z.string()),
  trial: z.boolean().describe('made by this program for trial, never for real documents'),
  pem: z.string(),
});
export type CertificateInfo = z.infer<typeof certificateInfo>;

/** A certificate on a token. `problem` null: it may be used for stamping now. */
export const tokenCertificate = certificateInfo.extend({
  label: z.string(),
  keyId: hexadecimal.describe('CKA_ID'),
  problem: certificateProblem.nullable(),
  daysLeft: z.number().int(),
});
export type TokenCertificate = z.infer<typeof tokenCertificate>;

const warnedDays = 30;

/** Whether a certificate or seal with so many days left is said to expire soon. */
export const expiresSoon = (daysLeft: number) => daysLeft <= warnedDays;

/** State of the user PIN from CK_TOKEN_INFO.flags (PKCS#11 v2.40, 3.2). Drivers do not tell a number of tries. */
export const pinState = z.enum(['ok', 'low', 'final-try', 'locked', 'uninitialized', 'to-be-changed']);
export type PinState = z.infer<typeof pinState>;

/** A driver through which a token is seen. */
export const tokenWay = z.object({ driverId: z.string(), driverName: z.string() });

export const token = z.object({
  id: z.string().describe('driver id, serial and label together: unique while plugged in, the same after replugging'),
  ways: z.array(tokenWay).describe('every driver that shows it, the one that is used first'),
  driverId: z.string(),
  driverName: z.string(),
  slotId: z.number().int(),
  serial: z.string(),
  label: z.string(),
  manufacturer: z.string(),
  model: z.string(),
  pinState,
  pinMinLength: z.number().int(),
  pinMaxLength: z.number().int(),
  pinPad: z.boolean().describe('CKF_PROTECTED_AUTHENTICATION_PATH: the PIN is typed on the token'),
  writeProtected: z.boolean(),
  trial: z.boolean(),
  mechanisms: z.array(z.string()).describe('CKM_… names usable for signing'),
  certificates: z.array(tokenCertificate),
});
export type Token = z.infer<typeof token>;

/** `no-device`: it cannot be initialised, as drivers without their hardware are. `disabled`: it is not loaded. */
/** A serial number as drivers agree on it: without blanks, separators, leading zeros and case. */
const plainSerial = (serial: string) =>
  serial
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/^0+/, '');

/** Whether two drivers mean the same serial number, each in its own writing. */
export const isSameSerial = (one: string, other: string) => plainSerial(one) === plainSerial(other);

/** Whether a serial number tells tokens apart: some drivers give zeros or nothing. */
export const hasSerial = ({ serial }: Pick<Token, 'serial'>) => plainSerial(serial) !== '';

export const driverState = z.enum(['starting', 'ready', 'failed', 'crashed', 'timeout', 'no-device', 'disabled']);
/** A PKCS#11 module. `trouble` is what went wrong last, in the driver's own words, for support. */
export const driver = z.object({
  id: z.string(),
  name: z.string(),
  path: z.string(),
  source: z.enum(['catalogue', 'p11-kit', 'added', 'trial']),
  state: driverState,
  trouble: z.string().nullable(),
  restarts: z.number().int(),
  description: z.string().nullable().describe('CK_INFO: manufacturer, library description and version'),
  slotCount: z.number().int(),
  tokenCount: z.number().int(),
  preferred: z.boolean().describe('used before others where several show a token'),
});
export type Driver = z.infer<typeof driver>;

/** Whether a driver went wrong, so that its tokens do not show: the person is told wherever one of them is missed. */
export const isInTrouble = ({ state }: Pick<Driver, 'state'>) =>
  state === 'failed' || state === 'crashed' || state === 'timeout';
