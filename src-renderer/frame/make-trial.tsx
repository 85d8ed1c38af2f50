import { Button } from 'antd';
import { useState } from 'react';
import type { TrialAlgorithm } from '../../src-main/contract/index.ts';
import { useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useModal } from '../shown/use-modal.ts';
import { useSpeech } from '../words/index.ts';

/** Makes a trial token; what goes wrong is said in a window of its own, since the corner is small. */
export function MakeTrial({ algorithm, plain = false }: { algorithm: TrialAlgorithm; plain?: boolean }) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const modal = useModal();
  const [working, setWorking] = useState(false);
  const title = algorithm === 'sm2' ? words.token.createTrial : words.token.createRsaTrial;
  const make = async () => {
    setWorking(true);
    try {
      await bridge.call('trial.create', { algorithm });
    } catch (error) {
      modal.error({ title, content: <ErrorPanel error={error} />, icon: null, width: 520 });
    } finally {
      setWorking(false);
    }
  };
  return (
    <Button
      size="small"
      type={plain ? 'link' : 'default'}
      loading={working}
      onClick={make}
      data-testid={algorithm === 'sm2' ? 'create-trial' : 'create-rsa-trial'}
    >
      {working ? words.token.creatingTrial : title}
    </Button>
  );
}
