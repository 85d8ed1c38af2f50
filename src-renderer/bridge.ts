import { createContext, useContext } from 'react';
import type { Bridge } from '../src-main/contract/index.ts';
import { closeInOrder } from './pdf/orderly-closing.ts';
import { createWebBridge, type Upload, type WebBridge } from './web-bridge.ts';

declare global {
  interface Window {
    /** Put there by Electron's preload; absent in a browser. */
    readonly qianyin?: Bridge;
  }
}

/** The way to the core: Electron's, or in a browser the web door's. */
export function obtainBridge(): Bridge | WebBridge {
  const bridge = window.qianyin ?? createWebBridge();
  const call = closeInOrder(bridge.call);
  return { ...bridge, call: (method, input) => call(method, withPinBytes(input)) };
}

const isPin = (name: string) => /pins?$/i.test(name);

/** The input of a call with its PINs as bytes, which the core can wipe. */
const withPinBytes = <Input>(input: Input): Input => withBytes(input, false) as Input;

function withBytes(value: unknown, isOfPin: boolean): unknown {
  if (typeof value === 'string') return isOfPin ? new TextEncoder().encode(value) : value;
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map((one) => withBytes(one, isOfPin));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withBytes(one, isOfPin || isPin(name))]));
}

/** Tells when the core is lost and when it is found again, in a browser. Returns the way to end that. */
export function watchConnection(bridge: Bridge | WebBridge, listener: (connected: boolean) => void): () => void {
  return 'watchConnection' in bridge ? bridge.watchConnection(listener) : () => undefined;
}

/** Tells how far the copying of a file to the core is, in a browser. Returns the way to end that. */
export function watchUploads(bridge: Bridge | WebBridge, listener: (upload: Upload | null) => void): () => void {
  return 'watchUploads' in bridge ? bridge.watchUploads(listener) : () => undefined;
}

export const BridgeContext = createContext<Bridge | null>(null);

/** The way to the core, inside the frame. */
export function useBridge(): Bridge {
  const bridge = useContext(BridgeContext);
  if (bridge === null) throw new Error('no bridge above this component');
  return bridge;
}
