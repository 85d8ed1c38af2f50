import { Button } from 'antd';
import { useState } from 'react';
import { useApp } from '../app-state.tsx';
import { useSpeech } from '../words/index.ts';
import { CreateSeal } from './create-seal.tsx';
import { ImportSeal } from './import-seal.tsx';
import { RemovedSeals } from './removed-seals.tsx';
import { SealCard } from './seal-card.tsx';
import { SealDrawer } from './seal-drawer.tsx';
import { TokenOffers } from './token-offers.tsx';
import './seals.css';

/** 印章: the seals of this computer, and making or importing one. */
export function SealsPage() {
  const { seals, tokens } = useApp();
  const { words } = useSpeech();
  const [form, setForm] = useState<'create' | 'import' | null>(null);
  const [shownId, setShownId] = useState<string | null>(null);
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
      <TokenOffers />
      {tokens.length === 0 && <p className="quiet">{words.seals.needToken}</p>}
      {seals.length === 0 && (
        <div className="empty">
          <strong>{words.seals.empty}</strong>
          <p>{words.seals.emptyNext}</p>
          {buttons}
        </div>
      )}
      <ul className="seal-cards">
        {seals.map((seal) => (
          <li key={seal.id}>
            <SealCard seal={seal} onDetails={() => setShownId(seal.id)} />
          </li>
        ))}
      </ul>
      <RemovedSeals seals={seals} />
      <SealDrawer seal={seals.find(({ id }) => id === shownId)} onClose={() => setShownId(null)} />
      {form === 'create' && <CreateSeal onClose={() => setForm(null)} />}
      {form === 'import' && <ImportSeal onClose={() => setForm(null)} />}
    </div>
  );
}
