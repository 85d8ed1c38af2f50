import { randomInt } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type {
  Batch,
  BatchItem,
  BatchLogin,
  HandlersOf,
  Language,
  ManifestFormat,
  MethodOutput,
  ParsedInput,
} from '../contract/index.ts';
import type { Ledger } from '../history/index.ts';
import type { ManifestOf, ManifestRow } from '../report/index.ts';
import { type CreationContext, findSource, makeBatch } from './create-batch.ts';
import { openBatchDatabase } from './database.ts';
import { manifestRow } from './manifest-rows.ts';
import { odditiesOf, usualOf, weightOf } from './oddities.ts';
import { Piles } from './pile/piles.ts';
import { RunningBatches, type RunningContext } from './running-batches.ts';
import { createBatchStore, type StoredItem } from './store.ts';

/** What batches need of the other rooms. */
export interface BatchContext
  extends Omit<RunningContext, 'store' | 'makeManifest' | 'seals' | 'ledger'>,
    Omit<CreationContext, 'seals'> {
  readonly databasePath: string;
  readonly ledger: Pick<Ledger, 'usesOfRuns' | 'get'>;
  readonly seals: RunningContext['seals'] & { list(): ReturnType<CreationContext['seals']> };
  language(): Language;
  /** Loaded when a manifest is asked for. */
  makeManifest(
    of: ManifestOf,
    rows: readonly ManifestRow[],
    format: ManifestFormat,
    language: Language,
  ): Promise<MethodOutput<'batch.manifest'>>;
}

export interface Batches {
  readonly handlers: HandlersOf<'batch'>;
  /** Ends what is at work. */
  close(): Promise<void>;
}

const readAtOnce = 500;

