import type { HandlersOf } from '../contract/index.ts';
import { printCertificate } from './certificates/certificate-text.ts';
import type { TokenRoom } from './room.ts';

export interface TokenHandlersContext {
  readonly tokens: TokenRoom;
  /** The drivers that the person added, kept for the next start. */
  readonly driverPaths: { read(): readonly string[]; write(paths: string[]): void };
}

/** The contract's `drivers.*`, `tokens.*` and `certificates.*` methods. */
export function createTokenHandlers({
  tokens,
  driverPaths,
}: TokenHandlersContext): HandlersOf<'drivers' | 'tokens' | 'certificates'> {
  return {
    async 'drivers.list'() {
      await tokens.needed();
      return tokens.drivers();
    },
    async 'drivers.add'({ path }) {
      await tokens.needed();
      await tokens.addDriver(path);
      driverPaths.write([...new Set([...driverPaths.read(), path])]);
      return tokens.drivers();
    },
    async 'drivers.remove'({ id }) {
      await tokens.needed();
      const removed = tokens.drivers().find((driver) => driver.id === id);
      await tokens.removeDriver(id);
      driverPaths.write(driverPaths.read().filter((path) => path !== removed?.path));
      return tokens.drivers();
    },
    async 'drivers.restart'({ id }) {
      await tokens.needed();
      await tokens.restartDriver(id);
      return tokens.drivers();
    },
    async 'tokens.list'() {
      await tokens.needed();
      return tokens.tokens();
    },
    async 'tokens.changePin'(request) {
      await tokens.needed();
      await tokens.changePin(request);
      return null;
    },
    async 'tokens.unblockPin'(request) {
      await tokens.needed();
      await tokens.unblockPin(request);
      return null;
    },
    async 'certificates.print'({ pem }) {
      return { text: printCertificate(pem) };
    },
  };
}
