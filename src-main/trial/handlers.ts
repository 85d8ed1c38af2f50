import type { HandlersOf } from '../contract/index.ts';
import { createTrial, readTrial, type TrialContext } from './make-trial.ts';

/** The contract's `trial.*` methods. */
export function createTrialHandlers(context: TrialContext): HandlersOf<'trial'> {
  const { tokens } = context;
  return {
    async 'trial.create'(request) {
      await tokens.needed();
      await tokens.settle();
      return createTrial(context, request?.algorithm ?? 'sm2');
    },
    async 'trial.get'() {
      return readTrial(context);
    },
  };
}
