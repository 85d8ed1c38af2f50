import { useEffect, useState } from 'react';

/** Milliseconds until `endsAt`, told anew each second. */
export function useRemainingMs(endsAt: string): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const tick = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(tick);
  }, []);
  return Math.max(0, Date.parse(endsAt) - now);
}

/** `1:05:09`, as a clock counts down. */
export function clockOf(remainingMs: number): string {
  const seconds = Math.ceil(remainingMs / 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
