export { type Network, openNetwork } from './network.ts';
