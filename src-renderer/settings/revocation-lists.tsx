import { Button, Table } from 'antd';
import type { ImportedCrl } from '../../src-main/contract/index.ts';
import { formatDay } from '../../src-main/words/index.ts';
import { useModal } from '../shown/use-modal.ts';
import { useSpeech } from '../words/index.ts';

/** The imported CRLs. */
export function RevocationLists({
  crls,
  onRemove,
  onExport,
}: {
  crls: ImportedCrl[];
  onRemove(fingerprint: string): Promise<void>;
  onExport(fingerprint: string): Promise<void>;
}) {
  const { language, words } = useSpeech();
  const modal = useModal();
  const text = words.longTerm;
  if (crls.length === 0) return null;
  const remove = ({ fingerprint, issuer }: ImportedCrl) =>
    modal.confirm({
      title: text.removeCrlTitle(issuer.display),
      content: text.removeCrlText,
      okText: words.common.remove,
      okButtonProps: { danger: true },
      cancelText: words.common.cancel,
      onOk: () => onRemove(fingerprint),
    });
  return (
    <Table<ImportedCrl>
      size="small"
      rowKey={({ fingerprint }) => fingerprint}
      dataSource={crls}
      pagination={false}
      data-testid="revocation-lists"
      columns={[
        {
          title: text.crls,
          render: (_, { issuer, thisUpdate, nextUpdate }) => (
            <>
              <strong>{issuer.display}</strong>
              <div className="quiet">
                {text.crlUntil(
                  formatDay(thisUpdate, language),
                  nextUpdate === null ? text.noNextUpdate : formatDay(nextUpdate, language),
                )}
              </div>
            </>
          ),
        },
        {
          title: words.settings.actions,
          width: 184,
          render: (_, crl) => (
            <span className="row-buttons">
              <Button size="small" onClick={() => onExport(crl.fingerprint)}>
                {text.export}
              </Button>
              <Button size="small" danger onClick={() => remove(crl)}>
                {words.common.remove}
              </Button>
            </span>
          ),
        },
      ]}
    />
  );
}
