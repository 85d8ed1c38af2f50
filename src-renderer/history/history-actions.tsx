import {
  AuditOutlined,
  DownOutlined,
  FileProtectOutlined,
  ReconciliationOutlined,
  SafetyOutlined,
} from '@ant-design/icons';
import { Button } from 'antd';
import { DropMenu } from '../parts/drop-menu.tsx';
import { useSpeech } from '../words/index.ts';

export const historyDialogs = [
  'reconcile',
  'check',
  'handover',
  'inspection',
  'package',
  'backup',
  'archive',
  'restore',
] as const;
export type HistoryDialog = (typeof historyDialogs)[number];

/** What can be done with the record: held against files, checked, added to by hand, kept. */
export function HistoryActions({ onOpen }: { onOpen: (dialog: HistoryDialog) => void }) {
  const { words } = useSpeech();
  const text = words.history;
  const item = (dialog: HistoryDialog, label: string) => ({
    key: dialog,
    label: <span data-testid={`${dialog}-open`}>{label}</span>,
    onClick: () => onOpen(dialog),
  });
  return (
    <div className="history-actions">
      <Button icon={<ReconciliationOutlined />} onClick={() => onOpen('reconcile')} data-testid="reconcile-open">
        {text.reconciling.button}
      </Button>
      <Button icon={<SafetyOutlined />} onClick={() => onOpen('check')} data-testid="check-open">
        {text.checking.button}
      </Button>
      <DropMenu items={[item('handover', text.handover.button), item('inspection', text.inspection.button)]}>
        <Button icon={<AuditOutlined />} data-testid="register-menu">
          {text.register} <DownOutlined aria-hidden />
        </Button>
      </DropMenu>
      <DropMenu
        items={[
          item('package', text.packing.button),
          item('backup', text.backingUp.button),
          item('archive', text.archive.button),
          { type: 'divider' },
          item('restore', text.restoring.button),
        ]}
      >
        <Button icon={<FileProtectOutlined />} data-testid="keep-menu">
          {text.keep} <DownOutlined aria-hidden />
        </Button>
      </DropMenu>
    </div>
  );
}
