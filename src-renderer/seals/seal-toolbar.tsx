import { SearchOutlined } from '@ant-design/icons';
import { Button, Input, Select } from 'antd';
import {
  isSameSerial,
  type SealBinding,
  type SealKind,
  type SealWithState,
  sealKind,
} from '../../src-main/contract/index.ts';
import { serialTail } from '../../src-main/words/index.ts';
import { useApp } from '../app-state.tsx';
import { useSpeech } from '../words/index.ts';
import { allSeals, type SealOrder, type SealQuery, type SealStanding, standingOfSeal } from './seal-list.ts';

/** The tokens that sign for seals, each once. */
function signingTokens(seals: readonly SealWithState[]): SealBinding[] {
  const found: SealBinding[] = [];
  for (const { binding } of seals) {
    if (!found.some(({ tokenSerial }) => isSameSerial(tokenSerial, binding.tokenSerial))) found.push(binding);
  }
  return found;
}

/** The choice of no filter: an own entry, for the library's cross beside a choice is too small to hit. */
const any = 'any';

/** Search, filters and order of the list; what no seal has is not offered. */
export function SealToolbar({
  seals,
  query,
  shown,
  onChange,
}: {
  seals: readonly SealWithState[];
  query: SealQuery;
  /** How many fit. */
  shown: number;
  onChange: (query: SealQuery) => void;
}) {
  const { tokens } = useApp();
  const { words } = useSpeech();
  const text = words.sealKeeping.list;
  const standings = (['usable', 'waiting', 'suspended', 'revoked'] satisfies SealStanding[]).filter(
    (standing) => query.standing === standing || seals.some((seal) => standingOfSeal(seal) === standing),
  );
  const kinds = sealKind.options.filter((kind) => query.kind === kind || seals.some((seal) => seal.kind === kind));
  const isPlugged = (serial: string) => tokens.some((token) => isSameSerial(token.serial, serial));
  const count = (standing: SealStanding) => seals.filter((seal) => standingOfSeal(seal) === standing).length;
  const isNarrowed = shown < seals.length;
  return (
    <search className="seal-toolbar">
      <Input
        className="seal-search"
        prefix={<SearchOutlined aria-hidden />}
        allowClear
        value={query.search}
        placeholder={text.search}
        aria-label={text.search}
        data-testid="seal-search"
        onChange={(event) => onChange({ ...query, search: event.target.value })}
      />
      <Select<SealStanding | typeof any>
        popupMatchSelectWidth={false}
        value={query.standing ?? any}
        aria-label={text.anyStanding}
        data-testid="seal-filter-standing"
        options={[
          { value: any, label: text.anyStanding },
          ...standings.map((value) => ({ value, label: `${text.standings[value]}（${count(value)}）` })),
        ]}
        onChange={(standing) => onChange({ ...query, standing: standing === any ? null : standing })}
      />
      <Select<SealKind | typeof any>
        popupMatchSelectWidth={false}
        value={query.kind ?? any}
        aria-label={text.anyKind}
        data-testid="seal-filter-kind"
        options={[
          { value: any, label: text.anyKind },
          ...kinds.map((value) => ({ value, label: words.sealKinds[value] })),
        ]}
        onChange={(kind) => onChange({ ...query, kind: kind === any ? null : kind })}
      />
      <Select
        popupMatchSelectWidth={false}
        value={query.tokenSerial ?? any}
        aria-label={text.anyToken}
        data-testid="seal-filter-token"
        options={[
          { value: any, label: text.anyToken },
          ...signingTokens(seals).map(({ tokenSerial, tokenLabel }) => ({
            value: tokenSerial,
            label: `${tokenLabel} ${serialTail(tokenSerial)} · ${isPlugged(tokenSerial) ? text.plugged : words.token.absent}`,
          })),
        ]}
        onChange={(tokenSerial) => onChange({ ...query, tokenSerial: tokenSerial === any ? null : tokenSerial })}
      />
      <Select
        popupMatchSelectWidth={false}
        value={query.order}
        aria-label={text.order}
        data-testid="seal-order"
        options={(['standing', 'name', 'end', 'made'] satisfies SealOrder[]).map((value) => ({
          value,
          label: text.orders[value],
        }))}
        onChange={(order) => onChange({ ...query, order })}
      />
      <span className="quiet figures" role="status" data-testid="seal-count">
        {shown === seals.length ? text.all(seals.length) : text.some(shown, seals.length)}
      </span>
      {isNarrowed && (
        <Button
          type="link"
          onClick={() => onChange({ ...allSeals, order: query.order })}
          data-testid="seal-filter-clear"
        >
          {text.clear}
        </Button>
      )}
    </search>
  );
}
