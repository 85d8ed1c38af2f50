import { Button, Input } from 'antd';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import {
  entriesAskedBy,
  noParticulars,
  type PickedFile,
  type Placement,
  ruledEntries,
  type SealWithState,
  type StampResult,
  type UseParticulars,
} from '../../src-main/contract/index.ts';
import { useApp } from '../app-state.tsx';
import { useBridge } from '../bridge.ts';
import { fileName } from '../format/file-name.ts';
import type { FileRequest } from '../frame/frame.tsx';
import type { PageName } from '../frame/nav.tsx';
import { toAppError } from '../parts/app-error.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { ParticularsFields } from '../parts/particulars-fields.tsx';
import { PasswordPrompt } from '../parts/password-prompt.tsx';
import { isUsable } from '../parts/seal-shapes.ts';
import { useOpenDocument } from '../pdf/open-document.ts';
import type { Zoom } from '../pdf/zoom.ts';
import { useSpeech } from '../words/index.ts';
import { PlacingAids } from './aids/placing-aids.tsx';
import { type HeldTicket, TicketBand } from './aids/ticket-band.tsx';
import { CarriedSeal, useCarry } from './carry.tsx';
import { ConfirmSheet } from './confirm-sheet.tsx';
import { DoneSheet } from './done-sheet.tsx';
import { useEditingKeys } from './editing-keys.ts';
import { useEmptyFields } from './fields/field-choice.tsx';
import { KeywordOffer, useKeywordOffer } from './placing/keyword-offer.tsx';
import { PlacementPanel } from './placing/placement-panel.tsx';
import { type Impressed, keepOnPage, placementsOf, type Spot } from './placing/placements.ts';
import { usePlacements } from './placing/use-placements.ts';
import { useShowHit } from './placing/use-show-hit.ts';
import { FormerNotice, useFormerStamps } from './queue/former-notice.tsx';
import { OpeningPage } from './queue/opening-page.tsx';
import { OperatorPrompt } from './queue/operator-prompt.tsx';
import { QueueBar } from './queue/queue-bar.tsx';
import { QueueDone } from './queue/queue-done.tsx';
import { RememberedOffer, useRememberedOffer } from './queue/remembered-offer.tsx';
import { inOrderOfUse, useLastUsed } from './queue/seal-order.ts';
import { usePageKeys } from './queue/use-page-keys.ts';
import { useQueueLogin } from './queue/use-queue-login.ts';
import { useStampQueue } from './queue/use-stamp-queue.tsx';
import { RepairOffer } from './repair-offer.tsx';
import { SealTray } from './seal-tray.tsx';
import { Start } from './start.tsx';
import { useGuides } from './use-guides.ts';
import { Workspace, type WorkspaceHandle } from './workspace.tsx';
import './stamp.css';
import './placing/placing.css';

/** Pixels of width from which a whole page is seen at a size that can be read. */
const wideWindow = 1600;

