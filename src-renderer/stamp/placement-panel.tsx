import { CopyOutlined, DeleteOutlined, RedoOutlined, UndoOutlined } from '@ant-design/icons';
import { Button, InputNumber, Tooltip } from 'antd';
import type { Seal } from '../../src-main/contract/index.ts';
import type { PageSize } from '../pdf/page-layout.ts';
import { useSpeech } from '../words/index.ts';
import type { Placed } from './placements.ts';
import type { Placements } from './use-placements.ts';

/** Where the selected seal stands, in numbers, and what to do with it. */
export function PlacementPanel({
  placements,
  selected,
  seal,
  pageSize,
  onDuplicate,
}: {
  placements: Placements;
  selected: Placed | undefined;
  seal: Seal | undefined;
  pageSize: PageSize;
  onDuplicate: (() => void) | undefined;
}) {
  const { words } = useSpeech();
  const index = selected === undefined ? 0 : placements.placements.indexOf(selected) + 1;
  const axis = (label: 'X' | 'Y', value: number, set: (value: number) => void, room: number) => (
    <InputNumber
      size="small"
      prefix={label}
      suffix="mm"
      value={value}
      min={0}
      max={room}
      step={1}
      precision={1}
      aria-label={`${words.stamp.position} ${label}`}
      data-testid={`position-${label.toLowerCase()}`}
      onChange={(entered) => entered !== null && set(entered)}
    />
  );
  return (
    <section className="placement-panel" aria-label={words.stamp.position}>
      <div className="placement-head">
        <strong>
          {selected === undefined
            ? words.stamp.placed(placements.placements.length)
            : words.stamp.positionOf(index, selected.page)}
        </strong>
        <span className="placement-tools">
          <Tool
            label={`${words.stamp.undo} (Ctrl+Z)`}
            icon={<UndoOutlined />}
            disabled={!placements.canUndo}
            onClick={placements.undo}
          />
          <Tool
            label={`${words.stamp.redo} (Ctrl+Shift+Z)`}
            icon={<RedoOutlined />}
            disabled={!placements.canRedo}
            onClick={placements.redo}
          />
          <Tool
            label={`${words.stamp.duplicate} (Ctrl+D)`}
            icon={<CopyOutlined />}
            disabled={selected === undefined || onDuplicate === undefined}
            onClick={() => onDuplicate?.()}
          />
          <Tool
            label={`${words.stamp.removeSeal} (Delete)`}
            icon={<DeleteOutlined />}
            disabled={selected === undefined}
            onClick={() => selected !== undefined && placements.remove(selected.key)}
          />
        </span>
      </div>
      {selected !== undefined && seal !== undefined && (
        <>
          <div className="placement-axes">
            {axis(
              'X',
              selected.xMm,
              (xMm) => placements.moveTo(selected, { ...selected, xMm }, pageSize, `x ${selected.key}`),
              pageSize.widthMm,
            )}
            {axis(
              'Y',
              selected.yMm,
              (yMm) => placements.moveTo(selected, { ...selected, yMm }, pageSize, `y ${selected.key}`),
              pageSize.heightMm,
            )}
          </div>
          <p className="quiet">{words.stamp.fromTopLeft}</p>
        </>
      )}
    </section>
  );
}

function Tool({
  label,
  icon,
  disabled,
  onClick,
}: {
  label: string;
  icon: React.ReactNode;
  disabled: boolean;
  onClick: () => void;
}) {
  return (
    <Tooltip title={label}>
      <Button size="small" type="text" icon={icon} aria-label={label} disabled={disabled} onClick={onClick} />
    </Tooltip>
  );
}
