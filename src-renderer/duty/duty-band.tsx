import { ClockCircleOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { Duty } from '../../src-main/contract/index.ts';
import { useSpeech } from '../words/index.ts';
import { clockOf, useRemainingMs } from './remaining.ts';
import { StopDuty } from './stop-duty.tsx';
import { useDuty } from './use-duty.tsx';

/** Over every page as long as seals are applied by themselves. */
export function DutyBand({ onShow }: { onShow: () => void }) {
  const { duty, isOn } = useDuty();
  return duty !== null && isOn ? <Band duty={duty} onShow={onShow} /> : null;
}

function Band({ duty, onShow }: { duty: Duty; onShow: () => void }) {
  const { words } = useSpeech();
  const remainingMs = useRemainingMs(duty.endsAt);
  return (
    <section className="duty-band" aria-label={words.duty.on} data-testid="duty-band">
      <ClockCircleOutlined aria-hidden />
      <strong className="figures">{words.duty.band(clockOf(remainingMs), duty.stamped, duty.refused)}</strong>
      <span className="duty-band-buttons">
        <Button size="small" onClick={onShow}>
          {words.duty.show}
        </Button>
        <StopDuty size="small" />
      </span>
    </section>
  );
}
