import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { lifeOfSeal, type MethodOutput, type SealWithState } from '../../src-main/contract/index.ts';
import { describeSealLife, describeSealUses, formatTime, sealLifeWords } from '../../src-main/words/index.ts';
import { useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useSpeech } from '../words/index.ts';

interface Told {
  readonly events: MethodOutput<'history.events'>;
  readonly counts: MethodOutput<'history.counts'>;
}

/** So many are read at once; the older ones on demand. */
const newest = 6;

/** 履历: what happened to a seal since it was made, and how often it was used. */
export function SealLife({ seal, onShowUses }: { seal: SealWithState; onShowUses: () => void }) {
  const bridge = useBridge();
  const { language, words } = useSpeech();
  const [told, setTold] = useState<Told | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [isWhole, setWhole] = useState(false);
  const { id, register, earlierBindings, companion, standard } = seal;
  // What is done with the seal here is on record a moment later, and told anew.
  const version = [register.length, earlierBindings.length, companion?.certificateFingerprint, standard?.sha256].join();

  // biome-ignore lint/correctness/useExhaustiveDependencies: the record is asked anew when the seal has changed
  useEffect(() => {
    let current = true;
    Promise.all([
      bridge.call('history.events', { sealId: id, limit: 1000 }),
      bridge.call('history.counts', { by: 'seal', filter: { sealIds: [id] } }),
    ]).then(
      ([events, counts]) => current && setTold({ events, counts }),
      (thrown) => current && setError(thrown),
    );
    return () => {
      current = false;
    };
  }, [bridge, id, version]);

  const text = sealLifeWords[language];
  const uses = describeSealUses(told?.counts[0]?.outcomes ?? {}, language);
  const life = lifeOfSeal(seal, told?.events ?? []);
  return (
    <>
      {told !== null && (
        <p className="seal-uses" data-testid="seal-uses">
          {uses}
          {told.counts.length > 0 && (
            <Button size="small" onClick={onShowUses} data-testid="show-uses">
              {words.sealKeeping.register.showUses}
            </Button>
          )}
        </p>
      )}
      {error !== null && <ErrorPanel error={error} />}
      <ol className="register" data-testid="seal-life">
        {(isWhole ? life : life.slice(0, newest)).map((event) => {
          const { what, why, withPin } = describeSealLife(event, language);
          return (
            <li key={`${event.at} ${event.kind} ${event.number}`} data-kind={event.kind}>
              <strong>{what}</strong>
              <span className="figures">{formatTime(event.at, language)}</span>
              {event.by !== '' && (
                <span>
                  {words.sealKeeping.register.by(event.by)}
                  {withPin !== null && (
                    <>
                      {' · '}
                      <span className={withPin ? 'quiet' : 'warning-text'}>
                        {withPin ? text.withPin : text.withoutPin}
                      </span>
                    </>
                  )}
                </span>
              )}
              {why !== '' && <span className="register-reason">{why}</span>}
              {told !== null && event.number === null && (
                <span className="register-reason quiet">{text.notOnRecord}</span>
              )}
            </li>
          );
        })}
      </ol>
      {!isWhole && life.length > newest && (
        <div>
          <Button onClick={() => setWhole(true)}>{words.sealKeeping.register.whole(life.length)}</Button>
        </div>
      )}
    </>
  );
}
