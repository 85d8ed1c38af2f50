import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import type { Duty } from '../../src-main/contract/index.ts';
import { useBridge, watchConnection } from '../bridge.ts';

interface DutyState {
  /** The one that is on, or was on last; null: there was none. */
  readonly duty: Duty | null;
  readonly isOn: boolean;
  /** Takes what a call told. */
  keep(duty: Duty | null): void;
}

const DutyContext = createContext<DutyState | null>(null);

export function useDuty(): DutyState {
  const state = useContext(DutyContext);
  if (state === null) throw new Error('no duty above this component');
  return state;
}

/** What every page knows of the duty; a browser asks before it leaves one, though only the program ends it. */
export function DutyProvider({ children }: { children: ReactNode }) {
  const bridge = useBridge();
  const [duty, setDuty] = useState<Duty | null>(null);
  useEffect(() => {
    const ask = () => bridge.call('duty.get', null).then(setDuty, () => undefined);
    const stops = [
      bridge.subscribe('duty.changed', setDuty),
      watchConnection(bridge, (connected) => connected && void ask()),
    ];
    void ask();
    return () => {
      for (const stop of stops) stop();
    };
  }, [bridge]);
  const value = useMemo(() => ({ duty, isOn: duty !== null && duty.end === null, keep: setDuty }), [duty]);
  return <DutyContext value={value}>{children}</DutyContext>;
}
