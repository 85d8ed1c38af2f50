import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useSpeech } from '../words/index.ts';

interface ProducedFile {
  fileName: string;
  content: Uint8Array;
}

const mediaTypes: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  json: 'application/json',
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** A button that has a report made and saves it where the person chooses. */
export function ExportReport({
  make,
  format,
  name = format,
  children,
}: {
  make: () => Promise<ProducedFile>;
  format: 'pdf' | 'json' | 'xlsx' | 'csv';
  /** Tells two buttons of one format apart. */
  name?: string;
  children: ReactNode;
}) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const [state, setState] = useState<{ making?: boolean; saved?: string; error?: unknown }>({});

  const save = async () => {
    setState({ making: true });
    try {
      const { fileName, content } = await make();
      const saved = await bridge.saveFile(fileName, content, mediaTypes[format] ?? '');
      setState(saved === null ? {} : { saved });
    } catch (error) {
      setState({ error });
    }
  };

  return (
    <>
      <Button icon={<DownloadOutlined />} loading={state.making} onClick={save} data-testid={`export-${name}`}>
        {children}
      </Button>
      {state.saved !== undefined && (
        <span className="quiet wrap-anywhere" role="status" data-testid={`exported-${name}`}>
          {words.verify.saved(state.saved)}
        </span>
      )}
      {state.error !== undefined && <ErrorPanel error={state.error} />}
    </>
  );
}
