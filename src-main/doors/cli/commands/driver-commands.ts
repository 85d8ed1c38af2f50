import { realpathSync } from 'node:fs';
import { AppError, type Driver } from '../../../contract/index.ts';
import { absolutePath } from '../../../files/index.ts';
import type { Session } from '../session.ts';
import { formatTable } from '../table.ts';

function printDrivers(session: Session, drivers: readonly Driver[]): void {
  const { columns, none, driverStates, driverSources, preferredDriver } = session.words;
  session.print(drivers, (shown) => {
    if (shown.length === 0) return none.drivers;
    return formatTable(
      [columns.id, columns.name, columns.state, columns.source, columns.tokens, columns.file],
      shown.map((driver) => [
        driver.id,
        driver.preferred ? `${driver.name} [${preferredDriver}]` : driver.name,
        driver.trouble === null || driver.state === 'ready'
          ? driverStates[driver.state]
          : `${driverStates[driver.state]}: ${driver.trouble}`,
        driverSources[driver.source],
        String(driver.tokenCount),
        driver.path,
      ]),
    );
  });
}

/** A file by whichever path it was named. */
function realFile(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return absolutePath(path);
  }
}

/** The driver of this id, or of this file. @throws AppError INVALID_INPUT */
async function findDriver(session: Session, wanted: string): Promise<Driver> {
  const drivers = await (await session.app()).call('drivers.list', null);
  const file = realFile(wanted);
  const found = drivers.find(({ id }) => id === wanted) ?? drivers.find(({ path }) => realFile(path) === file);
  if (!found) throw new AppError('INVALID_INPUT', { detail: session.words.noSuchDriver(wanted) });
  return found;
}

/** `qianyin drivers list` */
export async function listDrivers(session: Session): Promise<void> {
  const app = await session.app();
  printDrivers(session, await app.call('drivers.list', null));
}

/** `qianyin drivers add`: who types this at a terminal has confirmed it by that. */
export async function addDriver(session: Session, file: string, options: { initString?: string }): Promise<void> {
  const app = await session.app();
  printDrivers(session, await app.call('drivers.add', { path: absolutePath(file), ...options }));
}

/** `qianyin drivers remove` */
export async function removeDriver(session: Session, wanted: string): Promise<void> {
  const app = await session.app();
  const { id, source } = await findDriver(session, wanted);
  if (source !== 'added') throw new AppError('INVALID_INPUT', { detail: session.words.driverNotAdded(id) });
  printDrivers(session, await app.call('drivers.remove', { id }));
}

/** `qianyin drivers enable` and `disable` */
export async function enableDriver(session: Session, wanted: string, enabled: boolean): Promise<void> {
  const app = await session.app();
  const { id } = await findDriver(session, wanted);
  printDrivers(session, await app.call('drivers.enable', { id, enabled }));
}

/** `qianyin drivers prefer` */
export async function preferDriver(session: Session, wanted: string, { off }: { off: boolean }): Promise<void> {
  const app = await session.app();
  const { id } = await findDriver(session, wanted);
  printDrivers(session, await app.call('drivers.prefer', { id, preferred: !off }));
}
