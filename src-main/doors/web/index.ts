/** The web door: the window in any browser of this machine, over loopback. */
export { openWebDoor, type ServedCore, type WebDoor, type WebDoorConfig } from './server.ts';
