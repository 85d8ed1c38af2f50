import { CloseOutlined, DownOutlined, UpOutlined } from '@ant-design/icons';
import { Button, Input, type InputRef } from 'antd';
import { useEffect, useRef } from 'react';
import { useSpeech } from '../words/index.ts';
import type { TextSearch } from './use-text-search.ts';

/** What is searched for in the pages: Enter goes to the next place, Shift+Enter back, Escape ends it. */
export function SearchBar({
  search,
  pageCount,
  onClose,
}: {
  search: TextSearch;
  pageCount: number;
  onClose: () => void;
}) {
  const { words } = useSpeech();
  const input = useRef<InputRef>(null);
  useEffect(() => input.current?.focus({ cursor: 'all' }), []);
  const { wanted, hits, at, pagesRead } = search;
  const text = words.document.search;
  const isReading = pagesRead < pageCount;
  const told =
    wanted.trim() === '' ? '' : hits.length > 0 ? text.at(at + 1, hits.length) : isReading ? text.reading : text.none;
  return (
    <search className="search-bar" data-testid="search-bar">
      <Input
        ref={input}
        size="small"
        value={wanted}
        maxLength={200}
        aria-label={text.label}
        placeholder={text.label}
        data-testid="search-input"
        onChange={(event) => search.setWanted(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onClose();
          else if (event.key === 'Enter') search.step(event.shiftKey ? -1 : 1);
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      <span className="search-count" role="status" data-testid="search-count">
        {told}
      </span>
      <Button
        size="small"
        type="text"
        icon={<UpOutlined />}
        aria-label={text.previous}
        disabled={hits.length === 0}
        onClick={() => search.step(-1)}
      />
      <Button
        size="small"
        type="text"
        icon={<DownOutlined />}
        aria-label={text.next}
        disabled={hits.length === 0}
        onClick={() => search.step(1)}
      />
      <Button size="small" type="text" icon={<CloseOutlined />} aria-label={words.common.close} onClick={onClose} />
    </search>
  );
}
