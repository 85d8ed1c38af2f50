import { Button } from 'antd';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { PickedFile, Placement, SealWithState } from '../../../src-main/contract/index.ts';
import { useApp } from '../../app-state.tsx';
import { useBridge } from '../../bridge.ts';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { PasswordPrompt } from '../../parts/password-prompt.tsx';
import { isUsable } from '../../parts/seal-shapes.ts';
import { useOpenDocument } from '../../pdf/open-document.ts';
import type { Zoom } from '../../pdf/zoom.ts';
import { PlacingAids } from '../../stamp/aids/placing-aids.tsx';
import { CarriedSeal, useCarry } from '../../stamp/carry.tsx';
import { useEditingKeys } from '../../stamp/editing-keys.ts';
import { useEmptyFields } from '../../stamp/fields/field-choice.tsx';
import { PlacementPanel } from '../../stamp/placing/placement-panel.tsx';
import { type Impressed, keepOnPage, placementsOf, type Spot } from '../../stamp/placing/placements.ts';
import { usePlacements } from '../../stamp/placing/use-placements.ts';
import { OpeningPage } from '../../stamp/queue/opening-page.tsx';
import { inOrderOfUse, useLastUsed } from '../../stamp/queue/seal-order.ts';
import { SealTray } from '../../stamp/seal-tray.tsx';
import { useGuides } from '../../stamp/use-guides.ts';
import { Workspace, type WorkspaceHandle } from '../../stamp/workspace.tsx';
import { useSpeech } from '../../words/index.ts';
import '../../stamp/stamp.css';

/** Seals are put on one file as on the page 盖章, to be stamped on all of a batch. */
export function PlaceOnFile({
  file,
  isActive,
  before,
  onUse,
  onClose,
}: {
  file: PickedFile;
  isActive: boolean;
  before: readonly Placement[];
  onUse: (placements: readonly Placement[]) => void;
  onClose: () => void;
}) {
  const bridge = useBridge();
  const { seals } = useApp();
  const { words } = useSpeech();
  const text = words.batch.form;
  const { open, state } = useOpenDocument();
  const [zoom, setZoom] = useState<Zoom>('fit-page');
  const [handle, setHandle] = useState<WorkspaceHandle | null>(null);
  const sealById = useCallback((id: string) => seals.find((seal) => seal.id === id), [seals]);
  const view = state.kind === 'open' ? state.view : null;
  const guides = useGuides(view?.preview?.source ?? null);
  const placements = usePlacements(sealById, guides, view);
  const { place } = placements;
  const lastUsed = useLastUsed(null);
  const emptyFields = useEmptyFields(view?.opened.damage === null ? view.opened.documentId : null);
  useEditingKeys(isActive && view !== null, placements);

  useEffect(() => void open(file.path), [open, file.path]);
  const isRestored = useRef(false);
  const isOpen = view !== null;
  useEffect(() => {
    if (!isOpen || isRestored.current) return;
    isRestored.current = true;
    for (const { sealId, placing } of before) place(sealId, placing);
    placements.focused();
  }, [isOpen, before, place, placements.focused]);

  const drop = useCallback(
    (seal: SealWithState, spot: Spot) => {
      if (handle !== null && !handle.isInView(spot.page)) handle.scrollToPage(spot.page);
      place(seal.id, { rule: 'here', ...spot }, handle === null ? undefined : { spot, size: handle.sizeOf(spot.page) });
    },
    [handle, place],
  );
  const carry = useCarry(placements.placements, guides, drop);

  const back = <Button onClick={onClose}>{words.common.cancel}</Button>;
  if (state.kind === 'failed') {
    return (
      <div className="page-scroll">
        <ErrorPanel error={state.error} actions={back} />
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
          onPassword={(password) => void open(state.path, password)}
          onCancel={onClose}
        />
      </div>
    );
  }
  if (view === null) return <OpeningPage path={file.path} />;

  const { length: count } = placements.placements;
  const selected =
    placements.placements.find(({ key }) => key === placements.selectedKey) ??
    (count === 1 ? placements.placements[0] : undefined);
  const mistaken = placements.placements.some(({ error }) => error !== null);
  const placeInView = (seal: SealWithState) => {
    if (handle === null) return;
    const spot = handle.centre();
    place(seal.id, { rule: 'here', ...keepOnPage(spot, seal, handle.sizeOf(spot.page)) });
  };
  const duplicate = async ({ sealId, placing }: Impressed) => {
    const seal = sealById(sealId);
    if (seal === undefined || placing.rule !== 'here' || placing.page >= view.opened.pageCount) return;
    const page = placing.page + 1;
    const size = await bridge.call('documents.page', { documentId: view.opened.documentId, page });
    place(sealId, { rule: 'here', ...keepOnPage({ ...placing, page }, seal, size) });
    handle?.scrollToPage(page);
  };
  const show = (placed: Impressed) => {
    placements.select(placed.key);
    const [first] = placed.impressions;
    if (first !== undefined) handle?.scrollToPage(first.page);
  };
  const panel = (
    <div className="stamp-panel">
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
          onMakeSeal={onClose}
        />
      </div>
      <PlacingAids
        view={view}
        placements={placements}
        seal={(selected && sealById(selected.sealId)) ?? inOrderOfUse(seals, lastUsed).find(isUsable)}
        onShowPage={(page) => handle?.scrollToPage(page)}
      />
      <PlacementPanel
        placements={placements}
        selected={selected}
        sealById={sealById}
        sizeOf={(page) => handle?.sizeOf(page) ?? view.opened.firstPage}
        emptyFields={emptyFields}
        isSigned={view.opened.signatureCount > 0}
        onShow={show}
        onDuplicate={
          selected?.placing.rule !== 'here' || selected.placing.page >= view.opened.pageCount
            ? undefined
            : () => void duplicate(selected)
        }
      />
      <Button
        type="primary"
        size="large"
        block
        disabled={count === 0 || mistaken}
        data-testid="use-places"
        onClick={() => onUse(placementsOf(placements.placed))}
      >
        {count === 0 ? text.usePlacesNone : mistaken ? words.placing.mendFirst : text.usePlaces}
      </Button>
      <Button block onClick={onClose} data-testid="leave-places">
        {words.common.cancel}
      </Button>
    </div>
  );
  return (
    <>
      <Workspace
        view={view}
        placements={placements}
        guides={guides}
        offered={[]}
        sealById={sealById}
        hint={
          carry.carried === null
            ? text.placeHint
            : words.stamp[carry.carried.held ? 'holding' : 'carrying'](carry.carried.seal.name)
        }
        zoom={zoom}
        onZoom={setZoom}
        notice={null}
        panel={panel}
        onDuplicate={(placed) => void duplicate(placed)}
        onOpenAnother={undefined}
        onHandle={setHandle}
      />
      {carry.carried !== null && <CarriedSeal carried={carry.carried} factor={handle?.factor ?? 1} />}
    </>
  );
}
