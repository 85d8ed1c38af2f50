import { Modal } from 'antd';
import { useState } from 'react';
import { useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { PinInput } from '../parts/pin-input.tsx';
import { useSpeech } from '../words/index.ts';
import { isTwice, NewPinFields, noPin } from './new-pin.tsx';
import { useWork } from './use-work.ts';

/** Whoever is signed in changes the PIN of his role. */
export function ChangeOwnPin({ onClose }: { onClose: () => void }) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const text = words.roles;
  const [oldPin, setOldPin] = useState('');
  const [fresh, setFresh] = useState(noPin);
  const { isWorking, error, attempt } = useWork(onClose);
  const change = () => {
    setOldPin('');
    setFresh(noPin);
    return attempt(() => bridge.call('roles.changePin', { oldPin, newPin: fresh.pin }));
  };
  return (
    <Modal
      open
      width={440}
      title={text.changePinTitle}
      okText={text.confirm}
      onOk={change}
      onCancel={onClose}
      confirmLoading={isWorking}
      okButtonProps={{ disabled: oldPin === '' || !isTwice(fresh) }}
    >
      <div className="role-form">
        <PinInput label={text.oldPin} placeholder={text.oldPin} value={oldPin} onChange={setOldPin} autoFocus />
        <NewPinFields value={fresh} testId="own" onChange={setFresh} />
        {error !== null && <ErrorPanel error={error} />}
      </div>
    </Modal>
  );
}
