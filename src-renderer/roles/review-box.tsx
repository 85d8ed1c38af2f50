import { Alert, Button } from 'antd';
import { useState } from 'react';
import type { MethodInput } from '../../src-main/contract/index.ts';
import { useApp } from '../app-state.tsx';
import { useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useSpeech } from '../words/index.ts';
import { nobodyYet, PersonPinFields } from './person-pin.tsx';
import './roles.css';

/** 双人复核: a second person confirms what the sheet shows, by the PIN of the role. */
export function ReviewBox({
  request,
  digest,
  reviewedBy,
  onReviewed,
}: {
  request: Omit<MethodInput<'review.confirm'>, 'reviewer'>;
  /** The start of the document's SHA-256. */
  digest: string;
  reviewedBy: string | null;
  onReviewed: (review: string, reviewer: string) => void;
}) {
  const bridge = useBridge();
  const { roles } = useApp();
  const { words } = useSpeech();
  const text = words.roles.review;
  const [who, setWho] = useState(nobodyYet);
  const [isWorking, setIsWorking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const others = roles.people.filter(({ name, role }) => role !== 'auditor' && name !== roles.signedIn?.name);
  const confirm = async () => {
    setIsWorking(true);
    setError(null);
    setWho({ ...who, pin: '' });
    try {
      const { review, reviewer } = await bridge.call('review.confirm', { ...request, reviewer: who });
      onReviewed(review, reviewer);
    } catch (thrown) {
      setError(thrown);
    } finally {
      setIsWorking(false);
    }
  };
  return (
    <section className="review-box" aria-label={text.heading} data-testid="review">
      <h3>{text.heading}</h3>
      {reviewedBy !== null ? (
        <Alert type="success" showIcon title={text.done(reviewedBy)} data-testid="reviewed" />
      ) : others.length === 0 ? (
        <Alert type="warning" showIcon title={roles.status === 'off' ? text.rolesOff : text.nobody} />
      ) : (
        <>
          <p className="quiet">{text.text(digest)}</p>
          <div className="review-row">
            <PersonPinFields
              people={others}
              label={text.reviewer}
              pinLabel={text.pin}
              value={who}
              disabled={isWorking}
              testId="reviewer"
              onChange={setWho}
            />
            <Button
              onClick={confirm}
              loading={isWorking}
              disabled={who.name === '' || who.pin === ''}
              data-testid="review-confirm"
            >
              {text.confirm}
            </Button>
          </div>
          {error !== null && <ErrorPanel error={error} />}
        </>
      )}
    </section>
  );
}
