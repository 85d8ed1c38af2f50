import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import { AppError, areFound, type ExportSignature, type ParsedInput } from '../../contract/index.ts';
import { systemPath } from '../../files/index.ts';
import { buildSeal, fillContents, openFileSource, type SealRevision } from '../../pdf/index.ts';
import { cmsSizeBytes, signCms } from '../../signature/index.ts';
import { createDigest } from '../../x509/index.ts';
import type { StampingContext } from '../context.ts';
import { resolvePlacements, type SealedPlacement, unseenFormOf } from '../sealed-placement.ts';
import { assertStamped } from '../self-check.ts';
import { OpenSigners } from '../session/open-signers.ts';

/** What signs a file of ours. */
export type UnseenRequest = Pick<ParsedInput<'history.export'>, 'pins' | 'signaturePins' | 'finalTryConfirmed'> & {
  readonly sealId: string;
  readonly reason: string;
};

/** A signature that is not seen has its field on the first page, without width and height. */
const nowhere = { page: 1, xMm: 0, yMm: 0, widthMm: 1, heightMm: 1, slice: null } as const;

async function signerOf(context: StampingContext, sealId: string): Promise<SealedPlacement> {
  const { binding } = context.seals.get(sealId);
  await context.tokens.needed((plugged) => areFound(plugged, [binding]));
  const [own] = await resolvePlacements([{ sealId, placements: [], impressions: [nowhere] }], {
    seals: context.seals,
    tokens: context.tokens.tokens(),
    drivers: context.tokens.drivers(),
    certificatesOf: (tokenId) => context.tokens.certificates(tokenId),
    trustAnchors: context.trustAnchors(),
    verifySeal: context.verifySeal,
  });
  if (!own) throw new AppError('SEAL_NOT_FOUND', { seal: sealId });
  const contentsBytes = cmsSizeBytes(own.certificateDer, [...own.chain], own.algorithm);
  return { ...own, form: unseenFormOf(own.algorithm), contentsBytes };
}

/** @throws AppError PIN_LOCKED, PIN_FINAL_TRY, PIN_REQUIRED */
function assertPinAtHand({ token }: SealedPlacement, { pins, finalTryConfirmed }: UnseenRequest): void {
  if (token.pinState === 'locked') throw new AppError('PIN_LOCKED', { serial: token.serial });
  if (token.pinState === 'final-try' && !finalTryConfirmed)
    throw new AppError('PIN_FINAL_TRY', { serial: token.serial });
  if (!token.pinPad && !pins[token.id]?.length) throw new AppError('PIN_REQUIRED', { serial: token.serial });
}

/**
 * Signs a PDF that this program has just made, in its place, with the key of a seal and without its picture: the file is
 * nobody's document, and no seal is put on it. What is signed is verified as anybody else would.
 * @throws AppError SEAL_…, TOKEN_…, CERTIFICATE_…, PIN_…, SIGNATURE_PIN_REQUIRED, SIGNATURE_SELF_CHECK_FAILED
 */
export async function signUnseen(
  context: StampingContext,
  path: string,
  request: UnseenRequest,
): Promise<ExportSignature> {
  const placement = await signerOf(context, request.sealId);
  assertPinAtHand(placement, request);
  const revision = await revisionFor(placement, path, request.reason);
  const signature = await signRevision(context, placement, { revision, path, request });
  appendFileSync(systemPath(path), fillContents(revision, signature));
  const source = openFileSource(path);
  try {
    const [fieldName] = revision.fieldNames;
    assertStamped(await context.verify(source, path, undefined), null, [{ fieldName, placement }]);
  } finally {
    source.close();
  }
  const { seal, certificate, token } = placement;
  return {
    sealId: seal.id,
    sealName: seal.name,
    signer: certificate.subject.text,
    certificateFingerprint: certificate.fingerprint,
    tokenSerial: token.serial,
    signatureSha256: createHash('sha256').update(signature).digest('hex'),
  };
}

async function revisionFor(placement: SealedPlacement, path: string, reason: string): Promise<SealRevision> {
  const source = openFileSource(path);
  try {
    return await buildSeal(
      { source, password: undefined },
      {
        impressions: [nowhere],
        artwork: null,
        artworkObject: undefined,
        filter: placement.form.filter,
        subFilter: placement.form.subFilter,
        contentsBytes: placement.contentsBytes,
        signingTime: new Date(),
        signerName: placement.certificate.subject.display,
        reason,
        location: '',
      },
    );
  } finally {
    source.close();
  }
}

async function signRevision(
  context: StampingContext,
  placement: SealedPlacement,
  { revision, path, request }: { revision: SealRevision; path: string; request: UnseenRequest },
): Promise<Uint8Array> {
  const { algorithm, certificateDer, chain } = placement;
  const [, gapStart, gapEnd] = revision.byteRange;
  const digest = createDigest(algorithm.hash);
  digest.update(readFileSync(systemPath(path)));
  digest.update(revision.bytes.subarray(0, gapStart - revision.start));
  digest.update(revision.bytes.subarray(gapEnd - revision.start));
  const signers = new OpenSigners(context, request, [placement]);
  try {
    const signer = {
      certificate: certificateDer,
      algorithm,
      sign: (hashed: Uint8Array, message: Uint8Array) => signers.sign(placement, { digest: hashed, message }),
    };
    return await signCms({ signer, chain: [...chain], contentDigest: digest.digest() });
  } finally {
    await signers.closeAll();
  }
}
