import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type {
  AppInfo,
  Driver,
  Language,
  RolesState,
  SealWithState,
  Settings,
  Token,
  Trial,
} from '../src-main/contract/index.ts';
import { useBridge, watchConnection } from './bridge.ts';

/** What every page knows about the world, kept up to date by the core's events. */
export interface AppState {
  info: AppInfo;
  settings: Settings;
  tokens: Token[];
  drivers: Driver[];
  seals: SealWithState[];
  trial: Trial | null;
  /** 三权分立, and who is signed in in this window. */
  roles: RolesState;
  /** Whether the core answers; in a browser it may be gone. */
  connected: boolean;
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

type Loaded = Pick<AppState, 'info' | 'settings' | 'tokens' | 'drivers' | 'seals' | 'trial' | 'roles'>;

/** Chinese is for those who read it; everybody else is spoken to in English. */
const systemLanguage = (): Language => (/^zh\b/i.test(navigator.language) ? 'zh-CN' : 'en');

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
  const [connected, setConnected] = useState(true);
  /** What events told since the state was last asked for: newer than the answers that are on their way. */
  const told = useRef<Partial<Loaded>>({});
  const patch = useCallback((change: Partial<Loaded>) => {
    told.current = { ...told.current, ...change };
    setLoaded((before) => (before === null ? before : { ...before, ...change }));
  }, []);

  const load = useCallback(async () => {
    setError(null);
    told.current = {};
    try {
      const roles = await bridge.call('roles.state', null);
      const isShut = roles.status === 'on' && roles.signedIn === null;
      const [info, settings, tokens, drivers, seals, trial] = await Promise.all([
        bridge.call('app.info', null),
        bridge.call('settings.get', null),
        bridge.call('tokens.list', null),
        bridge.call('drivers.list', null),
        isShut ? [] : bridge.call('seals.list', null),
        bridge.call('trial.get', null),
      ]);
      const language = info.languageChosen ? settings.language : systemLanguage();
      setLoaded({ info, settings: { ...settings, language }, tokens, drivers, seals, trial, roles, ...told.current });
      // Reports and tables that the core writes are in the language of the window.
      if (language !== settings.language) void bridge.call('settings.update', { language }).catch(() => undefined);
    } catch (thrown) {
      setError(thrown);
    }
  }, [bridge]);

  useEffect(() => {
    const unsubscribe = [
      bridge.subscribe('tokens.changed', ({ tokens, seals }) => patch({ tokens, ...(seals !== null && { seals }) })),
      bridge.subscribe('seals.changed', patch),
      bridge.subscribe('drivers.changed', patch),
      bridge.subscribe('roles.changed', () => void load()),
      // What was told while the connection was down is lost.
      watchConnection(bridge, (isThere) => {
        setConnected(isThere);
        if (isThere) load();
      }),
    ];
    load();
    return () => {
      for (const stop of unsubscribe) stop();
    };
  }, [bridge, load, patch]);

  const state = useMemo<AppState | null>(() => {
    if (loaded === null) return null;
    return {
      ...loaded,
      connected,
      async updateSettings(change) {
        const settings = await bridge.call('settings.update', change);
        const info = await bridge.call('app.info', null);
        patch({ settings, info });
      },
      setDrivers: (drivers) => patch({ drivers }),
    };
  }, [bridge, loaded, patch, connected]);

  if (error !== null && loaded === null) return failed(error, load);
  return <StateContext value={state}>{children(state)}</StateContext>;
}
