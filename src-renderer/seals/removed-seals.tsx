import { Collapse } from 'antd';
import { useEffect, useState } from 'react';
import { type RemovedSeal, registerStateOf, type SealWithState } from '../../src-main/contract/index.ts';
import { formatTime, sealLifeWords } from '../../src-main/words/index.ts';
import { useBridge } from '../bridge.ts';
import { useSpeech } from '../words/index.ts';

/** The seals that were removed, with what the register says of them: it outlives them. `seals`: asked anew with them. */
export function RemovedSeals({ seals }: { seals: readonly SealWithState[] }) {
  const bridge = useBridge();
  const { language, words } = useSpeech();
  const [removed, setRemoved] = useState<readonly RemovedSeal[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is removed changes with the seals that are left
  useEffect(() => {
    let current = true;
    bridge.call('seals.removed', null).then(
      (found) => current && setRemoved(found),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [bridge, seals]);
  if (removed.length === 0) return null;
  const text = words.sealKeeping.register;
  const pins = sealLifeWords[language];
  const line = (by: string, withPin: boolean) => `${text.by(by)} · ${withPin ? pins.withPin : pins.withoutPin}`;
  const entries = removed.toReversed().map(({ seal, removal }) => (
    <li key={seal.id} data-testid={`removed-${seal.id}`}>
      <strong>{seal.name}</strong> <span className="quiet">{seal.binding.ownerName}</span>
      <ol className="register">
        <li>
          <strong>{text.removed}</strong>
          <span className="figures">{formatTime(removal.at, language)}</span>
          <span>{line(removal.by, removal.withPin)}</span>
          <span className="register-reason">{removal.reason}</span>
        </li>
        {seal.register.toReversed().map(({ state, at, by, reason, withPin }) => (
          <li key={at}>
            <strong>{text.states[state]}</strong>
            <span className="figures">{formatTime(at, language)}</span>
            <span>{line(by, withPin)}</span>
            <span className="register-reason">{reason}</span>
          </li>
        ))}
      </ol>
      {registerStateOf(seal) === 'active' && <p className="quiet">{text.neverUsed}</p>}
    </li>
  ));
  const label = <span data-testid="removed-seals">{text.removedTitle(removed.length)}</span>;
  return <Collapse size="small" items={[{ key: 'removed', label, children: <ul className="stack">{entries}</ul> }]} />;
}
