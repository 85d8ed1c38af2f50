import { AppError, findBoundCertificate, type Seal, type Token } from '../../contract/index.ts';
import { describeWarning } from '../../words/index.ts';
import { askSecret, canAsk, createLineReader } from './secrets.ts';
import type { Session } from './session.ts';

export interface PinOptions {
  pinStdin: boolean;
  finalTry: boolean;
}

/** A PIN that may lock the token is only used on the person's explicit word. @throws AppError PIN_FINAL_TRY */
export async function confirmFinalTry(session: Session): Promise<void> {
  session.note(session.words.warning(describeWarning({ code: 'pin-final-try', values: {} }, session.language)));
  if (!canAsk()) throw new AppError('PIN_FINAL_TRY');
  const answer = await askSecret(session.words.confirmFinalTry);
  if (answer.trim().toLowerCase() !== 'yes') throw new AppError('PIN_FINAL_TRY');
}

/** The PIN of each token that needs one: piped in, from the variable, or asked for. @throws AppError PIN_REQUIRED */
export async function collectPins(
  session: Session,
  tokens: readonly Token[],
  readLine: (() => Promise<string>) | null,
): Promise<Record<string, string>> {
  for (const { label } of tokens.filter(({ pinPad }) => pinPad)) session.note(session.words.pinPad(label));
  const needing = tokens.filter(({ pinPad }) => !pinPad);
  const pins: Record<string, string> = {};
  for (const { id, label, serial } of needing) {
    const fromVariable = process.env.QIANYIN_PIN;
    if (readLine) pins[id] = await readLine();
    // One variable for several tokens would spend a try of each that it does not belong to.
    else if (fromVariable && needing.length === 1) pins[id] = fromVariable;
    else if (canAsk()) pins[id] = await askSecret(session.words.pinPrompt(label, serial.slice(-4)));
    if (!pins[id]) throw new AppError('PIN_REQUIRED');
  }
  return pins;
}

/**
 * Runs `work`; where a key wants a signature PIN of its own, asks for it by that name and runs it again. That is known
 * only once the token is logged in, and before anything is signed.
 * @throws AppError SIGNATURE_PIN_REQUIRED where nobody can be asked, and what `work` throws
 */
export async function withSignaturePins<Result>(
  session: Session,
  tokens: readonly Token[],
  readLine: (() => Promise<string>) | null,
  work: (signaturePins: Record<string, string>) => Promise<Result>,
): Promise<Result> {
  const pins: Record<string, string> = {};
  for (;;) {
    try {
      return await work(pins);
    } catch (thrown) {
      const error = AppError.from(thrown);
      const token = tokens.find(({ serial }) => serial === error.values.serial);
      if (error.code !== 'SIGNATURE_PIN_REQUIRED' || !token || pins[token.id] !== undefined) throw error;
      const fromVariable = process.env.QIANYIN_SIGNATURE_PIN;
      if (readLine) pins[token.id] = await readLine();
      else if (fromVariable) pins[token.id] = fromVariable;
      else if (canAsk()) pins[token.id] = await askSecret(session.words.signaturePinPrompt(token.label));
      if (!pins[token.id]) throw error;
    }
  }
}

/** The PIN of one token, null on a PIN pad, with the last try confirmed where it is that. @throws AppError PIN_REQUIRED, PIN_FINAL_TRY */
export async function collectPin(
  session: Session,
  token: Token,
  options: PinOptions,
  readLine: (() => Promise<string>) | null = options.pinStdin ? createLineReader(process.stdin) : null,
): Promise<{ pin?: string; finalTryConfirmed: boolean }> {
  const isFinal = token.pinState === 'final-try';
  if (isFinal && !options.finalTry) await confirmFinalTry(session);
  const pins = await collectPins(session, [token], readLine);
  return { pin: pins[token.id], finalTryConfirmed: isFinal };
}

/** `pin` false: the person wants to do without. */
export interface RegisterLoginOptions extends PinOptions {
  pin: boolean;
}

/**
 * The login by which a change in the register of a seal is confirmed; undefined where its token is not there, cannot be used, or nobody gave a PIN: freezing must not wait for a token that was lost.
 */
export async function registerLogin(
  session: Session,
  { binding }: Pick<Seal, 'binding'>,
  options: RegisterLoginOptions,
): Promise<{ pin?: string; finalTryConfirmed: boolean } | undefined> {
  const found = findBoundCertificate(await (await session.app()).call('tokens.list', null), binding);
  const isUsable = found.missing === null && found.certificate.problem === null && found.token.pinState !== 'locked';
  const isAtHand = options.pinStdin || Boolean(process.env.QIANYIN_PIN) || canAsk();
  if (options.pin && isUsable && (found.token.pinPad || isAtHand)) return collectPin(session, found.token, options);
  return undefined;
}
