import { isSameSerial, registerStateOf, type SealKind, type SealWithState } from '../../src-main/contract/index.ts';
import { endOf } from '../../src-main/words/index.ts';
import { isUsable } from '../parts/seal-shapes.ts';

/** What somebody looks for: seals to stamp with, those that want something done first, and those taken out of use. */
export type SealStanding = 'usable' | 'waiting' | 'suspended' | 'revoked';
export type SealOrder = 'name' | 'end' | 'made' | 'standing';

export interface SealQuery {
  readonly search: string;
  readonly standing: SealStanding | null;
  readonly kind: SealKind | null;
  /** The serial number of the token that signs for it. */
  readonly tokenSerial: string | null;
  readonly order: SealOrder;
}

export const allSeals: SealQuery = { search: '', standing: null, kind: null, tokenSerial: null, order: 'standing' };

export function standingOfSeal(seal: SealWithState): SealStanding {
  const registered = registerStateOf(seal);
  if (registered !== 'active') return registered;
  return isUsable(seal) ? 'usable' : 'waiting';
}

const standings: readonly SealStanding[] = ['usable', 'waiting', 'suspended', 'revoked'];

/** All that a person may know a seal by. */
const textsOf = ({ name, binding, companion, standard, naming, register, id }: SealWithState) =>
  [
    ...[name, id, binding.ownerName, binding.tokenSerial, binding.tokenLabel, companion?.ownerName],
    ...[standard?.sealNumber, standard?.name, standard?.makerName, naming?.onSeal],
    ...register.flatMap(({ by, reason }) => [by, reason]),
  ].flatMap((text) => (text === undefined ? [] : [text.toLowerCase()]));

/** Every word is found in one of the texts. */
function isFound(seal: SealWithState, search: string): boolean {
  const words = search.toLowerCase().split(/\s+/u).filter(Boolean);
  const texts = textsOf(seal);
  return words.every((word) => texts.some((text) => text.includes(word)));
}

const byName = (one: SealWithState, other: SealWithState) =>
  one.name.localeCompare(other.name, 'zh-CN', { numeric: true }) || one.createdAt.localeCompare(other.createdAt);

const orders: Readonly<Record<SealOrder, (one: SealWithState, other: SealWithState) => number>> = {
  name: byName,
  end: (one, other) => Date.parse(endOf(one).at) - Date.parse(endOf(other).at) || byName(one, other),
  made: (one, other) => Date.parse(other.createdAt) - Date.parse(one.createdAt) || byName(one, other),
  standing: (one, other) =>
    standings.indexOf(standingOfSeal(one)) - standings.indexOf(standingOfSeal(other)) || byName(one, other),
};

export interface SealGroup {
  readonly owner: string;
  readonly seals: readonly SealWithState[];
}

/** The seals that fit, by the unit that owns them; units by name. */
export function groupSeals(seals: readonly SealWithState[], query: SealQuery): SealGroup[] {
  const { search, standing, kind, tokenSerial, order } = query;
  const groups = new Map<string, SealWithState[]>();
  for (const seal of seals) {
    if (standing !== null && standingOfSeal(seal) !== standing) continue;
    if (kind !== null && seal.kind !== kind) continue;
    if (tokenSerial !== null && !isSameSerial(seal.binding.tokenSerial, tokenSerial)) continue;
    if (!isFound(seal, search)) continue;
    const owner = seal.binding.ownerName;
    groups.set(owner, [...(groups.get(owner) ?? []), seal]);
  }
  return [...groups]
    .map(([owner, found]) => ({ owner, seals: found.sort(orders[order]) }))
    .sort((one, other) => one.owner.localeCompare(other.owner, 'zh-CN'));
}
