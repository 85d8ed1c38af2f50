import { AppError, type Token } from '../../../contract/index.ts';
import { chooseToken } from '../binding-options.ts';
import { confirmFinalTry } from '../pins.ts';
import { askSecret, canAsk, createLineReader } from '../secrets.ts';
import type { Session } from '../session.ts';
import { plainText } from '../terminal.ts';

export interface PinCommandOptions {
  token?: string;
  pinStdin: boolean;
  finalTry: boolean;
}

/** Two secrets, piped in as lines or asked for; the new one is asked for twice. @throws AppError PIN_REQUIRED, INVALID_INPUT */
async function askTwo(session: Session, first: string, options: PinCommandOptions): Promise<[string, string]> {
  const { newPinPrompt, repeatPinPrompt, pinsDiffer } = session.words;
  if (options.pinStdin) {
    const readLine = createLineReader(process.stdin);
    const known = await readLine();
    return [known, await readLine()];
  }
  if (!canAsk()) throw new AppError('PIN_REQUIRED');
  const known = await askSecret(first);
  const wanted = await askSecret(newPinPrompt);
  if ((await askSecret(repeatPinPrompt)) !== wanted) throw new AppError('INVALID_INPUT', { detail: pinsDiffer });
  return [known, wanted];
}

function printDone(session: Session, { serial, label }: Token, text: (label: string) => string): void {
  session.print({ token: serial, changed: true }, () => plainText(text(label)));
}

/** `qianyin pin change` */
export async function changePin(session: Session, options: PinCommandOptions): Promise<void> {
  const app = await session.app();
  const token = await chooseToken(session, options.token);
  const isFinal = token.pinState === 'final-try';
  if (isFinal && !options.finalTry) await confirmFinalTry(session);
  const [oldPin, newPin] = token.pinPad
    ? ['', '']
    : await askTwo(session, session.words.pinPrompt(token.label, token.serial.slice(-4)), options);
  await app.call('tokens.changePin', { tokenId: token.id, oldPin, newPin, finalTryConfirmed: isFinal });
  printDone(session, token, session.words.pinChanged);
}

/** `qianyin pin unblock`: the administrator sets the PIN anew. */
export async function unblockPin(session: Session, options: PinCommandOptions): Promise<void> {
  const app = await session.app();
  const token = await chooseToken(session, options.token);
  const [adminPin, newPin] = await askTwo(session, session.words.adminPinPrompt(token.label), options);
  await app.call('tokens.unblockPin', { tokenId: token.id, adminPin, newPin });
  printDone(session, token, session.words.pinUnblocked);
}
