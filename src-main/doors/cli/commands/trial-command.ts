import type { TrialAlgorithm } from '../../../contract/index.ts';
import type { Session } from '../session.ts';
import { formatFacts } from '../table.ts';

export interface TrialOptions {
  algorithm: TrialAlgorithm;
  sample?: true;
}

/** `qianyin trial`: makes the trial UKey or shows it. Its PIN is public on purpose. With `--sample`, the sample contract alone. */
export async function showTrial(session: Session, { algorithm, sample }: TrialOptions): Promise<void> {
  const app = await session.app();
  if (sample) {
    session.print(await app.call('trial.sample', null), ({ path }) => path);
    return;
  }
  const trial = await app.call('trial.create', { algorithm });
  const { columns, trialCreated, trialPresent } = session.words;
  session.print(trial, (shown) =>
    formatFacts([
      [shown.created ? trialCreated : trialPresent, shown.token.label],
      [columns.serial, shown.token.serial],
      [columns.pin, shown.pin],
      [columns.sealId, shown.sealId],
      [columns.fingerprint, shown.certificateFingerprint],
      [columns.sample, shown.sampleDocumentPath],
    ]),
  );
}
