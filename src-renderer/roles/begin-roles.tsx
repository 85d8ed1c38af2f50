import { Button, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { type RoleName, roleNames } from '../../src-main/contract/index.ts';
import { useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useSpeech } from '../words/index.ts';
import { isTwice, type NewPin, NewPinFields, noPin } from './new-pin.tsx';
import { useWork } from './use-work.ts';

interface Row extends NewPin {
  readonly id: number;
  readonly role: RoleName;
  readonly name: string;
}

/** The first people: at least one of each role. */
export function BeginRoles({ onClose }: { onClose: () => void }) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const text = words.roles;
  const [rows, setRows] = useState<readonly Row[]>(roleNames.map((role, id) => ({ id, role, name: '', ...noPin })));
  const { isWorking, error, attempt } = useWork(onClose);
  const change = (id: number, changed: Partial<Row>) =>
    setRows((before) => before.map((row) => (row.id === id ? { ...row, ...changed } : row)));
  const begin = () => {
    const people = rows.map(({ name, role, pin }) => ({ name: name.trim(), role, pin }));
    setRows((before) => before.map((row) => ({ ...row, ...noPin })));
    return attempt(() => bridge.call('roles.setUp', { people }));
  };
  const roleOptions = roleNames.map((value) => ({ value, label: text.roles[value] }));
  return (
    <Modal
      open
      width={760}
      title={text.beginTitle}
      okText={text.confirm}
      onOk={begin}
      onCancel={onClose}
      confirmLoading={isWorking}
      okButtonProps={{
        disabled: !rows.every((row) => row.name.trim() !== '' && isTwice(row)),
        'data-testid': 'begin-confirm',
      }}
    >
      <div className="role-form" data-testid="begin-roles">
        <p className="quiet">{text.beginText}</p>
        {rows.map(({ id, role, name, pin, repeat }) => (
          <div key={id} className="role-begin-row">
            <Select
              aria-label={text.role}
              value={role}
              options={roleOptions}
              onChange={(chosen) => change(id, { role: chosen })}
            />
            <Input
              aria-label={text.person}
              placeholder={text.person}
              maxLength={50}
              value={name}
              data-testid={`begin-${id}-name`}
              onChange={({ target }) => change(id, { name: target.value })}
            />
            <NewPinFields value={{ pin, repeat }} testId={`begin-${id}`} onChange={(given) => change(id, given)} />
          </div>
        ))}
        <div>
          <Button
            size="small"
            onClick={() => setRows([...rows, { id: rows.length, role: 'operator', name: '', ...noPin }])}
          >
            {text.another}
          </Button>
        </div>
        {error !== null && <ErrorPanel error={error} />}
      </div>
    </Modal>
  );
}
