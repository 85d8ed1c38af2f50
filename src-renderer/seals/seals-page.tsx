import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useApp } from '../app-state.tsx';
import { useSpeech } from '../words/index.ts';
import { CreateSeal } from './create-seal.tsx';
import { ImportSeal } from './import-seal.tsx';
import { RemovedSeals } from './removed-seals.tsx';
import { SealDrawer } from './seal-drawer.tsx';
import { allSeals, groupSeals } from './seal-list.ts';
import { SealRow } from './seal-row.tsx';
import { SealToolbar } from './seal-toolbar.tsx';
import './seals.css';

/** So few are seen at a glance. */
const mostWithoutToolbar = 4;

/** 印章: the seals of this computer by the units that own them, and drawing or importing one. */
export function SealsPage({ onShowUses }: { onShowUses: (sealId: string) => void }) {
  const { seals, tokens } = useApp();
  const { words } = useSpeech();
  const [form, setForm] = useState<'create' | 'import' | null>(null);
  const [shownId, setShownId] = useState<string | null>(null);
  const [query, setQuery] = useState(allSeals);
  const groups = useMemo(() => groupSeals(seals, query), [seals, query]);
  const shown = groups.reduce((sum, group) => sum + group.seals.length, 0);
  const buttons = (
    <div className="button-row">
      <Button type="primary" disabled={tokens.length === 0} onClick={() => setForm('create')} data-testid="create-seal">
        {words.seals.create}
      </Button>
      <Button disabled={tokens.length === 0} onClick={() => setForm('import')} data-testid="import-seal">
        {words.seals.import}
      </Button>
    </div>
  );
  return (
    <div className="page-scroll">
      <header className="page-head">
        <h1>{words.nav.seals}</h1>
        {seals.length > 0 && buttons}
      </header>
      {tokens.length === 0 && <p className="quiet">{words.seals.needToken}</p>}
      {seals.length === 0 && (
        <div className="empty">
          <strong>{words.seals.empty}</strong>
          <p>{words.seals.emptyNext}</p>
          {buttons}
        </div>
      )}
      {seals.length > mostWithoutToolbar && (
        <SealToolbar seals={seals} query={query} shown={shown} onChange={setQuery} />
      )}
      {seals.length > 0 && shown === 0 && (
        <p className="quiet" data-testid="no-seal-fits">
          {words.sealKeeping.list.none}
        </p>
      )}
      {groups.map((group) => (
        <section key={group.owner} className="seal-group" data-testid="seal-group">
          <h2 className="seal-owner">
            {group.owner} <span className="quiet figures">{words.sealKeeping.list.all(group.seals.length)}</span>
          </h2>
          <ul className="seal-rows">
            {group.seals.map((seal) => (
              <li key={seal.id}>
                <SealRow seal={seal} onDetails={() => setShownId(seal.id)} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      <RemovedSeals seals={seals} />
      <SealDrawer
        seal={seals.find(({ id }) => id === shownId)}
        onShowUses={(sealId) => {
          setShownId(null);
          onShowUses(sealId);
        }}
        onClose={() => setShownId(null)}
      />
      {form === 'create' && <CreateSeal onClose={() => setForm(null)} />}
      {form === 'import' && <ImportSeal onClose={() => setForm(null)} />}
    </div>
  );
}
