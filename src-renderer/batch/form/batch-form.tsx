import { Button, Checkbox, Input } from 'antd';
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { type Batch, noParticulars, type Placement, type UseParticulars } from '../../../src-main/contract/index.ts';
import { useApp } from '../../app-state.tsx';
import { useBridge } from '../../bridge.ts';
import type { FileRequest } from '../../frame/frame.tsx';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { ParticularsFields } from '../../parts/particulars-fields.tsx';
import { isUsable } from '../../parts/seal-shapes.ts';
import { inOrderOfUse, useLastUsed } from '../../stamp/queue/seal-order.ts';
import { useSpeech } from '../../words/index.ts';
import { exampleOf } from './output-name.ts';
import { PlaceOnFile } from './place-on-file.tsx';
import { firstRule, requestOf } from './rule.ts';
import { RuleFields } from './rule-fields.tsx';
import { SourceField } from './source-field.tsx';
import { noSources, sourceOf, withMore } from './sources.ts';
import { useFound } from './use-found.ts';

const usualPattern = '{name}_已盖章';

/** Files that come from another page, with what was placed there. */
export interface BatchRequestOfWindow extends FileRequest {
  placements?: readonly Placement[];
  reason?: string;
}

/** A new batch: which files, what goes where, where the outputs go. */
export function BatchForm({
  request,
  isActive,
  aside,
  onTaken,
  onMade,
}: {
  /** Null again once it was taken. */
  request: BatchRequestOfWindow | null;
  isActive: boolean;
  /** Stands beside the form. */
  aside: ReactNode;
  onTaken: () => void;
  onMade: (batch: Batch) => void;
}) {
  const bridge = useBridge();
  const { seals } = useApp();
  const { words } = useSpeech();
  const text = words.batch.form;
  const [sources, setSources] = useState(noSources);
  const [rule, setRule] = useState(() => firstRule(words.placing.everyPage, words.placing.pagePresets[3] ?? '-1'));
  const [reason, setReason] = useState('');
  const [approval, setApproval] = useState('');
  const [particulars, setParticulars] = useState<UseParticulars>(noParticulars);
  const [folder, setFolder] = useState<string | null>(null);
  const [pattern, setPattern] = useState(usualPattern);
  const [again, setAgain] = useState(false);
  const [isPlacing, setPlacing] = useState(false);
  const [isMaking, setMaking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { found, error: sourceError } = useFound(sources);
  const lastUsed = useLastUsed(null);

  useEffect(() => {
    if (request === null) return;
    onTaken();
    const { files, placements = [] } = request;
    setSources((before) => withMore(before, files));
    if (placements.length > 0) setRule((before) => ({ ...before, kind: 'placed', placed: placements }));
    if (request.reason) setReason(request.reason);
  }, [request, onTaken]);

  // A seal that was chosen and can no longer be used is not silently another one.
  const sealId = rule.sealId ?? inOrderOfUse(seals, lastUsed).find(isUsable)?.id ?? null;
  const source = sourceOf(sources);
  const isTable = sources.table !== null;
  const shownRule = rule.kind === 'table' && !isTable ? { ...rule, kind: 'keyword' as const } : rule;
  const asked = requestOf(shownRule, sealId);
  const isReady = source !== null && found !== null && asked !== null && !isMaking;
  const outputFolder = folder ?? found?.outputFolder ?? '';
  const columns = found?.columns ?? [];
  const first = found?.first ?? null;

  const pickFolder = async () => {
    setError(null);
    try {
      const [picked] = await bridge.pickFiles('folder', false);
      if (picked) setFolder(picked.path);
    } catch (thrown) {
      setError(thrown);
    }
  };
  const create = async () => {
    if (source === null || asked === null) return;
    setError(null);
    setMaking(true);
    try {
      const made = await bridge.call('batch.create', {
        source,
        ...asked,
        reason,
        approval,
        particulars,
        ...(outputFolder.trim() === '' ? {} : { outputFolder: outputFolder.trim() }),
        pattern: pattern.trim() === '' ? usualPattern : pattern,
        again,
      });
      setSources(noSources);
      setFolder(null);
      onMade(made);
    } catch (thrown) {
      setError(thrown);
    } finally {
      setMaking(false);
    }
  };
  const use = useCallback((placed: readonly Placement[]) => {
    setRule((before) => ({ ...before, placed }));
    setPlacing(false);
  }, []);

  if (isPlacing && first !== null) {
    return (
      <PlaceOnFile
        file={first}
        isActive={isActive}
        before={rule.placed}
        onUse={use}
        onClose={() => setPlacing(false)}
      />
    );
  }
  return (
    <>
      <div className="page-scroll batch-start">
        <div className="batch-form" data-testid="batch-form">
          <SourceField sources={sources} found={found} error={sourceError} onChange={setSources} />
          <section className="batch-card" aria-label={text.rule}>
            <h2>{text.rule}</h2>
            <RuleFields
              rule={shownRule}
              seals={seals}
              sealId={sealId}
              hasTable={isTable}
              mayPlace={first !== null}
              isActive={isActive}
              onChange={setRule}
              onPlace={() => setPlacing(true)}
            />
          </section>
          <section className="batch-card" aria-label={text.output}>
            <h2>{text.output}</h2>
            <div className="batch-two">
              <label className="batch-field" htmlFor="batch-reason">
                <span>{text.reason}</span>
                <Input
                  id="batch-reason"
                  value={reason}
                  maxLength={200}
                  placeholder={text.reasonHint}
                  data-testid="batch-reason"
                  onChange={(event) => setReason(event.target.value)}
                />
              </label>
              <label className="batch-field" htmlFor="batch-approval">
                <span>{text.approval}</span>
                <Input
                  id="batch-approval"
                  value={approval}
                  maxLength={60}
                  data-testid="batch-approval"
                  onChange={(event) => setApproval(event.target.value)}
                />
              </label>
            </div>
            <ParticularsFields particulars={particulars} without={['approvalNumber']} onChange={setParticulars} />
            <label className="batch-field" htmlFor="batch-output">
              <span>{text.folder}</span>
              <span className="batch-path">
                <Input
                  id="batch-output"
                  value={outputFolder}
                  title={outputFolder}
                  data-testid="batch-output"
                  onChange={(event) => setFolder(event.target.value)}
                />
                {bridge.door === 'electron' && <Button onClick={() => void pickFolder()}>{words.common.browse}</Button>}
              </span>
              <span className="quiet">{text.folderHint}</span>
            </label>
            <label className="batch-field" htmlFor="batch-pattern">
              <span>{text.pattern}</span>
              <Input
                id="batch-pattern"
                value={pattern}
                maxLength={200}
                data-testid="batch-pattern"
                onChange={(event) => setPattern(event.target.value)}
              />
              <span className="quiet wrap-anywhere">
                {text.patternHint}
                {columns.length > 0 && text.patternColumns(columns.map((one) => `{${one}}`).join(' '))}
              </span>
              {first !== null && (
                <span className="wrap-anywhere" role="status" data-testid="batch-example">
                  {text.example(exampleOf(pattern, { name: first.name, total: found?.total ?? 1, day: new Date() }))}
                </span>
              )}
            </label>
            <Checkbox checked={again} data-testid="batch-again" onChange={(event) => setAgain(event.target.checked)}>
              {text.again}
            </Checkbox>
          </section>
        </div>
        {aside}
      </div>
      <footer className="batch-bar">
        {error !== null && <ErrorPanel error={error} />}
        <div className="batch-bar-line">
          <span className="batch-bar-words">
            {source === null
              ? text.needSource
              : asked === null
                ? text.needRule
                : found === null
                  ? ''
                  : text.createNext(found.total)}
          </span>
          <Button
            type="primary"
            size="large"
            disabled={!isReady}
            loading={isMaking}
            data-testid="batch-create"
            onClick={() => void create()}
          >
            {isMaking ? text.creating : text.create}
          </Button>
        </div>
      </footer>
    </>
  );
}
