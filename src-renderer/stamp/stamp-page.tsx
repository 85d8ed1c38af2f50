import { Button, Input, Spin } from 'antd';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { PickedFile, SealWithState, StampResult } from '../../src-main/contract/index.ts';
import { useApp } from '../app-state.tsx';
import { useBridge } from '../bridge.ts';
import type { FileRequest } from '../frame/frame.tsx';
import type { PageName } from '../frame/nav.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { PasswordPrompt } from '../parts/password-prompt.tsx';
import { isUsable } from '../parts/seal-shapes.ts';
import { useOpenDocument } from '../pdf/open-document.ts';
import { useModal } from '../shown/use-modal.ts';
import { useSpeech } from '../words/index.ts';
import { CarriedSeal, useCarry } from './carry.tsx';
import { ConfirmSheet } from './confirm-sheet.tsx';
import { DoneSheet } from './done-sheet.tsx';
import { useEditingKeys } from './editing-keys.ts';
import { useEmptyFields } from './fields/field-choice.tsx';
import { KeywordOffer, useKeywordOffer } from './placing/keyword-offer.tsx';
import { PlacementPanel } from './placing/placement-panel.tsx';
import { type Impressed, keepOnPage, type Spot } from './placing/placements.ts';
import { usePlacements } from './placing/use-placements.ts';
import { useShowHit } from './placing/use-show-hit.ts';
import { RepairOffer } from './repair-offer.tsx';
import { SealTray } from './seal-tray.tsx';
import { Start } from './start.tsx';
import { useGuides } from './use-guides.ts';
import { Workspace, type WorkspaceHandle } from './workspace.tsx';
import './stamp.css';
import './placing/placing.css';

