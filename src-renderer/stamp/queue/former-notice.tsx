import { HistoryOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { FormerStamp, PickedFile } from '../../../src-main/contract/index.ts';
import { formatTime } from '../../../src-main/words/index.ts';
import { useBridge } from '../../bridge.ts';
import { useSpeech } from '../../words/index.ts';
import { focusPages } from '../placing/keep-focus.ts';
import { timeToday } from './time-today.ts';

/**
 * What the record says of seals on the open document. Nothing else is offered before that is known, and before the person has
 * answered where there is something.
 * @param isAsked false: nobody needs to be told of it now
 */
export function useFormerStamps(documentId: string | null, isAsked: boolean) {
  const bridge = useBridge();
  const [known, setKnown] = useState<{ documentId: string; stamps: FormerStamp[] } | null>(null);
  const [answeredFor, setAnsweredFor] = useState<string | null>(null);
  useEffect(() => {
    if (documentId === null || !isAsked) return;
    let isCurrent = true;
    const tell = (stamps: FormerStamp[]) => isCurrent && setKnown({ documentId, stamps });
    // A record that cannot be read refuses the stamp itself, and says so then.
    bridge.call('stamp.formerUses', { documentId }).then(tell, () => tell([]));
    return () => {
      isCurrent = false;
    };
  }, [bridge, documentId, isAsked]);
  const isKnown = documentId !== null && known?.documentId === documentId;
  const stamps = isKnown && isAsked && answeredFor !== documentId ? (known?.stamps ?? []) : [];
  const answer = useCallback(() => setAnsweredFor(documentId), [documentId]);
  return { stamps, isClear: isKnown && stamps.length === 0, answer };
}

/** The same file was stamped before: said over the page, with what came of it one press away. */
export function FormerNotice({
  stamps: [latest, ...others],
  onShow,
  onSkip,
  onAnswer,
}: {
  stamps: readonly FormerStamp[];
  onShow: (file: PickedFile) => void;
  /** Where there is another file to go on to. */
  onSkip: (() => void) | undefined;
  onAnswer: () => void;
}) {
  const { words, language } = useSpeech();
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  if (latest === undefined) return null;
  const text = words.former;
  const { at, sealName, seq, outputPath, outputName, isOutputThere, bearsSeal } = latest;
  const time = timeToday(at, new Date()) ?? formatTime(at, language);
  return (
    <section className="former-notice" role="alert" data-testid="former-notice">
      <HistoryOutlined aria-hidden />
      <strong>
        {(bearsSeal ? text.bearsSeal : text.stampedBefore)(time, sealName, seq)}
        {others.length > 0 && text.others(others.length)}
      </strong>
      <span className="former-buttons">
        {onSkip !== undefined && (
          <Button ref={first} type="primary" onClick={onSkip} data-testid="former-skip">
            {words.queue.skip}
          </Button>
        )}
        {isOutputThere && !bearsSeal && (
          <Button
            ref={onSkip === undefined ? first : null}
            onClick={() => onShow({ path: outputPath, name: outputName })}
            data-testid="former-show"
          >
            {text.show}
          </Button>
        )}
        {!isOutputThere && <span className="quiet">{text.gone}</span>}
        <Button
          ref={onSkip === undefined && (!isOutputThere || bearsSeal) ? first : null}
          onClick={() => {
            focusPages();
            onAnswer();
          }}
          data-testid="former-answer"
        >
          {text.stampAgain}
        </Button>
      </span>
    </section>
  );
}
