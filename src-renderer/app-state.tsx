import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type {
  AppInfo,
  Driver,
  SealWithState,
  Settings,
  Token,
  Trial,
  TrialAlgorithm,
} from '../src-main/contract/index.ts';
import { useBridge } from './bridge.ts';

/** What every page knows about the world, kept up to date by the core's events. */
export interface AppState {
  info: AppInfo;
  settings: Settings;
  tokens: Token[];
  drivers: Driver[];
  seals: SealWithState[];
  trial: Trial | null;
  refreshSeals(): Promise<void>;
  /** Makes the trial token and seal of this algorithm, and reads what changed with it. */
  createTrial(algorithm: TrialAlgorithm): Promise<void>;
  updateSettings(change: Partial<Settings>): Promise<void>;
  setDrivers(drivers: Driver[]): void;
}

const StateContext = createContext<AppState | null>(null);

/** The state of the app, inside the frame. */
export function useApp(): AppState {
  const state = useContext(StateContext);
  if (state === null) throw new Error('no app state above this component');
  return state;
}

type Loaded = Pick<AppState, 'info' | 'settings' | 'tokens' | 'drivers' | 'seals' | 'trial'>;

/** Reads the state, then renders its children; `failed` renders when the core cannot be read at all. */
export function AppStateProvider({
  children,
  failed,
}: {
  children: (state: AppState | null) => ReactNode;
  failed: (error: unknown, retry: () => void) => ReactNode;
}) {
  const bridge = useBridge();
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [error, setError] = useState<unknown>(null);
  const patch = useCallback(
    (change: Partial<Loaded>) => setLoaded((before) => (before === null ? before : { ...before, ...change })),
    [],
  );

  const load = useCallback(async () => {
    setError(null);
    try {
      const [info, settings, tokens, drivers, seals, trial] = await Promise.all([
        bridge.call('app.info', null),
        bridge.call('settings.get', null),
        bridge.call('tokens.list', null),
        bridge.call('drivers.list', null),
        bridge.call('seals.list', null),
        bridge.call('trial.get', null),
      ]);
      setLoaded({ info, settings, tokens, drivers, seals, trial });
    } catch (thrown) {
      setError(thrown);
    }
  }, [bridge]);

  const asked = useRef(0);
  /** The seals, unless they were asked for again meanwhile: an older answer that comes later would show what is no longer so. */
  const askSeals = useCallback(async (): Promise<Partial<Pick<Loaded, 'seals'>>> => {
    asked.current += 1;
    const mine = asked.current;
    const seals = await bridge.call('seals.list', null);
    return mine === asked.current ? { seals } : {};
  }, [bridge]);

  const refreshSeals = useCallback(async () => patch(await askSeals()), [askSeals, patch]);

  useEffect(() => {
    let newest: Token[];
    const unsubscribe = [
      bridge.subscribe('tokens.changed', async ({ tokens }) => {
        newest = tokens;
        // Seal states and the trial follow the tokens: shown together, so that no seal looks usable without its token.
        const [seals, trial] = await Promise.allSettled([askSeals(), bridge.call('trial.get', null)]);
        if (tokens !== newest) return;
        // A lost connection shows itself, so its error is not needed here.
        patch({
          tokens,
          ...(seals.status === 'fulfilled' && seals.value),
          ...(trial.status === 'fulfilled' && { trial: trial.value }),
        });
      }),
      bridge.subscribe('drivers.changed', ({ drivers }) => patch({ drivers })),
    ];
    load();
    return () => {
      for (const stop of unsubscribe) stop();
    };
  }, [bridge, load, patch, askSeals]);

  const state = useMemo<AppState | null>(() => {
    if (loaded === null) return null;
    return {
      ...loaded,
      refreshSeals,
      async createTrial(algorithm) {
        await bridge.call('trial.create', { algorithm });
        const [trial, tokens, seals] = await Promise.all([
          bridge.call('trial.get', null),
          bridge.call('tokens.list', null),
          askSeals(),
        ]);
        patch({ trial, tokens, ...seals });
      },
      async updateSettings(change) {
        const settings = await bridge.call('settings.update', change);
        const info = await bridge.call('app.info', null);
        patch({ settings, info });
      },
      setDrivers: (drivers) => patch({ drivers }),
    };
  }, [bridge, loaded, patch, refreshSeals, askSeals]);

  if (error !== null && loaded === null) return failed(error, load);
  return <StateContext value={state}>{children(state)}</StateContext>;
}
