import { Spin } from 'antd';
import { useEffect, useState } from 'react';
import type { Batch } from '../../src-main/contract/index.ts';
import { useSpeech } from '../words/index.ts';
import { BatchList } from './batch-list.tsx';
import { BatchView } from './batch-view.tsx';
import { BatchForm, type BatchRequestOfWindow } from './form/batch-form.tsx';
import { useBatches } from './use-batches.tsx';
import './batch.css';

/** 批量: a new batch and the earlier ones, or one of them. */
export function BatchPage({
  active,
  request,
  onTaken,
  onHistory,
}: {
  active: boolean;
  /** Null again once it was taken. */
  request: BatchRequestOfWindow | null;
  onTaken: () => void;
  onHistory: () => void;
}) {
  const { batches, atWork, keep, reload } = useBatches();
  // Whoever comes while one runs wants to see it.
  const { words } = useSpeech();
  const [shownId, setShownId] = useState<string | null>(() => (request === null ? (atWork?.id ?? null) : null));
  const [newId, setNewId] = useState<string | null>(null);
  const shown = batches?.find(({ id }) => id === shownId) ?? null;

  useEffect(() => {
    if (request !== null) setShownId(null);
  }, [request]);
  // Another program at work on this computer may have made some.
  useEffect(() => {
    if (active && shownId === null) reload();
  }, [active, shownId, reload]);

  const made = (batch: Batch) => {
    keep(batch);
    setNewId(batch.id);
    setShownId(batch.id);
  };
  if (shownId !== null && shown === null && batches === null) {
    return (
      <div className="page-wait">
        <Spin size="large" />
      </div>
    );
  }
  if (shown !== null) {
    return (
      <BatchView
        key={shown.id}
        batch={shown}
        isNew={shown.id === newId}
        onBack={() => {
          setNewId(null);
          setShownId(null);
        }}
        onHistory={onHistory}
      />
    );
  }
  return (
    <>
      <h1 className="sr-only">{words.nav.batch}</h1>
      <BatchForm
        request={request}
        onTaken={onTaken}
        isActive={active}
        aside={<BatchList onOpen={setShownId} />}
        onMade={made}
      />
    </>
  );
}
