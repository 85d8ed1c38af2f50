import { ColumnWidthOutlined, ExpandOutlined, ZoomInOutlined, ZoomOutOutlined } from '@ant-design/icons';
import { Button, InputNumber, Tooltip } from 'antd';
import { useSpeech } from '../words/index.ts';
import { stepZoom, type Zoom } from './zoom.ts';

/** Page number and zoom, above the pages. */
export function ZoomBar({
  page,
  pageCount,
  factor,
  zoom,
  onGo,
  onZoom,
}: {
  page: number;
  pageCount: number;
  factor: number;
  zoom: Zoom;
  onGo: (page: number) => void;
  onZoom: (zoom: Zoom) => void;
}) {
  const { words } = useSpeech();
  return (
    <div className="zoom-bar">
      <InputNumber
        size="small"
        min={1}
        max={pageCount}
        precision={0}
        controls={false}
        value={page}
        aria-label={words.document.pageNumber}
        data-testid="page-number"
        onChange={(value) => value !== null && onGo(value)}
        style={{ width: 52 }}
      />
      <span className="zoom-total">/ {pageCount}</span>
      <span className="bar-gap" />
      <Tooltip title={words.document.zoomOut}>
        <Button
          size="small"
          type="text"
          icon={<ZoomOutOutlined />}
          aria-label={words.document.zoomOut}
          onClick={() => onZoom(stepZoom(factor, -1))}
        />
      </Tooltip>
      <Tooltip title={words.document.actualSize}>
        <Button
          size="small"
          type="text"
          className="zoom-level"
          aria-label={`${Math.round(factor * 100)} % · ${words.document.actualSize}`}
          data-testid="zoom-level"
          onClick={() => onZoom(1)}
        >
          {Math.round(factor * 100)} %
        </Button>
      </Tooltip>
      <Tooltip title={words.document.zoomIn}>
        <Button
          size="small"
          type="text"
          icon={<ZoomInOutlined />}
          aria-label={words.document.zoomIn}
          onClick={() => onZoom(stepZoom(factor, 1))}
        />
      </Tooltip>
      <Tooltip title={words.document.fitWidth}>
        <Button
          size="small"
          type="text"
          icon={<ColumnWidthOutlined />}
          aria-label={words.document.fitWidth}
          aria-pressed={zoom === 'fit-width'}
          onClick={() => onZoom('fit-width')}
        />
      </Tooltip>
      <Tooltip title={words.document.fitPage}>
        <Button
          size="small"
          type="text"
          icon={<ExpandOutlined />}
          aria-label={words.document.fitPage}
          aria-pressed={zoom === 'fit-page'}
          data-testid="fit-page"
          onClick={() => onZoom('fit-page')}
        />
      </Tooltip>
    </div>
  );
}
