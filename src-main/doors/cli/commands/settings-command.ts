import { AppError, type Settings, type StoppableCode, timestampAuthority } from '../../../contract/index.ts';
import { describeLevel } from '../../../words/index.ts';
import type { Session } from '../session.ts';
import { formatFacts } from '../table.ts';

/** What a stamped file is to reach; a file that is stamped and no more has no level that anybody would look for. */
export const levelChoices = ['none', 'B-T', 'B-LT', 'B-LTA'] as const;

export interface SettingsOptions {
  network?: 'on' | 'off';
  headOnToken?: 'on' | 'off';
  archiveYearly?: 'on' | 'off';
  level?: (typeof levelChoices)[number];
  authority: readonly string[];
  withoutAuthorities?: boolean;
  driver: readonly string[];
  allDrivers?: boolean;
  stop: readonly StoppableCode[];
  operator?: string;
  pinEachTime?: true;
  pinOnce?: true;
  /** False: `--no-stops`. */
  stops?: boolean;
}

/** NAME=ADDRESS. @throws AppError INVALID_INPUT */
function parseAuthority(text: string): Settings['timestampAuthorities'][number] {
  const at = text.indexOf('=');
  const parsed = timestampAuthority.safeParse({ name: text.slice(0, Math.max(0, at)), url: text.slice(at + 1) });
  if (!parsed.success) throw new AppError('INVALID_INPUT', { detail: `--authority ${text}` });
  return parsed.data;
}

/** `qianyin settings`: what concerns the network, timestamps, drivers, the operator and what stops a stamp, changed where an option says so. */
export async function changeSettings(session: Session, options: SettingsOptions): Promise<void> {
  const app = await session.app();
  const {
    network,
    level,
    authority,
    withoutAuthorities,
    driver,
    allDrivers,
    stop,
    stops,
    operator,
    pinEachTime,
    pinOnce,
  } = options;
  const changes: Partial<Settings> = {
    ...(operator !== undefined ? { operatorName: operator } : {}),
    ...(options.headOnToken ? { headOnToken: options.headOnToken === 'on' } : {}),
    ...(options.archiveYearly ? { archiveYearly: options.archiveYearly === 'on' } : {}),
    ...(pinEachTime || pinOnce ? { pinEachTime: pinEachTime === true } : {}),
    ...(network ? { networkAllowed: network === 'on' } : {}),
    ...(level ? { signatureLevel: level === 'none' ? 'B-B' : level } : {}),
    ...(withoutAuthorities ? { timestampAuthorities: [] } : {}),
    ...(authority.length > 0 ? { timestampAuthorities: authority.map(parseAuthority) } : {}),
    ...(allDrivers ? { allowedDrivers: null } : {}),
    ...(stops === false ? { stops: [] } : {}),
    ...(stop.length > 0 ? { stops: [...new Set(stop)] } : {}),
    ...(driver.length > 0 ? { allowedDrivers: [...driver] } : {}),
  };
  const settings = await app.call('settings.update', changes);
  const { driversFromEnvironment, operator: account } = await app.call('app.info', null);
  const {
    settingNames,
    operatorNotNamed,
    onOff,
    pinAsked,
    allDrivers: everyDriver,
    noStops,
    driversSetByEnvironment,
  } = session.words;
  session.print(settings, (shown) =>
    formatFacts([
      [settingNames.operator, shown.operatorName || operatorNotNamed(account)],
      [settingNames.pin, shown.pinEachTime ? pinAsked.eachTime : pinAsked.once],
      [settingNames.network, shown.networkAllowed ? onOff.on : onOff.off],
      [settingNames.level, describeLevel(shown.signatureLevel, session.language)],
      ...shown.timestampAuthorities.map(({ name, url }): [string, string] => [
        settingNames.authority,
        `${name} ${url}`,
      ]),
      [settingNames.drivers, shown.allowedDrivers?.join(', ') ?? everyDriver],
      [settingNames.headOnToken, shown.headOnToken ? onOff.on : onOff.off],
      [settingNames.archiveYearly, shown.archiveYearly ? onOff.on : onOff.off],
      [settingNames.stops, shown.stops.join(', ') || noStops],
    ]),
  );
  if (driversFromEnvironment !== null) session.note(driversSetByEnvironment(driversFromEnvironment.join(', ')));
}
