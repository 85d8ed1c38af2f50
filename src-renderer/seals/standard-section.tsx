import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { type MethodOutput, registerStateOf, type SealWithState } from '../../src-main/contract/index.ts';
import { useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useSpeech } from '../words/index.ts';
import { MakeStandard } from './make-standard.tsx';
import { SealVerdict, StandardFacts } from './standard-facts.tsx';
import { WriteToToken } from './write-to-token.tsx';

/** The seal of GB/T 38540 that was made of a seal: what it says, whether it holds, and making, exporting and writing it. */
export function StandardSection({ seal }: { seal: SealWithState }) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const text = words.sealKeeping.standard;
  const [report, setReport] = useState<MethodOutput<'seals.verify'> | null>(null);
  const [sheet, setSheet] = useState<'make' | 'write' | null>(null);
  const [exported, setExported] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const { id, standard } = seal;
  const digest = standard?.sha256;

  useEffect(() => {
    setReport(null);
    if (digest === undefined) return;
    let current = true;
    bridge.call('seals.verify', { id }).then(
      (found) => current && setReport(found),
      (thrown) => current && setError(thrown),
    );
    return () => {
      current = false;
    };
  }, [bridge, id, digest]);

  const save = async () => {
    setError(null);
    setExported(null);
    try {
      const { fileName, content } = await bridge.call('seals.exportStandard', { id });
      setExported(await bridge.saveFile(fileName, content, 'application/octet-stream'));
    } catch (thrown) {
      setError(thrown);
    }
  };

  const mayMake = registerStateOf(seal) !== 'revoked';
  return (
    <section className="stack" data-testid="standard-seal">
      <h3>{text.heading}</h3>
      {standard === null ? (
        <p className="quiet">{text.none}</p>
      ) : (
        <>
          <StandardFacts facts={standard} />
          {report === null ? (
            error === null && <p className="quiet">{text.checking}</p>
          ) : (
            <SealVerdict report={report} />
          )}
        </>
      )}
      {error !== null && <ErrorPanel error={error} />}
      <div className="button-row">
        {standard !== null && (
          <>
            <Button onClick={save} data-testid="export-seal">
              {text.export}
            </Button>
            <Button onClick={() => setSheet('write')} data-testid="write-seal">
              {text.write}
            </Button>
          </>
        )}
        {mayMake && (
          <Button onClick={() => setSheet('make')} data-testid="make-standard">
            {standard === null ? words.sealKeeping.make.action : words.sealKeeping.make.again}
          </Button>
        )}
      </div>
      {exported !== null && (
        <span className="good-text wrap-anywhere" role="status">
          ✓ {text.exported(exported)}
        </span>
      )}
      {sheet === 'make' && <MakeStandard seal={seal} onClose={() => setSheet(null)} />}
      {sheet === 'write' && <WriteToToken seal={seal} onClose={() => setSheet(null)} />}
    </section>
  );
}
