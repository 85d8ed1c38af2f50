import { Select } from 'antd';
import { useEffect, useState } from 'react';
import type { EmptySignatureField, Placing, PlacingOf } from '../../../src-main/contract/index.ts';
import { useBridge } from '../../bridge.ts';
import { useSpeech } from '../../words/index.ts';

/** The empty signature fields that the document brings; none while it is not known. */
export function useEmptyFields(documentId: string | null): readonly EmptySignatureField[] {
  const bridge = useBridge();
  const [fields, setFields] = useState<readonly EmptySignatureField[]>([]);
  useEffect(() => {
    let isCurrent = true;
    setFields([]);
    if (documentId === null) return;
    bridge.call('documents.emptyFields', { documentId }).then(
      (found) => isCurrent && setFields(found),
      // Without them the seal goes on the page; what is wrong with the file is said where it is stamped.
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [bridge, documentId]);
  return fields;
}

/** Which of the fields that the document brings the seal goes into. */
export function FieldChoice({
  placing,
  fields,
  describedBy,
  onChange,
}: {
  placing: PlacingOf<'field'>;
  fields: readonly EmptySignatureField[];
  describedBy: string;
  onChange: (placing: Placing) => void;
}) {
  const { words } = useSpeech();
  return (
    <Select
      size="small"
      value={placing.field}
      aria-label={words.placing.rules.field}
      aria-describedby={describedBy}
      data-testid="field-choice"
      options={fields.map(({ name, page }) => ({
        value: name,
        label: page === null ? name : `${name} · ${words.common.page(page)}`,
      }))}
      onChange={(field) => onChange({ rule: 'field', field })}
    />
  );
}
