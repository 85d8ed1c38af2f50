import { useCallback, useState } from 'react';
import type { PickedFile, StampResult } from '../../../src-main/contract/index.ts';
import { useBridge } from '../../bridge.ts';
import { toAppError } from '../../parts/app-error.ts';
import { type RefusedFile, RefusedFiles } from '../../parts/refused-files.tsx';
import type { DocumentInView, useOpenDocument } from '../../pdf/open-document.ts';
import { useModal } from '../../shown/use-modal.ts';
import { useSpeech } from '../../words/index.ts';
import { nextOf, type Queue, type QueuedFile } from './queue.ts';
import { useQueue } from './use-queue.ts';

/**
 * The files of the page 盖章, one after the other. Files that come while others are at work go to the end; what cannot be opened disturbs
 * nothing; leaving seals that are not stamped is asked about.
 * @param placeCount places on the document in view that are not stamped
 * @param onLeave the document in view is left
 */
export function useStampQueue(
  { state, open, close, replace }: ReturnType<typeof useOpenDocument>,
  placeCount: number,
  onLeave: () => void,
) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const modal = useModal();
  const { queue, current, next, act } = useQueue();
  const [told, setTold] = useState('');
  const [pickError, setPickError] = useState<unknown>(null);
  const name = state.kind === 'open' ? state.view.opened.name : '';
  const isAtWork = state.kind === 'open';

  const sit = useCallback(
    (to: Queue) => {
      onLeave();
      setTold('');
      setPickError(null);
      const file = to.files.find(({ key }) => key === to.currentKey);
      if (file === undefined) close();
      else void open(file.outcome.kind === 'stamped' ? file.outcome.outputPath : file.path);
    },
    [close, onLeave, open],
  );

  const leave = useCallback(
    (proceed: () => void) => {
      if (placeCount === 0) return proceed();
      modal.confirm({
        title: words.stamp.leaveTitle,
        content: words.queue.leaveText(placeCount, name),
        okText: words.stamp.leave,
        okButtonProps: { danger: true },
        cancelText: words.common.cancel,
        onOk: proceed,
      });
    },
    [modal, name, placeCount, words],
  );

  const refuse = useCallback(
    (refused: readonly RefusedFile[]) =>
      modal.error({
        icon: null,
        title: words.queue.refused,
        content: <RefusedFiles files={refused} />,
        width: 520,
      }),
    [modal, words],
  );

  /** The files that can be opened; the others are refused in words, and the document in view stays as it is. */
  const admit = useCallback(
    async (files: readonly PickedFile[]): Promise<PickedFile[]> => {
      const admitted: PickedFile[] = [];
      const refused: RefusedFile[] = [];
      for (const file of files) {
        try {
          const { documentId } = await bridge.call('documents.open', { path: file.path });
          bridge.call('documents.close', { documentId }).catch(() => undefined);
          admitted.push(file);
        } catch (error) {
          if (/^PDF_PASSWORD_/.test(toAppError(error).code)) admitted.push(file);
          else refused.push({ name: file.name, error });
        }
      }
      if (refused.length > 0) refuse(refused);
      return admitted;
    },
    [bridge, refuse],
  );

  const take = useCallback(
    async (files: readonly PickedFile[]) => {
      const isQueue = queue.files.length > 1 && (current?.outcome.kind === 'waiting' || next !== null);
      if (!isQueue && placeCount === 0) {
        if (files.length > 0) sit(act({ type: 'start', files }));
        return;
      }
      const admitted = await admit(files);
      if (admitted.length === 0) return;
      if (!isQueue && admitted.length === 1) return leave(() => sit(act({ type: 'start', files: admitted })));
      act({ type: 'add', files: admitted });
      setTold(words.queue.added(admitted.length));
    },
    [act, admit, current, leave, next, placeCount, queue, sit, words],
  );

  /** What is chosen in a dialog goes where `then` has it; what cannot be read is said where it disturbs nothing. */
  const choose = useCallback(
    async (multiple: boolean, then: (files: PickedFile[]) => void) => {
      try {
        const files = await bridge.pickFiles('document', multiple);
        if (files.length > 0) then(files);
      } catch (error) {
        if (isAtWork) refuse([{ name: '', error }]);
        else setPickError(error);
      }
    },
    [bridge, isAtWork, refuse],
  );
  const pick = useCallback(() => void choose(true, (files) => void take(files)), [choose, take]);
  const replaceSource = useCallback((file: PickedFile) => sit(act({ type: 'choose', file })), [act, sit]);
  const chooseAgain = useCallback(
    () => void choose(false, ([file]) => file !== undefined && replaceSource(file)),
    [choose, replaceSource],
  );

  const go = useCallback(
    (file: QueuedFile) => {
      if (file.key !== queue.currentKey) leave(() => sit(act({ type: 'go', key: file.key })));
    },
    [act, leave, queue.currentKey, sit],
  );
  const skip = useCallback(() => leave(() => sit(act({ type: 'skip' }))), [act, leave, sit]);
  const takeOut = useCallback(() => leave(() => sit(act({ type: 'takeOut' }))), [act, leave, sit]);
  const goOn = useCallback(() => sit(act({ type: 'next' })), [act, sit]);
  const finish = useCallback(() => sit(act({ type: 'start', files: [] })), [act, sit]);

  const stamped = useCallback(
    (result: StampResult, view: DocumentInView | null) => {
      act({ type: 'stamped', result });
      setTold('');
      void replace(result.outputPath, view?.password);
    },
    [act, replace],
  );

  /** As `stamped`, and on to the next file: what became of this one is told beside that. */
  const stampedAndOn = useCallback(
    (result: StampResult) => {
      act({ type: 'stamped', result });
      sit(act({ type: 'next' }));
      const seqs = result.historySeqs.map((seq) => `#${seq}`).join(words.common.separator);
      setTold(words.queueLogin.told(result.outputName, seqs));
    },
    [act, sit, words],
  );

  return {
    queue,
    current,
    told,
    pickError,
    hasNext: nextOf(queue) !== null,
    take,
    pick,
    chooseAgain,
    replaceSource,
    go,
    skip,
    takeOut,
    goOn,
    finish,
    stamped,
    stampedAndOn,
  };
}
