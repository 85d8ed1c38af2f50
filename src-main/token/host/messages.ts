/** What the room and its host processes say to each other. Both sides parse what they are sent. */
import { z } from 'zod';
import { bytes, errorCodes, trialAlgorithm } from '../../contract/index.ts';

/** How a driver notices that tokens came or went: by asking for the slots, or only when it is initialised again. */
export const rescan = z.enum(['slot-list', 'reinitialize']);
export type Rescan = z.infer<typeof rescan>;

export const signatureMechanism = z.object({
  scheme: z.enum(['rsa-pkcs1', 'rsa-pss', 'ecdsa', 'sm2']),
  hash: z.enum(['sha256', 'sha384', 'sha512', 'sm3']),
});
export type SignatureMechanism = z.infer<typeof signatureMechanism>;

/** The token that a call is for: the host refuses when another token sits in the slot by now. */
const tokenAddress = z.object({ slotId: z.number().int(), serial: z.string(), label: z.string() });
export type TokenAddress = z.infer<typeof tokenAddress>;

export const hostRequest = z.discriminatedUnion('operation', [
  z.object({
    operation: z.literal('load'),
    path: z.string(),
    rescan,
    initString: z.string().nullable().default(null).describe('given to C_Initialize'),
  }),
  z.object({ operation: z.literal('scan') }),
  z.object({
    operation: z.literal('open'),
    token: tokenAddress,
    pinGiven: z.boolean(),
    finalTryConfirmed: z.boolean(),
  }),
  z.object({
    operation: z.literal('logIn'),
    sessionId: z.number().int(),
    keyId: z.string(),
    publicValue: z.string(),
    pin: bytes.nullable(),
    signaturePin: bytes.nullable().describe('of a key that wants a PIN of its own for each signature'),
  }),
  z.object({
    operation: z.literal('sign'),
    sessionId: z.number().int(),
    mechanism: signatureMechanism,
    digest: bytes,
    message: bytes.describe('what the digest was made of: some tokens hash for themselves'),
  }),
  z.object({ operation: z.literal('close'), sessionId: z.number().int() }),
  z.object({
    operation: z.literal('changePin'),
    token: tokenAddress,
    oldPin: bytes,
    newPin: bytes,
    finalTryConfirmed: z.boolean(),
  }),
  z.object({ operation: z.literal('unblockPin'), token: tokenAddress, adminPin: bytes, newPin: bytes }),
  z.object({ operation: z.literal('readDataObjects'), token: tokenAddress, pin: bytes.nullable() }),
  z.object({
    operation: z.literal('writeDataObject'),
    token: tokenAddress,
    pin: bytes.nullable(),
    finalTryConfirmed: z.boolean(),
    label: z.string().min(1).max(32),
    value: bytes,
  }),
  z.object({
    operation: z.literal('generateTrialKey'),
    serial: z.string(),
    pin: z.string(),
    algorithm: trialAlgorithm,
  }),
  z.object({
    operation: z.literal('storeTrialCertificate'),
    serial: z.string(),
    pin: z.string(),
    keyId: z.string(),
    certificate: bytes,
    subject: bytes.describe('the DER of the name'),
  }),
  z.object({ operation: z.literal('stop') }),
]);
export type HostRequest = z.infer<typeof hostRequest>;
export type Operation = HostRequest['operation'];

/** An object's public value in one comparable form: `rsa:<modulus>` or `ec:<point>`, hexadecimal. */
const publicValue = z.string().nullable();
const publicKey = z.object({ id: z.string(), publicValue });
const privateKey = z.object({ id: z.string(), publicValue, canSign: z.boolean() });

/** A token as the driver tells it, unjudged. `privateKeys` is null while the token hides them (before login). */
export const tokenFacts = z.object({
  slotId: z.number().int(),
  serial: z.string(),
  label: z.string(),
  manufacturer: z.string(),
  model: z.string(),
  flags: z.number().int(),
  pinMinLength: z.number().int(),
  pinMaxLength: z.number().int(),
  mechanisms: z.array(z.string()),
  certificates: z.array(z.object({ value: bytes, id: z.string(), label: z.string() })),
  publicKeys: z.array(publicKey),
  privateKeys: z.array(privateKey).nullable(),
});
export type TokenFacts = z.infer<typeof tokenFacts>;

const nothing = z.object({});
/** What each operation answers. */
export const hostAnswers = {
  load: z.object({ description: z.string(), secretKey: bytes.describe('that PINs for this process are sealed for') }),
  scan: z.object({
    slotCount: z.number().int(),
    tokens: z.array(tokenFacts).nullable().describe('null: as in the answer before'),
  }),
  open: z.object({ sessionId: z.number().int() }),
  logIn: z.object({ asksEachTime: z.boolean().describe('CKA_ALWAYS_AUTHENTICATE') }),
  sign: z.object({ signature: bytes }),
  close: nothing,
  changePin: nothing,
  unblockPin: nothing,
  readDataObjects: z.object({
    objects: z.array(z.object({ label: z.string(), application: z.string(), value: bytes })),
  }),
  writeDataObject: nothing,
  generateTrialKey: z.object({ publicKeySpki: bytes, keyId: z.string() }),
  storeTrialCertificate: nothing,
  stop: nothing,
} as const satisfies Record<Operation, z.ZodType>;
export type HostAnswer<O extends Operation> = z.infer<(typeof hostAnswers)[O]>;

export const requestEnvelope = z.object({ id: z.number().int(), request: hostRequest });
export const replyEnvelope = z.discriminatedUnion('ok', [
  z.object({ id: z.number().int(), ok: z.literal(true), answer: z.unknown() }),
  z.object({
    id: z.number().int(),
    ok: z.literal(false),
    error: z.object({
      code: z.enum(errorCodes),
      values: z.record(z.string(), z.union([z.string(), z.number()])),
      detail: z.string().optional(),
    }),
  }),
]);
export type ReplyEnvelope = z.infer<typeof replyEnvelope>;
