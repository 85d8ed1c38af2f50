import type { HandlersOf } from '../contract/index.ts';
import { printCertificate } from './certificates/certificate-text.ts';
import { addDriver, type DriverAdding } from './driver-adding.ts';

/** The contract's `drivers.*`, `tokens.*` and `certificates.*` methods. */
export function createTokenHandlers(adding: DriverAdding): HandlersOf<'drivers' | 'tokens' | 'certificates'> {
  const { tokens, driverPaths } = adding;
  return {
    async 'drivers.list'() {
      await tokens.needed();
      return tokens.drivers();
    },
    async 'drivers.add'({ path }) {
      await tokens.needed();
      return addDriver(adding, path);
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
