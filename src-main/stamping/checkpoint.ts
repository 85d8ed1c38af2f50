import type { ParsedInput } from '../contract/index.ts';
import {
  checkpointStatement,
  isCheckpointDue,
  type Ledger,
  readStatement,
  recordCheckpoint,
  standingOfHead,
} from '../history/index.ts';
import { signCms } from '../signature/index.ts';
import { createDigest, type Signer } from '../x509/index.ts';
import type { StampingContext } from './context.ts';
import type { SealedPlacement } from './sealed-placement.ts';
import type { Signers } from './session/signers.ts';

type SigningFacts = Pick<SealedPlacement, 'token' | 'certificate' | 'certificateDer' | 'chain' | 'algorithm'>;

/**
 * Has the token sign the head of the chain, now that it is logged in. Never throws: a stamp is worth as much without.
 * Gives what was signed.
 */
export async function signHead(
  ledger: Ledger,
  { token, certificate, certificateDer, chain, algorithm }: SigningFacts,
  sign: Signer['sign'],
): Promise<string | null> {
  try {
    const head = ledger.head();
    const statement = checkpointStatement(head, new Date());
    const digest = createDigest(algorithm.hash);
    digest.update(new TextEncoder().encode(statement));
    const signer = { certificate: certificateDer, algorithm, sign };
    const cms = await signCms({ signer, chain: [...chain], contentDigest: digest.digest() });
    const { fingerprint, subject } = certificate;
    recordCheckpoint(ledger, { head, statement, cms, signer: subject.text, fingerprint, tokenSerial: token.serial });
    return statement;
  } catch {
    return null;
  }
}

/** The first head of a day is signed by whoever stamps first; a key that wants a PIN for each signature is not asked for another. */
export async function signDueHead(
  { ledger }: Pick<StampingContext, 'ledger'>,
  { signaturePins }: Pick<ParsedInput<'stamp.run'>, 'signaturePins'>,
  placements: readonly SealedPlacement[],
  signers: Pick<Signers, 'sign'>,
): Promise<{ statement: string; placement: SealedPlacement } | null> {
  const placement = placements.find(({ token }) => !token.pinPad && signaturePins[token.id] === undefined);
  try {
    if (!placement || !isCheckpointDue(ledger, new Date())) return null;
  } catch {
    return null;
  }
  const statement = await signHead(ledger, placement, (digest, message) =>
    signers.sign(placement, { digest, message }),
  );
  return statement === null ? null : { statement, placement };
}

/** What the head on a UKey is called. */
export const headLabel = 'Qianyin ledger head';

/**
 * Keeps the head of the chain on the UKey itself, where the keeper wants that: an older copy of the record that is put back ends before it.
 * A later head of the same ledger that is found there is left as it is, and is on record. Never throws. Gives whether the record is found to be
 * behind the UKey.
 */
export async function keepHeadOnToken(
  { ledger, tokens }: Pick<StampingContext, 'ledger' | 'tokens'>,
  { pins }: Pick<ParsedInput<'stamp.run'>, 'pins'>,
  { statement, placement: { token } }: { statement: string; placement: SealedPlacement },
): Promise<boolean> {
  const pin = pins[token.id];
  if (!pin) return false;
  try {
    const objects = await tokens.readDataObjects({ tokenId: token.id, pin: null });
    const value = objects.find(({ label }) => label === headLabel)?.value;
    const kept = value ? readStatement(new TextDecoder().decode(value)) : null;
    if (kept && standingOfHead(kept, ledger) === 'behind') {
      ledger.record('rollback-found', { tokenSerial: token.serial, number: kept.number, hash: kept.hash });
      return true;
    }
    await tokens.writeDataObject({
      tokenId: token.id,
      pin,
      finalTryConfirmed: false,
      label: headLabel,
      value: new TextEncoder().encode(statement),
    });
  } catch {
    // No room, or no data objects: the signed head is in the ledger.
  }
  return false;
}
