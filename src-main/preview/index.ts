export type { PackageFacts, PictureAnswer } from './package-tasks.ts';
export { inOwnPackageThread, inPackageThread } from './package-thread.ts';
