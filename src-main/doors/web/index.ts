/** The web door: the window in any browser of this machine, over loopback. */
export type { ServedCore } from './served-core.ts';
export { openWebDoor, type WebDoor, type WebDoorConfig } from './server.ts';
