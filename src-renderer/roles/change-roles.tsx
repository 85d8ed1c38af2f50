import { Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { type RoleName, roleNames } from '../../src-main/contract/index.ts';
import { useApp } from '../app-state.tsx';
import { useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useSpeech } from '../words/index.ts';
import { isTwice, NewPinFields, noPin } from './new-pin.tsx';
import { nobodyYet, PersonPinFields } from './person-pin.tsx';
import { useWork } from './use-work.ts';

export type RolesWork =
  | { readonly kind: 'add' | 'end' | 'adopt' }
  | { readonly kind: 'remove' | 'reset-pin'; readonly name: string };

/** A change of the people, which others confirm. */
export function ChangeRoles({ work, onClose }: { work: RolesWork; onClose: () => void }) {
  const bridge = useBridge();
  const { roles } = useApp();
  const { words } = useSpeech();
  const text = words.roles;
  const about = 'name' in work ? work.name : '';
  const [name, setName] = useState('');
  const [role, setRole] = useState<RoleName>('operator');
  const [fresh, setFresh] = useState(noPin);
  const [given, setGiven] = useState(
    [0, 1, 2].slice(0, work.kind === 'end' ? 3 : 2).map((id) => ({ id, ...nobodyYet })),
  );
  const { isWorking, error, attempt } = useWork(onClose);
  const setsPin = work.kind === 'add' || work.kind === 'reset-pin';
  const titles = {
    add: text.addTitle,
    remove: text.removeTitle(about),
    'reset-pin': text.resetTitle(about),
    end: text.endTitle,
    adopt: text.adoptTitle,
  };
  const isReady =
    given.every((one) => one.name !== '' && one.pin !== '') &&
    (!setsPin || isTwice(fresh)) &&
    (work.kind !== 'add' || name.trim() !== '');
  const confirm = () => {
    const confirmedBy = given.map((one) => ({ name: one.name, pin: one.pin }));
    const { pin } = fresh;
    setGiven(given.map((one) => ({ ...one, pin: '' })));
    return attempt(() => {
      switch (work.kind) {
        case 'add':
          return bridge.call('roles.change', { kind: 'add', name: name.trim(), role, pin, confirmedBy });
        case 'remove':
          return bridge.call('roles.change', { kind: 'remove', name: work.name, confirmedBy });
        case 'reset-pin':
          return bridge.call('roles.change', { kind: 'reset-pin', name: work.name, pin, confirmedBy });
        case 'end':
          return bridge.call('roles.change', { kind: 'end', confirmedBy });
        case 'adopt':
          return bridge.call('roles.adopt', { confirmedBy });
      }
    });
  };
  const others = roles.people.filter((one) => one.name !== about);
  return (
    <Modal
      open
      width={560}
      title={titles[work.kind]}
      okText={text.confirm}
      onOk={confirm}
      onCancel={onClose}
      confirmLoading={isWorking}
      okButtonProps={{ disabled: !isReady, 'data-testid': 'roles-confirm' }}
    >
      <div className="role-form" data-testid="change-roles">
        {work.kind === 'add' && (
          <div className="person-pin">
            <Input
              aria-label={text.person}
              placeholder={text.person}
              maxLength={50}
              value={name}
              data-testid="add-name"
              onChange={({ target }) => setName(target.value)}
            />
            <Select
              aria-label={text.role}
              value={role}
              options={roleNames.map((value) => ({ value, label: text.roles[value] }))}
              onChange={setRole}
            />
          </div>
        )}
        {setsPin && (
          <div className="person-pin">
            <NewPinFields value={fresh} testId="fresh" onChange={setFresh} />
          </div>
        )}
        <p className="quiet">{work.kind === 'end' ? text.threeConfirm : text.twoConfirm}</p>
        {given.map((one) => (
          <PersonPinFields
            key={one.id}
            people={others}
            label={text.confirmers}
            pinLabel={text.pin}
            value={one}
            testId={`confirm-${one.id}`}
            onChange={(changed) =>
              setGiven(given.map((other) => (other.id === one.id ? { ...other, ...changed } : other)))
            }
          />
        ))}
        {error !== null && <ErrorPanel error={error} />}
      </div>
    </Modal>
  );
}