/** 盖章: open a document, put seals on it, stamp it. */
export function StampPage({
  active,
  request,
  onGo,
  onVerify,
  onBatch,
}: {
  active: boolean;
  request: FileRequest | null;
  onGo: (page: PageName) => void;
  onVerify: (files: PickedFile[], password?: string) => void;
  /** Takes files, and what is placed, to be stamped at once. */
  onBatch: (files: PickedFile[], placements: readonly Placement[], reason: string) => void;
}) {
  const bridge = useBridge();
  const { seals, settings } = useApp();
  const { words } = useSpeech();
  const document = useOpenDocument();
  const { open, close, state } = document;
  const [zoom, setZoom] = useState<Zoom>(() => (window.innerWidth >= wideWindow ? 'fit-page' : 'fit-width'));
  const [isOperatorAsked, setIsOperatorAsked] = useState(false);
  const stampButton = useRef<HTMLButtonElement>(null);
  const [focusStamp, setFocusStamp] = useState(false);
  const [reason, setReason] = useState('');
  const [particulars, setParticulars] = useState<UseParticulars>(noParticulars);
  const [ticket, setTicket] = useState<HeldTicket | null>(null);
  const [confirming, setConfirming] = useState(false);
  const [result, setResult] = useState<StampResult | null>(null);
  const [handle, setHandle] = useState<WorkspaceHandle | null>(null);
  const sealById = useCallback((id: string) => seals.find((seal) => seal.id === id), [seals]);
  const view = state.kind === 'open' ? state.view : null;
  const guides = useGuides(view?.preview?.source ?? null);
  const placements = usePlacements(sealById, guides, view);
  const { place, clear } = placements;
  const count = placements.placements.length;
  /** What the rules of the seals that are placed ask to be entered. */
  const required = ruledEntries.filter((entry) =>
    placements.placements.some(({ sealId }) => {
      const rules = sealById(sealId)?.rules ?? null;
      return rules !== null && entriesAskedBy(rules).includes(entry);
    }),
  );
  const placeCount = placements.placements.reduce((sum, { impressions }) => sum + impressions.length, 0);

  const [stampedSeqs, setStampedSeqs] = useState<readonly number[]>([]);
  const lastUsed = useLastUsed(stampedSeqs);
  const former = useFormerStamps(view?.opened.documentId ?? null, result === null);
  const isFree = count === 0 && result === null && former.isClear;
  const remembered = useRememberedOffer(view, seals, isFree);
  const keyword = useKeywordOffer(view, isFree && remembered.isSilent);

  const drop = useCallback(
    (seal: SealWithState, spot: Spot) => {
      // One that was dropped on the small picture of a page is to be seen on the page.
      if (handle !== null && !handle.isInView(spot.page)) handle.scrollToPage(spot.page);
      place(seal.id, { rule: 'here', ...spot }, handle === null ? undefined : { spot, size: handle.sizeOf(spot.page) });
    },
    [handle, place],
  );
  const carry = useCarry(placements.placements, guides, drop);
  // A damaged file is not stamped, but its copy.
  const emptyFields = useEmptyFields(view?.opened.damage === null ? view.opened.documentId : null);
  useEditingKeys(active && view !== null && !confirming, placements);

  const leave = useCallback(() => {
    clear();
    setResult(null);
    setConfirming(false);
    setTicket(null);
    setReason('');
    // The office and who watches over its seals stay the same.
    setParticulars(({ unit, supervisor }) => ({ ...noParticulars, unit, supervisor }));
  }, [clear]);
  const queue = useStampQueue(document, placeCount === 0 ? count : placeCount, leave);
  const { take, pick } = queue;
  const queueLogin = useQueueLogin(queue.queue);

  const handled = useRef(0);
  useEffect(() => {
    if (request === null || request.id === handled.current) return;
    handled.current = request.id;
    void take(request.files);
  }, [request, take]);

  useEffect(() => {
    const name = view?.opened.name;
    const dot = count > 0 ? ' ●' : '';
    bridge.setTitle(name === undefined ? words.product : `${name}${dot} - ${words.product}`, count > 0);
  }, [bridge, view, count, words]);

  const placeInView = (seal: SealWithState) => {
    if (handle === null) return;
    const spot = handle.centre();
    place(seal.id, { rule: 'here', ...keepOnPage(spot, seal, handle.sizeOf(spot.page)) });
  };

  const duplicate = useCallback(
    async ({ sealId, placing }: Impressed) => {
      const seal = sealById(sealId);
      if (view === null || seal === undefined || placing.rule !== 'here') return;
      if (placing.page >= view.opened.pageCount) return;
      const page = placing.page + 1;
      const size = await bridge.call('documents.page', { documentId: view.opened.documentId, page });
      place(sealId, { rule: 'here', ...keepOnPage({ ...placing, page }, seal, size) });
      handle?.scrollToPage(page);
    },
    [bridge, handle, place, sealById, view],
  );

  const selected =
    placements.placements.find((placed) => placed.key === placements.selectedKey) ??
    (count === 1 ? placements.placements[0] : undefined);
  useShowHit(selected, handle);
  const mistaken = placements.placements.find(({ error }) => error !== null);
  const show = (placed: Impressed) => {
    placements.select(placed.key);
    const [first] = placed.impressions;
    if (first !== undefined) handle?.scrollToPage(first.page);
  };
  const offeredSeal = seals.find((seal) => seal.id === keyword.offer?.placement.sealId && isUsable(seal));
  const acceptKeyword = () => {
    if (keyword.offer === null) return;
    const { placement, impressions } = keyword.offer;
    const page = impressions[0]?.page ?? 1;
    placements.setFocusOn({ key: place(placement.sealId, placement.placing), page });
    handle?.scrollToPage(page);
  };
  const hint = useMemo(() => {
    if (result !== null) return '';
    if (carry.carried === null) return words.stamp.placeHint;
    return words.stamp[carry.carried.held ? 'holding' : 'carrying'](carry.carried.seal.name);
  }, [carry.carried, result, words]);

  const review = () => {
    if (count === 0 || mistaken !== undefined) return;
    if (settings.operatorName === '') setIsOperatorAsked(true);
    else setConfirming(true);
  };
  const acceptRemembered = () => {
    if (remembered.offer === null) return;
    const { stamp, impressions } = remembered.offer;
    for (const { sealId, placing } of stamp.placements) place(sealId, placing);
    placements.focused();
    if (reason === '') setReason(stamp.reason);
    const [first] = impressions;
    if (first !== undefined) handle?.scrollToPage(first.page);
    setFocusStamp(true);
  };
  const takeTicket = (taken: HeldTicket) => {
    const { claims, placements: approved } = taken.opened;
    clear();
    for (const { sealId, placing } of approved) place(sealId, placing);
    setTicket(taken);
    setReason(claims.reason ?? reason);
    setParticulars((before) => ({
      ...before,
      ...Object.fromEntries(
        Object.entries(claims.particulars ?? {}).filter(([, value]) => value !== '' && value !== null),
      ),
      approver: claims.approvers.join('、').slice(0, 200),
      approvalNumber: claims.number,
    }));
    setFocusStamp(true);
    const [first] = approved;
    if (first?.placing.rule === 'here') handle?.scrollToPage(first.placing.page);
  };
  const offeredPage = remembered.offer?.impressions[0]?.page;
  const shownOffer = useRef<string | null>(null);
  useEffect(() => {
    const documentId = view?.opened.documentId;
    if (offeredPage === undefined || documentId === undefined || handle === null) return;
    if (shownOffer.current === documentId) return;
    shownOffer.current = documentId;
    if (!handle.isInView(offeredPage)) handle.scrollToPage(offeredPage);
  }, [offeredPage, handle, view]);
  useEffect(() => {
    if (!focusStamp || count === 0) return;
    setFocusStamp(false);
    stampButton.current?.focus();
  }, [focusStamp, count]);
  const [reviewNext, setReviewNext] = useState(false);
  useEffect(() => {
    if (!reviewNext || count === 0) return;
    setReviewNext(false);
    review();
  });
  usePageKeys(active && !confirming && !isOperatorAsked, {
    open: pick,
    review() {
      if (result !== null || (count === 0 && remembered.offer === null)) return;
      if (remembered.offer !== null) acceptRemembered();
      setReviewNext(true);
    },
    firstPage: () => handle?.scrollToPage(1),
    lastPage: () => view !== null && handle?.scrollToPage(view.opened.pageCount),
    find: () => handle?.find(),
  });

  const stamped = (made: StampResult, goesOn: boolean) => {
    setConfirming(false);
    setStampedSeqs(made.historySeqs);
    keyword.remember(placements.placed);
    clear();
    // It opens nothing any more.
    setTicket(null);
    // What is missing from a stamped file is to be read.
    if (goesOn && made.warnings.length === 0) return queue.stampedAndOn(made);
    setResult(made);
    const pages = made.seals.flatMap(({ impressions }) => impressions.map(({ page }) => page));
    const [first] = pages;
    if (handle !== null && first !== undefined && !pages.includes(handle.centre().page)) handle.scrollToPage(first);
    queue.stamped(made, view);
  };

  const toBatch = () => {
    const waiting = queue.queue.files.filter(({ outcome }) => outcome.kind !== 'stamped');
    onBatch(
      waiting.map(({ path, name }) => ({ path, name })),
      placementsOf(placements.placed),
      reason,
    );
    queue.finish();
  };
  const bar = (
    <QueueBar
      queue={queue.queue}
      told={queue.told}
      queueLogin={queueLogin}
      onGo={queue.go}
      onSkip={queue.skip}
      onTakeOut={queue.takeOut}
      onBatch={toBatch}
    />
  );
  const openRecent = (path: string) => void take([{ path, name: fileName(path) }]);
  if (state.kind === 'none' || queue.pickError !== null) {
    return (
      <>
        {queue.current !== null && bar}
        <div className="page-scroll">
          {queue.pickError !== null && <ErrorPanel error={queue.pickError} />}
          {queue.queue.files.length > 1 ? (
            <QueueDone queue={queue.queue} onGo={queue.go} onPick={pick} />
          ) : (
            <Start onPick={pick} onOpen={openRecent} onGo={onGo} />
          )}
        </div>
      </>
    );
  }
  if (state.kind === 'opening') {
    return (
      <>
        {bar}
        <OpeningPage path={state.path} />
      </>
    );
  }
  if (state.kind === 'password') {
    return (
      <>
        {bar}
        <div className="page-scroll">
          <PasswordPrompt
            key={String(state.wrong)}
            path={state.path}
            wrong={state.wrong}
            onPassword={(password) => open(state.path, password)}
            onCancel={close}
          />
        </div>
      </>
    );
  }
  if (state.kind === 'failed') {
    const isGone = toAppError(state.error).code === 'FILE_NOT_FOUND';
    return (
      <>
        {bar}
        <div className="page-scroll">
          <ErrorPanel
            error={state.error}
            actions={
              isGone ? (
                <Button onClick={queue.chooseAgain} data-testid="choose-again">
                  {words.queue.chooseAgain}
                </Button>
              ) : undefined
            }
          />
          <Start onPick={pick} onOpen={openRecent} onGo={onGo} />
        </div>
      </>
    );
  }

  const { opened, preview, password } = state.view;
  const aidedSeal = (selected && sealById(selected.sealId)) ?? inOrderOfUse(seals, lastUsed).find(isUsable);
  if (opened.damage !== null) {
    return (
      <>
        {bar}
        <RepairOffer
          path={opened.path}
          damage={opened.damage}
          onRepaired={(path) => queue.replaceSource({ path, name: fileName(path) })}
          onCancel={close}
        />
      </>
    );
  }
  const panel =
    result !== null ? (
      <DoneSheet
        result={result}
        password={password}
        onNext={queue.hasNext ? queue.goOn : undefined}
        onAgain={queue.finish}
        onMore={() => {
          former.answer();
          setResult(null);
        }}
        onVerify={(files) => onVerify(files, password)}
      />
    ) : (
      <div className="stamp-panel">
        {remembered.offer !== null && (
          <RememberedOffer
            key={opened.documentId}
            offer={remembered.offer}
            sealById={sealById}
            onAccept={acceptRemembered}
            onDecline={remembered.decline}
          />
        )}
        <h2>{words.stamp.seals}</h2>
        <div className="tray-scroll">
          <SealTray
            seals={seals}
            lastUsed={lastUsed}
            carriedId={carry.carried?.seal.id}
            onPress={(seal, event) => {
              if (handle !== null) guides.prepare(handle.centre().page);
              carry.press(seal, event);
            }}
            onPlaceInView={placeInView}
            onMakeSeal={() => onGo('seals')}
          />
        </div>
        {keyword.offer !== null && offeredSeal !== undefined && (
          <KeywordOffer offer={keyword.offer} seal={offeredSeal} onAccept={acceptKeyword} onDecline={keyword.decline} />
        )}
        <PlacingAids
          key={opened.documentId}
          view={state.view}
          placements={placements}
          seal={aidedSeal}
          onShowPage={(page) => handle?.scrollToPage(page)}
          onTicket={takeTicket}
        />
        {ticket !== null && <TicketBand ticket={ticket} onRemove={() => setTicket(null)} />}
        <PlacementPanel
          placements={placements}
          selected={selected}
          sealById={sealById}
          sizeOf={(page) => handle?.sizeOf(page) ?? opened.firstPage}
          emptyFields={emptyFields}
          isSigned={opened.signatureCount > 0}
          onShow={show}
          onDuplicate={
            selected?.placing.rule !== 'here' || selected.placing.page >= opened.pageCount
              ? undefined
              : () => void duplicate(selected)
          }
        />
        <label className="stamp-reason" htmlFor="stamp-reason">
          <span>
            {words.stamp.reason}
            {required.includes('reason') && <abbr title={words.particulars.required}> *</abbr>}
          </span>
          <Input
            id="stamp-reason"
            value={reason}
            maxLength={200}
            placeholder={words.stamp.reasonHint}
            data-testid="stamp-reason"
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
        <ParticularsFields particulars={particulars} required={required} onChange={setParticulars} />
        <Button
          ref={stampButton}
          type="primary"
          size="large"
          block
          disabled={count === 0 || mistaken !== undefined}
          data-testid="stamp-button"
          onClick={review}
        >
          {count === 0
            ? words.stamp.needPlacement
            : mistaken !== undefined
              ? words.placing.mendFirst
              : words.stamp.stamp}
        </Button>
      </div>
    );

  return (
    <>
      {bar}
      <Workspace
        key={state.view.sitting}
        view={state.view}
        placements={placements}
        guides={guides}
        offered={remembered.offer?.impressions ?? (offeredSeal === undefined ? [] : (keyword.offer?.impressions ?? []))}
        sealById={sealById}
        hint={hint}
        zoom={zoom}
        onZoom={setZoom}
        notice={
          former.stamps.length > 0 && (
            <FormerNotice
              key={opened.documentId}
              stamps={former.stamps}
              onShow={(file) => onVerify([file], password)}
              onSkip={queue.hasNext ? queue.skip : undefined}
              onAnswer={former.answer}
            />
          )
        }
        panel={panel}
        onDuplicate={(placed) => void duplicate(placed)}
        onOpenAnother={pick}
        onHandle={setHandle}
      />
      {carry.carried !== null && <CarriedSeal carried={carry.carried} factor={handle?.factor ?? 1} />}
      {isOperatorAsked && (
        <OperatorPrompt
          onCancel={() => {
            setIsOperatorAsked(false);
            setFocusStamp(true);
          }}
          onKnown={() => {
            setIsOperatorAsked(false);
            setConfirming(true);
          }}
        />
      )}
      {confirming && (
        <ConfirmSheet
          opened={opened}
          source={preview?.source ?? null}
          password={password}
          placements={placements.placed}
          reason={reason}
          particulars={particulars}
          ticket={ticket?.text}
          onClose={() => {
            setConfirming(false);
            setFocusStamp(true);
          }}
          onStamped={stamped}
          queueLogin={queueLogin}
          hasNext={queue.hasNext}
        />
      )}
    </>
  );
}
