import { AppError, type Driver, type HandlersOf, type Settings } from '../contract/index.ts';
import { addDriver, type DriverAdding } from './driver-adding.ts';
import { realPath } from './drivers/allowed-drivers.ts';
import type { DriverChoice } from './tokens.ts';

export interface TokenHandlersContext extends Pick<DriverAdding, 'tokens' | 'homeFolder' | 'confirm'> {
  /** What the person decided about drivers, kept for the next start. */
  readonly driverSettings: { read(): DriverSettings; write(changes: Partial<DriverSettings>): void };
}

type DriverSettings = Pick<Settings, 'driverPaths'> & DriverChoice;

const without = (list: readonly string[], ...names: readonly string[]) => list.filter((one) => !names.includes(one));

/** The contract's `drivers.*`, `tokens.*` and `certificates.*` methods. */
export function createTokenHandlers({
  tokens,
  driverSettings,
  homeFolder,
  confirm,
}: TokenHandlersContext): HandlersOf<'drivers' | 'tokens' | 'certificates'> {
  const adding: DriverAdding = {
    tokens,
    homeFolder,
    confirm,
    driverPaths: {
      read: () => driverSettings.read().driverPaths,
      write: (driverPaths) => driverSettings.write({ driverPaths }),
      initStringOf: (path) => driverSettings.read().driverInitStrings[path],
    },
  };

  /** Keeps a decision about drivers and carries it out. */
  async function choose(changes: Partial<DriverChoice>): Promise<void> {
    driverSettings.write(changes);
    const { disabledDrivers, preferredDrivers, driverInitStrings } = driverSettings.read();
    await tokens.chooseDrivers({ disabledDrivers, preferredDrivers, driverInitStrings });
  }

  function requireDriver(id: string): Driver {
    const driver = tokens.drivers().find((one) => one.id === id);
    if (!driver) throw new AppError('INVALID_INPUT', { detail: id });
    return driver;
  }

  return {
    async 'drivers.list'() {
      await tokens.needed();
      return tokens.drivers();
    },
    async 'drivers.add'({ path, initString }) {
      await tokens.needed();
      await addDriver(adding, path, initString);
      const { driverInitStrings, disabledDrivers } = driverSettings.read();
      // Who adds a driver wants it used, also where she had it switched off before.
      const added = tokens.drivers().find((driver) => realPath(driver.path) === realPath(path));
      await choose({
        disabledDrivers: without(disabledDrivers, path, added?.id ?? path),
        ...(initString === undefined ? {} : { driverInitStrings: { ...driverInitStrings, [path]: initString } }),
      });
      return tokens.drivers();
    },
    async 'drivers.remove'({ id }) {
      await tokens.needed();
      const { path } = requireDriver(id);
      await tokens.removeDriver(id);
      const { driverPaths, driverInitStrings, disabledDrivers, preferredDrivers } = driverSettings.read();
      driverSettings.write({ driverPaths: without(driverPaths, path) });
      await choose({
        disabledDrivers: without(disabledDrivers, id, path),
        preferredDrivers: without(preferredDrivers, id, path),
        driverInitStrings: Object.fromEntries(Object.entries(driverInitStrings).filter(([key]) => key !== path)),
      });
      return tokens.drivers();
    },
    async 'drivers.enable'({ id, enabled }) {
      await tokens.needed();
      const { path } = requireDriver(id);
      const others = without(driverSettings.read().disabledDrivers, id, path);
      await choose({ disabledDrivers: enabled ? others : [...others, id] });
      return tokens.drivers();
    },
    async 'drivers.prefer'({ id, preferred }) {
      await tokens.needed();
      requireDriver(id);
      const others = without(driverSettings.read().preferredDrivers, id);
      // The last wish is the first.
      await choose({ preferredDrivers: preferred ? [id, ...others] : others });
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
      // It brings a whole library for certificates of every kind, which nothing else needs.
      const { printCertificate } = await import('./certificates/certificate-text.ts');
      return { text: printCertificate(pem) };
    },
  };
}
