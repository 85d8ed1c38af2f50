export { openWebDoor, type WebDoor, type WebDoorConfig } from './server.ts';
