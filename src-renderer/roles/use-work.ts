import { useState } from 'react';

/** A call of a dialog: whether it runs, and what went wrong. The PINs are gone from the fields before it begins. */
export function useWork(onDone: () => void) {
  const [isWorking, setIsWorking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const attempt = async (work: () => Promise<unknown>) => {
    setIsWorking(true);
    setError(null);
    try {
      await work();
      onDone();
    } catch (thrown) {
      setError(thrown);
      setIsWorking(false);
    }
  };
  return { isWorking, error, attempt };
}
