import { Button } from 'antd';
import { useState } from 'react';
import { AppError } from '../../src-main/contract/index.ts';
import { useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useSpeech } from '../words/index.ts';

/** A damaged file is not stamped: a repaired copy of it can be, once the person has looked at it. */
export function RepairOffer({
  path,
  damage,
  onRepaired,
  onCancel,
}: {
  path: string;
  damage: string;
  onRepaired: (path: string) => void;
  onCancel: () => void;
}) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const repair = async () => {
    setIsBusy(true);
    setFailure(null);
    try {
      const { outputPath } = await bridge.call('documents.repair', { path });
      onRepaired(outputPath);
    } catch (error) {
      setFailure(error);
      setIsBusy(false);
    }
  };
  return (
    <div className="page-scroll">
      <ErrorPanel
        error={failure ?? new AppError('PDF_DAMAGED', { detail: damage })}
        actions={
          <>
            <p>{words.document.repairText}</p>
            <Button type="primary" loading={isBusy} onClick={repair} data-testid="repair-copy">
              {words.document.repair}
            </Button>
            <Button onClick={onCancel}>{words.common.cancel}</Button>
          </>
        }
      />
    </div>
  );
}
