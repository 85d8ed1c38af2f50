import { Button } from 'antd';
import { useState } from 'react';
import { useBridge } from '../bridge.ts';
import { useSpeech } from '../words/index.ts';
import { useDuty } from './use-duty.tsx';

/** Ends the duty at once, unasked: whoever presses it wants the seals at rest. */
export function StopDuty({ size }: { size: 'small' | 'large' }) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const { keep } = useDuty();
  const [isStopping, setStopping] = useState(false);
  const stop = async () => {
    setStopping(true);
    try {
      keep(await bridge.call('duty.stop', null));
    } finally {
      setStopping(false);
    }
  };
  return (
    <Button danger size={size} loading={isStopping} data-testid={`duty-stop-${size}`} onClick={() => void stop()}>
      {isStopping ? words.duty.stopping : words.duty.stop}
    </Button>
  );
}
