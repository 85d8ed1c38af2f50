import { createContext, useContext } from 'react';
import type { Bridge } from '../src-main/contract/index.ts';
import { createWebBridge, type WebBridge } from './web-bridge.ts';

declare global {
  interface Window {
    /** Put there by Electron's preload; absent in a browser. */
    readonly qianyin?: Bridge;
  }
}

/** The way to the core: Electron's, or in a browser the web door's. */
export function obtainBridge(): Bridge | WebBridge {
  return window.qianyin ?? createWebBridge();
}

/** Tells when the core is lost and when it is found again, which happens in a browser only. Returns the way to end that. */
export function watchConnection(bridge: Bridge | WebBridge, listener: (connected: boolean) => void): () => void {
  return 'watchConnection' in bridge ? bridge.watchConnection(listener) : () => undefined;
}

export const BridgeContext = createContext<Bridge | null>(null);

/** The way to the core, inside the frame. */
export function useBridge(): Bridge {
  const bridge = useContext(BridgeContext);
  if (bridge === null) throw new Error('no bridge above this component');
  return bridge;
}
