import type { HandlersOf } from '../contract/index.ts';
import { createTrial, placeSample, readTrial, type TrialContext } from './make-trial.ts';

/** The contract's `trial.*` methods. `onMade` is called once the trial can be read. */
export function createTrialHandlers(context: TrialContext, onMade: () => void): HandlersOf<'trial'> {
  const { tokens } = context;
  return {
    async 'trial.create'(request) {
      await tokens.needed();
      await tokens.settle();
      const made = await createTrial(context, request?.algorithm ?? 'sm2');
      onMade();
      return made;
    },
    async 'trial.sample'() {
      return { path: placeSample(context.homeFolder) };
    },
    async 'trial.get'() {
      return readTrial(context);
    },
  };
}
