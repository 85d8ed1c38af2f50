import { Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useApp } from '../app-state.tsx';
import { useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useSpeech } from '../words/index.ts';
import { nobodyYet, PersonPinFields } from './person-pin.tsx';
import { useWork } from './use-work.ts';

/** 移交 between keepers: both confirm it. */
export function HandOver({ onClose }: { onClose: () => void }) {
  const bridge = useBridge();
  const { roles, seals } = useApp();
  const { words } = useSpeech();
  const text = words.roles;
  const [sealId, setSealId] = useState(seals[0]?.id ?? '');
  const [from, setFrom] = useState({ ...nobodyYet, name: roles.signedIn?.name ?? '' });
  const [to, setTo] = useState(nobodyYet);
  const [supervisor, setSupervisor] = useState('');
  const { isWorking, error, attempt } = useWork(onClose);
  const keepers = roles.people.filter(({ role }) => role === 'keeper');
  const confirm = () => {
    setFrom({ ...from, pin: '' });
    setTo({ ...to, pin: '' });
    return attempt(() => bridge.call('roles.handOver', { sealId, from, to, supervisor }));
  };
  const isReady = sealId !== '' && from.name !== to.name && from.pin !== '' && to.pin !== '';
  return (
    <Modal
      open
      width={560}
      title={text.handOverTitle}
      okText={text.confirm}
      onOk={confirm}
      onCancel={onClose}
      confirmLoading={isWorking}
      okButtonProps={{ disabled: !isReady }}
    >
      <div className="role-form">
        <Select
          aria-label={text.seal}
          value={sealId}
          options={seals.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={setSealId}
        />
        <PersonPinFields
          people={keepers}
          label={text.giver}
          pinLabel={text.pin}
          value={from}
          testId="giver"
          onChange={setFrom}
        />
        <PersonPinFields
          people={keepers}
          label={text.taker}
          pinLabel={text.pin}
          value={to}
          testId="taker"
          onChange={setTo}
        />
        <Input
          aria-label={text.supervisor}
          placeholder={text.supervisor}
          maxLength={100}
          value={supervisor}
          onChange={({ target }) => setSupervisor(target.value)}
        />
        {error !== null && <ErrorPanel error={error} />}
      </div>
    </Modal>
  );
}
