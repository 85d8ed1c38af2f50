import { AimOutlined, AppstoreOutlined, AuditOutlined, FileSearchOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { type ChangeEvent, type ReactNode, useRef, useState } from 'react';
import type { SealWithState } from '../../../src-main/contract/index.ts';
import { useBridge } from '../../bridge.ts';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import type { DocumentInView } from '../../pdf/open-document.ts';
import { useSpeech } from '../../words/index.ts';
import type { Placements } from '../placing/use-placements.ts';
import './aids.css';
import { DropMenu } from '../../parts/drop-menu.tsx';
import { SaveTemplate } from './save-template.tsx';
import { TemplateList } from './template-list.tsx';
import type { HeldTicket } from './ticket-band.tsx';
import { useClosing } from './use-closing.ts';
import { useTemplates } from './use-templates.ts';

const longestTicket = 65_536;

/** What helps to place seals: where an office would, as the last document of the kind, or on paper first. */
export function PlacingAids({
  view,
  placements,
  seal,
  onShowPage,
  onTicket,
}: {
  view: DocumentInView;
  placements: Placements;
  /** That the suggestions are for: the selected one, or the one that would be next. */
  seal: SealWithState | undefined;
  onShowPage: (page: number) => void;
  /** Absent: no ticket is of use here. */
  onTicket?: (ticket: HeldTicket) => void;
}) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const text = words.aids;
  const [said, setSaid] = useState<ReactNode>(null);
  const [error, setError] = useState<unknown>(null);
  const [isWorking, setWorking] = useState(false);
  const [dialog, setDialog] = useState<'save' | 'keep' | null>(null);
  const closing = useClosing(view, placements);
  const templates = useTemplates(view);
  const { placed } = placements;
  const { path, documentId } = view.opened;

  /** Does something that takes a moment, and says what came of it. */
  const attempt = async (work: () => Promise<ReactNode>) => {
    setError(null);
    setSaid(null);
    setWorking(true);
    try {
      setSaid(await work());
    } catch (thrown) {
      setError(thrown);
    } finally {
      setWorking(false);
    }
  };

  const toClosing = () =>
    attempt(async () => {
      if (seal === undefined) return text.closingNeedsSeal;
      const found = await closing(seal.id);
      if (found === null) return text.closingNone;
      onShowPage(found.place.page);
      const where = text.closingAt[found.place.by](found.place.page, found.place.text);
      return found.count > 1 ? `${where} (${text.closingOf(found.index + 1, found.count)})` : where;
    });

  const applyTemplate = (name: string) => {
    const template = templates.known.find((one) => one.name === name);
    if (template === undefined) return;
    for (const { seal: sealOf, placing } of template.placements) placements.place(sealOf.id, placing);
    setError(null);
    setSaid(text.templateUsed(name));
  };

  const ticketPicker = useRef<HTMLInputElement>(null);
  const readTicket = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [file] = target.files ?? [];
    if (file === undefined || onTicket === undefined) return;
    void attempt(async () => {
      // Of what is no ticket the beginning is enough.
      const given = (await file.slice(0, longestTicket + 1).text()).trim();
      onTicket({ text: given, opened: await bridge.call('approval.read', { ticket: given }) });
      return text.ticket.used;
    });
    target.value = '';
  };

  const toProof = () =>
    attempt(async () => {
      const { outputPath, outputName } = await bridge.call('stamp.proof', {
        path,
        documentId,
        password: view.password,
        placements: placed.map(({ sealId, placing }) => ({ sealId, placing })),
      });
      return (
        <>
          {text.proofMade(outputName)}{' '}
          <Button
            size="small"
            onClick={() => void bridge.openFile(outputPath).catch(setError)}
            data-testid="open-proof"
          >
            {text.proofOpen}
          </Button>
        </>
      );
    });

  const entry = ({ name, missingSeals }: (typeof templates.known)[number]) => ({
    key: `use ${name}`,
    disabled: missingSeals.length > 0,
    label:
      missingSeals.length === 0
        ? name
        : `${name} · ${text.templateMissing(missingSeals.map((one) => one.name).join(words.common.separator))}`,
    onClick: () => applyTemplate(name),
  });
  const others = templates.known.filter((one) => !templates.alike.includes(one));
  const items = [
    ...(templates.known.length === 0 ? [{ key: 'none', label: text.templatesNone, disabled: true }] : []),
    ...(templates.alike.length === 0
      ? []
      : [{ key: 'alike', type: 'group' as const, label: text.templatesLike, children: templates.alike.map(entry) }]),
    ...(others.length === 0
      ? []
      : [{ key: 'others', type: 'group' as const, label: text.templatesOther, children: others.map(entry) }]),
    { key: 'divider', type: 'divider' as const },
    { key: 'save', label: text.saveTemplate, disabled: placed.length === 0, onClick: () => setDialog('save') },
    { key: 'keep', label: text.keepTemplates, onClick: () => setDialog('keep') },
  ];

  return (
    <section className="placing-aids" aria-label={text.label}>
      <div className="placing-aids-row">
        <Tooltip title={text.closingHint}>
          <Button
            size="small"
            icon={<AimOutlined />}
            disabled={isWorking}
            onClick={() => void toClosing()}
            data-testid="aid-closing"
          >
            {text.closing}
          </Button>
        </Tooltip>
        <DropMenu items={items} onOpenChange={(isOpen) => isOpen && templates.ask()}>
          <Button
            size="small"
            icon={<AppstoreOutlined />}
            type={templates.alike.length > 0 && placed.length === 0 ? 'primary' : 'default'}
            data-testid="aid-templates"
          >
            {text.templates}
          </Button>
        </DropMenu>
        {onTicket !== undefined && (
          <>
            <Tooltip title={text.ticket.hint}>
              <Button
                size="small"
                icon={<AuditOutlined />}
                disabled={isWorking}
                onClick={() => ticketPicker.current?.click()}
                data-testid="aid-ticket"
              >
                {text.ticket.open}
              </Button>
            </Tooltip>
            <input
              ref={ticketPicker}
              type="file"
              hidden
              accept=".jws,.jwt,.txt"
              data-testid="ticket-file"
              onChange={readTicket}
            />
          </>
        )}
        <Tooltip title={text.proofHint}>
          <Button
            size="small"
            icon={<FileSearchOutlined />}
            disabled={isWorking || placed.length === 0}
            onClick={() => void toProof()}
            data-testid="aid-proof"
          >
            {text.proof}
          </Button>
        </Tooltip>
      </div>
      <div role="status" className="placing-aids-said wrap-anywhere" data-testid="aid-said">
        {isWorking ? text.working : said}
      </div>
      {error !== null && <ErrorPanel error={error} />}
      {dialog === 'save' && (
        <SaveTemplate
          view={view}
          placed={placed}
          known={templates.known}
          onClose={() => setDialog(null)}
          onSaved={(name) => {
            setDialog(null);
            setSaid(text.templateSaved(name));
            templates.ask();
          }}
        />
      )}
      {dialog === 'keep' && (
        <TemplateList known={templates.known} onChanged={templates.ask} onClose={() => setDialog(null)} />
      )}
    </section>
  );
}