/** The contract's `batch.*` methods. */
export function createBatches(context: BatchContext): Batches {
  const database = openBatchDatabase(context.databasePath);
  const store = createBatchStore(database);
  const { stamping, seals, ledger } = context;

  function* itemsOf(id: string): Generator<StoredItem> {
    const indexes = store.traits(id).map(({ index }) => index);
    for (let at = 0; at < indexes.length; at += readAtOnce) yield* store.items(id, indexes.slice(at, at + readAtOnce));
  }

  async function makeManifest(id: string, format: ManifestFormat, language = context.language()) {
    const { job, createdAt } = store.get(id);
    const rows = [...itemsOf(id)].map((item) => manifestRow(item, (seq) => ledger.get(seq)));
    return context.makeManifest({ id, name: job.name, createdAt }, rows, format, language);
  }

  const running = new RunningBatches({ ...context, store, makeManifest });

  const piles = new Piles({
    store,
    stamping,
    passwordOf: (id) => running.passwordOf(id),
    isBusy: () => running.isBusy,
  });

  function weighed(id: string) {
    const traits = store.traits(id);
    const usual = usualOf(traits);
    return traits.map((one) => ({ index: one.index, state: one.state, oddities: odditiesOf(one, usual) }));
  }
  type Weighed = ReturnType<typeof weighed>;

  /** The numbers of the items that are asked for, in the order asked. */
  function chosen(all: Weighed, { order, state, oddity, random }: ParsedInput<'batch.items'>): number[] {
    const fitting = all
      .filter((one) => state === undefined || one.state === state)
      .filter((one) => oddity === undefined || one.oddities.includes(oddity));
    if (random !== undefined)
      return drawn(
        fitting.map(({ index }) => index),
        random,
      );
    if (order === 'odd-first') fitting.sort((one, other) => weightOf(one.oddities) - weightOf(other.oddities));
    return fitting.map(({ index }) => index);
  }

  function read(id: string, indexes: readonly number[]): BatchItem[] {
    const items = new Map(running.withOddities(id, store.items(id, indexes)).map((item) => [item.index, item]));
    return indexes.flatMap((index) => items.get(index) ?? []);
  }

  async function logins(id: string): Promise<BatchLogin[]> {
    const { job } = store.get(id);
    const { waiting } = store.counts(id);
    const found = new Map<string, BatchLogin>();
    const keys = new Map<string, Set<string>>();
    for (const { sealId, token, certificate } of await stamping.signings(job.sealIds)) {
      const known = found.get(token.id);
      const used = keys.get(token.id) ?? new Set();
      keys.set(token.id, used.add(certificate.fingerprint));
      const signatures = (known?.signatures ?? 0) + waiting;
      found.set(token.id, {
        tokenId: token.id,
        sealIds: [...new Set([...(known?.sealIds ?? []), sealId])],
        signatures,
        pinPad: token.pinPad,
        // Two keys of one token take turns at its login.
        pinEntries: token.pinPad ? (used.size > 1 ? signatures : 1) : 0,
      });
    }
    return [...found.values()];
  }

  const handlers: HandlersOf<'batch'> = {
    async 'batch.find'({ source }) {
      return findSource(context.homeFolder, source);
    },
    async 'batch.create'(request) {
      const { homeFolder } = context;
      const made = await makeBatch({ homeFolder, seals: () => seals.list(), templates: context.templates }, request);
      return running.describe(store.create(made.job, made.items));
    },
    async 'batch.list'() {
      const described: Batch[] = [];
      for (const { id } of store.list()) {
        described.push(running.describe(id));
        // Many large ones take a while, in which others are answered too.
        await setImmediate();
      }
      return described;
    },
    async 'batch.get'({ id }) {
      return running.describe(id);
    },
    async 'batch.items'(request) {
      store.get(request.id);
      const { id, offset, limit } = request;
      const all = weighed(id);
      const indexes = chosen(all, request);
      const oddities: MethodOutput<'batch.items'>['oddities'] = {};
      for (const one of all.flatMap((item) => item.oddities)) oddities[one] = (oddities[one] ?? 0) + 1;
      return { items: read(id, indexes.slice(offset, offset + limit)), total: indexes.length, oddities };
    },
    async 'batch.look'({ id, password }) {
      piles.forget(id);
      return running.look(id, password);
    },
    async 'batch.pile'({ id }) {
      return piles.get(id);
    },
    async 'batch.leaveOut'({ id, indexes, oddity, leftOut }) {
      const odd = oddity === undefined ? [] : weighed(id).filter(({ oddities }) => oddities.includes(oddity));
      const wanted = new Set([...indexes, ...odd.map(({ index }) => index)]);
      const from = leftOut ? ['waiting', 'failed', 'skipped'] : ['left-out'];
      const change = { state: leftOut ? 'left-out' : 'waiting', ...(leftOut ? {} : { error: null }) } as const;
      running.changeAtRest(id, () => {
        const changing = store.traits(id).filter(({ index, state }) => wanted.has(index) && from.includes(state));
        if (changing.length > 0) store.changeItems(id, new Map(changing.map(({ index }) => [index, change])));
      });
      return running.describe(id);
    },
    async 'batch.logins'({ id }) {
      return logins(id);
    },
    async 'batch.start'(request) {
      return running.start(request);
    },
    async 'batch.pause'({ id }) {
      return running.pause(id);
    },
    async 'batch.resume'({ id }) {
      return running.resume(id);
    },
    async 'batch.cancel'({ id }) {
      return running.cancel(id);
    },
    async 'batch.retry'({ id }) {
      // What was wrong may be right by now, and what was right may not: they are looked at anew.
      const change = { state: 'waiting', error: null, look: null, finishedAt: null } as const;
      running.changeAtRest(id, () => {
        const failed = store.traits(id).filter(({ state }) => state === 'failed');
        if (failed.length > 0) store.changeItems(id, new Map(failed.map(({ index }) => [index, change])));
      });
      return running.describe(id);
    },
    async 'batch.manifest'({ id, format, language }) {
      return makeManifest(id, format, language);
    },
    async 'batch.remove'({ id }) {
      running.changeAtRest(id, () => store.remove(id));
      piles.forget(id);
      return null;
    },
  };
  return {
    handlers,
    async close() {
      await Promise.all([running.close(), piles.close()]);
      database.close();
    },
  };
}

/** So many of them, each equally likely. */
function drawn(from: readonly number[], count: number): number[] {
  const left = [...from];
  const taken: number[] = [];
  while (taken.length < count && left.length > 0) {
    const at = randomInt(left.length);
    taken.push(...left.splice(at, 1));
  }
  return taken;
}
