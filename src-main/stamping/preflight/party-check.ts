import { namesOfParty, ownerNameOf, type RaisedWarning, type SealKind } from '../../contract/index.ts';
import { comparableText } from '../../placing/index.ts';
import type { CheckedSeal, CheckedText } from './checked-stamp.ts';

/** Seals of a unit, which a contract names where it names its parties. */
const kindsOfUnits: ReadonlySet<SealKind> = new Set(['official', 'contract', 'finance', 'invoice']);

/** Less text names nobody: a title, or the page number on a scan. */
const leastText = 60;

/** Letters and digits only: brackets and points are written in many ways, and lines break anywhere. */
const compared = (text: string) => comparableText(text).replace(/[^\p{L}\p{N}]/gu, '');

/** Whether whom a seal stands for is named anywhere in what was read. Where there is no text nobody can say. */
export function checkParty(
  { seal, certificate }: Pick<CheckedSeal, 'seal' | 'certificate'>,
  texts: readonly CheckedText[],
): RaisedWarning[] {
  if (!kindsOfUnits.has(seal.kind)) return [];
  const written = texts.map(({ lines }) => compared(lines.map(({ text }) => text).join(''))).join('');
  if (written.length < leastText) return [];
  const names = namesOfParty(seal.naming?.onSeal ?? '', certificate.subject).map(compared);
  if (names.length === 0 || names.some((name) => written.includes(name))) return [];
  const owner = seal.naming?.onSeal || ownerNameOf(certificate.subject);
  return [{ code: 'party-not-named', values: { seal: seal.name, owner, pages: texts.length } }];
}
