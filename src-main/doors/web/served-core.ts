import type { Core, MethodInput, MethodName, MethodOutput } from '../../contract/index.ts';

/** The core as this door needs it. */
export interface ServedCore extends Core {
  mayServe(path: string): boolean;
  callFrom<M extends MethodName>(window: string, method: M, input: MethodInput<M>): Promise<MethodOutput<M>>;
  endLogins(window?: string): void;
}
