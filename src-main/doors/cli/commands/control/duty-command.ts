import type { Duty, DutyItem } from '../../../../contract/index.ts';
import { isSameSerial } from '../../../../contract/index.ts';
import { absolutePath } from '../../../../files/index.ts';
import { describeError, localMinute } from '../../../../words/index.ts';
import { findSeal } from '../../find-seal.ts';
import { collectPins, confirmFinalTry, type PinOptions, withSignaturePins } from '../../pins.ts';
import { createLineReader } from '../../secrets.ts';
import type { Session } from '../../session.ts';
import { formatFacts } from '../../table.ts';
import { plainTexts, writeJsonLine, writeLines } from '../../terminal.ts';

export interface DutyOptions extends PinOptions {
  seal: readonly string[];
  minutes: number;
  most: number;
  archive: boolean;
}

const endedWell = 0;
/** What ended the duty has to be put right. */
const endedBadly = 1;

/** Tells of each document once: a line for people, or of JSON. */
function createTeller(session: Session): (duty: Duty) => void {
  const { words, language } = session;
  let told = 0;
  const lineOf = ({ name, approvalNumber, error, folder }: DutyItem) => {
    const number = approvalNumber === '' ? '' : ` (${approvalNumber})`;
    if (!error) return words.duty.stamped(name + number, folder);
    const { happened } = describeError(error, language);
    return words.duty.refused(name + number, happened, folder);
  };
  return ({ latest, stamped, refused }) => {
    const fresh = latest.slice(0, stamped + refused - told).toReversed();
    told = stamped + refused;
    for (const item of fresh) {
      if (session.json) writeJsonLine(process.stdout, { event: 'document', ...item });
      else writeLines(process.stdout, lineOf(plainTexts(item)));
    }
  };
}

/** `qianyin duty`: seals what comes to a folder with an approval ticket, until it ends. */
export async function beOnDuty(session: Session, folder: string, options: DutyOptions): Promise<void> {
  const { words, language } = session;
  const app = await session.app();
  await app.tokensSettled();
  const seals: Awaited<ReturnType<typeof findSeal>>[] = [];
  for (const named of options.seal) seals.push(await findSeal(app, named));
  const bound = seals.flatMap(({ binding, companion }) => (companion ? [binding, companion] : [binding]));
  const tokens = (await app.call('tokens.list', null)).filter(({ serial }) =>
    bound.some(({ tokenSerial }) => isSameSerial(serial, tokenSerial)),
  );
  const isFinal = tokens.some(({ pinState }) => pinState === 'final-try');
  if (isFinal && !options.finalTry) await confirmFinalTry(session);
  const readLine = options.pinStdin ? createLineReader(process.stdin) : null;
  const pins = await collectPins(session, tokens, readLine);
  const tell = createTeller(session);
  const stop = () => {
    app.call('duty.stop', null).catch(() => {});
  };
  const ended = new Promise<Duty>((resolve) => {
    app.subscribe('duty.changed', (duty) => {
      tell(duty);
      if (duty.end) resolve(duty);
    });
  });
  const begun = await withSignaturePins(session, tokens, readLine, (signaturePins) =>
    app.call('duty.start', {
      sealIds: seals.map(({ id }) => id),
      watchFolder: absolutePath(folder),
      minutes: options.minutes,
      mostUses: options.most,
      archive: options.archive,
      pins,
      signaturePins,
      finalTryConfirmed: isFinal || options.finalTry,
    }),
  );
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    if (session.json) writeJsonLine(process.stdout, { event: 'begun', ...begun });
    else {
      session.note(words.duty.begun(begun.watchFolder, localMinute(begun.endsAt)));
      if (begun.keepsPins) session.note(words.duty.keepsPins);
    }
    const duty = await ended;
    const { end, stamped, refused } = duty;
    if (session.json) writeJsonLine(process.stdout, { event: 'end', ...duty });
    else {
      session.print(duty, () =>
        formatFacts([
          [words.duty.endLabel, end ? words.duty.ends[end.why] : ''],
          [words.duty.stampedLabel, String(stamped)],
          [words.duty.refusedLabel, String(refused)],
        ]),
      );
    }
    session.exitWith(end?.error || end?.why === 'token' ? endedBadly : endedWell);
    if (end?.error) {
      const { happened, next } = describeError(end.error, language);
      writeLines(process.stderr, words.duty.stopped(happened, next));
    }
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}
