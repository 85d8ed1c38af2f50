import { isDeepStrictEqual } from 'node:util';
import {
  AppError,
  type HistoryOutcome,
  type KeptRules,
  keptRules,
  noRules,
  type Placement,
  type RaisedWarning,
  type Seal,
  type Template,
  type UseParticulars,
} from '../contract/index.ts';
import type { Ledger } from '../history/index.ts';
import { checkAmount, type ReadText } from './amount-check.ts';
import { amountOf } from './amounts.ts';
import { judgeUse } from './use-rules.ts';
import { dayBegan } from './wall-clock.ts';

/** A stamp that is asked for, as far as rules look at it. */
export interface ControlledStamp {
  readonly seals: readonly Pick<Seal, 'id' | 'name' | 'rules'>[];
  readonly placements: readonly Placement[];
  readonly reason: string;
  readonly particulars: UseParticulars;
  readonly isApproved: boolean;
  readonly isReviewed: boolean;
}

/** 用印管控: what the rules of seals say of a use. */
export interface Control {
  /** Whether any rule binds one of the seals. */
  binds(stamp: Pick<ControlledStamp, 'seals'>): boolean;
  /** Whether what is written in the document has to be read for it. */
  needsText(stamp: Pick<ControlledStamp, 'seals'>): boolean;
  /** 双人复核: whether a second person has to confirm it. */
  needsReview(stamp: Pick<ControlledStamp, 'seals'>): boolean;
  /** What is said against a use, and what is to be known of it. `text` is null where it cannot be read. */
  findings(stamp: ControlledStamp, at: Date, text: ReadText | null): RaisedWarning[];
  /**
   * Asked once more in the transaction in which the uses are recorded: others may have used the seals since.
   * @throws AppError PREFLIGHT_STOPPED
   */
  assertMayBegin(stamp: Pick<ControlledStamp, 'seals'>, at: Date): void;
}

export interface ControlContext {
  readonly ledger: Pick<Ledger, 'list' | 'rulesOf'>;
  /** @throws AppError TEMPLATES_DAMAGED */
  templates(): readonly Template[];
}

/** A signature was made, or may have been. */
const usedOutcomes: readonly HistoryOutcome[] = ['pending', 'completed', 'discarded', 'interrupted'];
const dayMs = 24 * 60 * 60_000;
/** So many uses of a day with the same 相对方 are looked at. */
const mostCompared = 500;

export function createControl({ ledger, templates }: ControlContext): Control {
  const rulesOf = ({ rules }: Pick<Seal, 'rules'>): KeptRules => rules ?? noRules;

  /** Whoever may write to the data folder can change what a seal says of itself, and not what is on record. */
  function isOnRecord({ id, rules }: Pick<Seal, 'id' | 'rules'>): boolean {
    const recorded = ledger.rulesOf(id);
    if (recorded === undefined) return true;
    const known = keptRules.nullable().safeParse(recorded);
    return known.success && isDeepStrictEqual(known.data, rules);
  }

  function isUsedUp({ id, rules }: Pick<Seal, 'id' | 'rules'>, at: Date): boolean {
    const most = rules?.usesPerDay ?? null;
    if (most === null) return false;
    const from = dayBegan(at, rules?.timeZone).toISOString();
    const { total } = ledger.list({ filter: { sealIds: [id], outcomes: [...usedOutcomes], from }, limit: 1 });
    return total >= most;
  }

  function samePayment(
    { id, name }: Pick<Seal, 'id' | 'name'>,
    { amount, counterparty }: UseParticulars,
    at: Date,
  ): RaisedWarning[] {
    const fen = amountOf(amount);
    if (fen === null || counterparty === '') return [];
    const from = new Date(at.getTime() - dayMs).toISOString();
    const filter = { sealIds: [id], outcomes: [...usedOutcomes], from, search: counterparty };
    const { rows } = ledger.list({ filter, limit: mostCompared });
    const same = rows.find((row) => row.counterparty === counterparty && amountOf(row.amount) === fen);
    if (!same) return [];
    return [{ code: 'same-payment', values: { seal: name, amount, counterparty, time: same.at, seq: same.seq } }];
  }

  function findingsOf(
    seal: ControlledStamp['seals'][number],
    { placements, reason, particulars, isApproved, isReviewed }: ControlledStamp,
    at: Date,
  ): RaisedWarning[] {
    if (!isOnRecord(seal)) return [{ code: 'rule-record-differs', values: { seal: seal.name } }];
    const rules = rulesOf(seal);
    const own = placements.filter(({ sealId }) => sealId === seal.id);
    const known = rules.templates.length > 0 ? templates() : [];
    const use = { sealName: seal.name, placements: own, reason, particulars, isApproved, isReviewed };
    const found = judgeUse(rules, use, { sealId: seal.id, at, templates: known });
    if (isUsedUp(seal, at)) {
      found.push({ code: 'rule-uses-of-day', values: { seal: seal.name, most: rules.usesPerDay ?? 0 } });
    }
    return rules.asksSamePayment ? [...found, ...samePayment(seal, particulars, at)] : found;
  }

  const unread: ReadText = { lines: [], isWhole: false };

  return {
    binds: ({ seals }) => seals.some((seal) => seal.rules !== null || !isOnRecord(seal)),
    needsText: ({ seals }) => seals.some((seal) => rulesOf(seal).checksAmount),
    needsReview: ({ seals }) => seals.some((seal) => rulesOf(seal).secondPerson),
    findings(stamp, at, text) {
      const checking = stamp.seals.find((seal) => rulesOf(seal).checksAmount);
      return [
        ...stamp.seals.flatMap((seal) => findingsOf(seal, stamp, at)),
        ...(checking ? checkAmount(checking.name, stamp.particulars.amount, text ?? unread) : []),
      ];
    },
    assertMayBegin({ seals }, at) {
      for (const seal of seals) {
        const code = isOnRecord(seal) ? 'rule-uses-of-day' : 'rule-record-differs';
        if (code === 'rule-record-differs' || isUsedUp(seal, at)) throw new AppError('PREFLIGHT_STOPPED', { code });
      }
    },
  };
}
