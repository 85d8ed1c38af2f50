import { useState } from 'react';
import { DutyForm } from './duty-form.tsx';
import { DutyView } from './duty-view.tsx';
import { useDuty } from './use-duty.tsx';
import './duty.css';

/** 值守: begins a duty, or shows the one that is on or was on last. */
export function DutyPage({ onSettings }: { onSettings: () => void }) {
  const { duty, keep } = useDuty();
  /** The ended duty that was looked at. */
  const [seenId, setSeenId] = useState<string | null>(null);
  if (duty !== null && (duty.end === null || duty.id !== seenId)) {
    return <DutyView duty={duty} onAgain={() => setSeenId(duty.id)} />;
  }
  return <DutyForm onStarted={keep} onSettings={onSettings} />;
}
