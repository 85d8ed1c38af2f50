/** The web door: the window in any browser of this machine, over loopback. */
export { windowPolicy } from './headers.ts';
export { openWebDoor, type ServedCore, type WebDoor, type WebDoorConfig } from './server.ts';
export { findRendererFolder, mediaTypeOf } from './static-files.ts';