/** 盖章: open a document, put seals on it, stamp it. */
export function StampPage({
  active,
  request,
  onGo,
  onVerify,
}: {
  active: boolean;
  request: FileRequest | null;
  onGo: (page: PageName) => void;
  onVerify: (files: PickedFile[], password?: string) => void;
}) {
  const bridge = useBridge();
  const { seals } = useApp();
  const { words } = useSpeech();
  const modal = useModal();
  const document = useOpenDocument();
  const { open, close, state } = document;
  const [reason, setReason] = useState('');
  const [confirming, setConfirming] = useState(false);
  const [result, setResult] = useState<StampResult | null>(null);
  const [pickError, setPickError] = useState<unknown>(null);
  const [handle, setHandle] = useState<WorkspaceHandle | null>(null);
  const sealById = useCallback((id: string) => seals.find((seal) => seal.id === id), [seals]);
  const view = state.kind === 'open' ? state.view : null;
  const guides = useGuides(view?.preview?.pdf ?? null);
  const placements = usePlacements(sealById, guides, view);
  const { place, clear } = placements;
  const count = placements.placements.length;
  const placeCount = placements.placements.reduce((sum, { impressions }) => sum + impressions.length, 0);

  const keyword = useKeywordOffer(view, count === 0 && result === null);

  const drop = useCallback(
    (seal: SealWithState, spot: Spot) =>
      place(seal.id, { rule: 'here', ...spot }, handle === null ? undefined : { spot, size: handle.sizeOf(spot.page) }),
    [handle, place],
  );
  const carry = useCarry(placements.placements, guides, drop);
  const emptyFields = useEmptyFields(view?.opened.documentId ?? null);
  useEditingKeys(active && view !== null && !confirming, placements);

  const reset = useCallback(() => {
    clear();
    setResult(null);
    setConfirming(false);
    setPickError(null);
  }, [clear]);

  const openPath = useCallback(
    (path: string) => {
      const proceed = () => {
        reset();
        setReason('');
        open(path);
      };
      if (count === 0) return proceed();
      modal.confirm({
        title: words.stamp.leaveTitle,
        content: words.stamp.leaveText(Math.max(count, placeCount), view?.opened.name ?? ''),
        okText: words.stamp.leave,
        okButtonProps: { danger: true },
        cancelText: words.common.cancel,
        onOk: proceed,
      });
    },
    [count, placeCount, modal, open, reset, view, words],
  );

  const pick = async () => {
    try {
      const [file] = await bridge.pickFiles('pdf', false);
      if (file !== undefined) openPath(file.path);
    } catch (error) {
      setPickError(error);
    }
  };

  const handled = useRef(0);
  useEffect(() => {
    const file = request?.files[0];
    if (request === null || file === undefined || request.id === handled.current) return;
    handled.current = request.id;
    openPath(file.path);
  }, [request, openPath]);

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
    return carry.carried === null ? words.stamp.placeHint : words.stamp.carrying(carry.carried.seal.name);
  }, [carry.carried, result, words]);

  const stamped = (made: StampResult) => {
    setConfirming(false);
    keyword.remember(placements.placed);
    clear();
    setResult(made);
    open(made.outputPath, view?.password);
  };

  if (state.kind === 'none' || pickError !== null) {
    return (
      <div className="page-scroll">
        {pickError !== null && <ErrorPanel error={pickError} />}
        <Start onPick={pick} onOpen={openPath} />
      </div>
    );
  }
  if (state.kind === 'opening') {
    return (
      <div className="page-wait">
        <Spin size="large" description={words.document.opening} />
      </div>
    );
  }
  if (state.kind === 'password') {
    return (
      <div className="page-scroll">
        <PasswordPrompt
          key={String(state.wrong)}
          path={state.path}
          wrong={state.wrong}
          onPassword={(password) => open(state.path, password)}
          onCancel={close}
        />
      </div>
    );
  }
  if (state.kind === 'failed') {
    return (
      <div className="page-scroll">
        <ErrorPanel error={state.error} />
        <Start onPick={pick} onOpen={openPath} />
      </div>
    );
  }

  const { opened, preview, password } = state.view;
  if (opened.damage !== null) {
    return <RepairOffer path={opened.path} damage={opened.damage} onRepaired={openPath} onCancel={close} />;
  }
  const panel =
    result !== null ? (
      <DoneSheet
        result={result}
        onAgain={() => {
          reset();
          close();
        }}
        onMore={() => setResult(null)}
        onVerify={(files) => onVerify(files, password)}
      />
    ) : (
      <div className="stamp-panel">
        <h2>{words.stamp.seals}</h2>
        <div className="tray-scroll">
          <SealTray
            seals={seals}
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
        <PlacementPanel
          placements={placements}
          selected={selected}
          sealById={sealById}
          sizeOf={(page) => handle?.sizeOf(page) ?? opened.firstPage}
          emptyFields={emptyFields}
          onShow={show}
          onDuplicate={
            selected?.placing.rule !== 'here' || selected.placing.page >= opened.pageCount
              ? undefined
              : () => void duplicate(selected)
          }
        />
        <label className="stamp-reason" htmlFor="stamp-reason">
          <span>{words.stamp.reason}</span>
          <Input
            id="stamp-reason"
            value={reason}
            maxLength={200}
            placeholder={words.stamp.reasonHint}
            data-testid="stamp-reason"
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
        <Button
          type="primary"
          size="large"
          block
          disabled={count === 0 || mistaken !== undefined}
          data-testid="stamp-button"
          onClick={() => setConfirming(true)}
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
      <Workspace
        key={opened.documentId}
        view={state.view}
        placements={placements}
        guides={guides}
        offered={offeredSeal === undefined ? [] : (keyword.offer?.impressions ?? [])}
        sealById={sealById}
        hint={hint}
        startPage={result?.seals[0]?.impressions[0]?.page ?? 1}
        panel={panel}
        onDuplicate={(placed) => void duplicate(placed)}
        onOpenAnother={pick}
        onHandle={setHandle}
      />
      {carry.carried !== null && <CarriedSeal carried={carry.carried} factor={handle?.factor ?? 1} />}
      {confirming && (
        <ConfirmSheet
          opened={opened}
          pdf={preview?.pdf ?? null}
          password={password}
          placements={placements.placed}
          reason={reason}
          onClose={() => setConfirming(false)}
          onStamped={stamped}
        />
      )}
    </>
  );
}
