import { z } from 'zod';
import { ledgerEventKind } from '../../contract/index.ts';
import { chainedEvent } from '../events/event.ts';
import { intentData, outcomeData } from '../events/use-events.ts';

/** The JSON Schema of an event, and of what the events of a use tell: for programs that read a package. */
export function eventSchema(): string {
  const schema = {
    ...z.toJSONSchema(chainedEvent.extend({ kind: z.string(), data: z.record(z.string(), z.unknown()) })),
    title: 'An event of a ledger of seal uses',
    description: `One line of events.jsonl. Kinds known to this program: ${ledgerEventKind.options.join(', ')}. FORMAT.en.md says how they are chained.`,
    $defs: {
      intent: z.toJSONSchema(intentData.partial(), { io: 'input' }),
      outcome: z.toJSONSchema(outcomeData, { io: 'input' }),
    },
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
