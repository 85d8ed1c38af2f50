/**
 * What loading a module does besides giving its exports: nothing in ours, nor in pdf-lib. What is not used of them is left out, so that no
 * thread builds the shapes of every method to know an error by its name. A package that stays outside is loaded by who uses it.
 */
export const treeshake = {
  moduleSideEffects: (id: string, external: boolean) => !external && !/[\\/](?:src-main|pdf-lib)[\\/]/.test(id),
};
