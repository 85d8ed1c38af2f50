import { AppError, type Confirmation } from '../../../../contract/index.ts';
import { askSecret, canAsk } from '../../secrets.ts';
import type { Session } from '../../session.ts';

/**
 * The PIN of somebody's role: the next line that was piped in, a variable, or asked for.
 * @throws AppError ROLE_PIN_WRONG where nobody can be asked
 */
export async function collectRolePin(
  session: Pick<Session, 'words'>,
  name: string,
  readLine: (() => Promise<string>) | null,
  fromVariable?: string,
): Promise<Confirmation> {
  const prompt = session.words.roles.pinPrompt(name);
  const pin = readLine ? await readLine() : fromVariable || (canAsk() ? await askSecret(prompt) : '');
  if (!pin) throw new AppError('ROLE_PIN_WRONG', { name });
  return { name, pin: new TextEncoder().encode(pin) };
}

/** A new PIN, asked for twice where somebody sits at a terminal. @throws AppError ROLE_PIN_WEAK, INVALID_INPUT where the two differ */
export async function collectNewRolePin(
  session: Pick<Session, 'words'>,
  name: string,
  readLine: (() => Promise<string>) | null,
): Promise<Uint8Array> {
  const { newPinPrompt, againPrompt } = session.words.roles;
  const pin = readLine ? await readLine() : canAsk() ? await askSecret(newPinPrompt(name)) : '';
  if (!readLine && canAsk() && (await askSecret(againPrompt)) !== pin) {
    throw new AppError('INVALID_INPUT', { detail: againPrompt });
  }
  return new TextEncoder().encode(pin);
}
