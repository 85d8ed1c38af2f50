import type { Session } from './session.ts';
import { formatFacts } from './table.ts';

/** `qianyin trial`: makes the trial UKey or shows it. Its PIN is public on purpose. */
export async function showTrial(session: Session): Promise<void> {
  const app = await session.app();
  const trial = await app.call('trial.create', null);
  const { columns, trialCreated, trialPresent } = session.words;
  session.print(trial, () =>
    formatFacts([
      [trial.created ? trialCreated : trialPresent, trial.token.label],
      [columns.serial, trial.token.serial],
      [columns.pin, trial.pin],
      [columns.sealId, trial.sealId],
      [columns.fingerprint, trial.certificateFingerprint],
      [columns.sample, trial.sampleDocumentPath],
    ]),
  );
}
