import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';

const Announce = createContext<(text: string) => void>(() => {});

/**
 * Says to readers of the screen what happens. One place that is always there: a status that comes with its first words is passed over
 * by most of them.
 */
export function Announcer({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState('');
  return (
    <Announce value={setSaid}>
      {children}
      <div role="status" className="sr-only" data-testid="announced">
        {said}
      </div>
    </Announce>
  );
}

/** Has a text said whenever it becomes another; null: nothing. */
export function useAnnounced(text: string | null): void {
  const announce = useContext(Announce);
  useEffect(() => {
    if (text !== null) announce(text);
  }, [announce, text]);
}
