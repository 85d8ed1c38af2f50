import type { Confirmation, RoleName, RolesState } from '../../../../contract/index.ts';
import { describeRole } from '../../../../words/index.ts';
import { findSeal } from '../../find-seal.ts';
import { createLineReader } from '../../secrets.ts';
import type { Session } from '../../session.ts';
import { formatTable } from '../../table.ts';
import { collectNewRolePin, collectRolePin } from './role-pins.ts';

interface StdinOption {
  pinStdin: boolean;
}
export interface SetUpOptions extends StdinOption {
  keeper: readonly string[];
  operator: readonly string[];
  auditor: readonly string[];
}
export interface ConfirmOptions extends StdinOption {
  confirm: readonly string[];
}
export interface HandOverOptions extends StdinOption {
  from: string;
  to: string;
  supervisor?: string;
  note?: string;
}

const readerOf = ({ pinStdin }: StdinOption) => (pinStdin ? createLineReader(process.stdin) : null);

function show(session: Session, state: RolesState): void {
  const { words, language } = session;
  session.print(state, ({ status, people }) =>
    [
      words.roles.status[status],
      ...(people.length === 0
        ? []
        : [
            formatTable(
              [words.columns.name, words.roles.role],
              people.map(({ name, role }) => [name, describeRole(role, language)]),
            ),
          ]),
    ].join('\n\n'),
  );
}

async function confirmations(
  session: Session,
  names: readonly string[],
  readLine: (() => Promise<string>) | null,
): Promise<Confirmation[]> {
  const given: Confirmation[] = [];
  for (const name of names) given.push(await collectRolePin(session, name, readLine));
  return given;
}

/** `qianyin roles` */
export async function showRoles(session: Session): Promise<void> {
  const app = await session.app();
  show(session, await app.call('roles.state', null));
}

/** `qianyin roles begin`: the first people, their PINs in the order keepers, operators, auditors. */
export async function beginRoles(session: Session, options: SetUpOptions): Promise<void> {
  const app = await session.app();
  const readLine = readerOf(options);
  const named = (['keeper', 'operator', 'auditor'] as const).flatMap((role) =>
    options[role].map((name) => ({ name, role })),
  );
  const people: { name: string; role: RoleName; pin: Uint8Array }[] = [];
  for (const one of named) people.push({ ...one, pin: await collectNewRolePin(session, one.name, readLine) });
  show(session, await app.call('roles.setUp', { people }));
}

/** `qianyin roles add` */
export async function addPerson(
  session: Session,
  name: string,
  options: ConfirmOptions & { role: RoleName },
): Promise<void> {
  const app = await session.app();
  const readLine = readerOf(options);
  const pin = await collectNewRolePin(session, name, readLine);
  const confirmedBy = await confirmations(session, options.confirm, readLine);
  show(session, await app.call('roles.change', { kind: 'add', name, role: options.role, pin, confirmedBy }));
}

/** `qianyin roles remove` */
export async function removePerson(session: Session, name: string, options: ConfirmOptions): Promise<void> {
  const app = await session.app();
  const confirmedBy = await confirmations(session, options.confirm, readerOf(options));
  show(session, await app.call('roles.change', { kind: 'remove', name, confirmedBy }));
}

/** `qianyin roles reset-pin`: for a PIN that was forgotten. */
export async function resetRolePin(session: Session, name: string, options: ConfirmOptions): Promise<void> {
  const app = await session.app();
  const readLine = readerOf(options);
  const pin = await collectNewRolePin(session, name, readLine);
  const confirmedBy = await confirmations(session, options.confirm, readLine);
  show(session, await app.call('roles.change', { kind: 'reset-pin', name, pin, confirmedBy }));
}

/** `qianyin roles end` */
export async function endRoles(session: Session, options: ConfirmOptions): Promise<void> {
  const app = await session.app();
  const confirmedBy = await confirmations(session, options.confirm, readerOf(options));
  show(session, await app.call('roles.change', { kind: 'end', confirmedBy }));
}

/** `qianyin roles adopt`: the file of the roles goes on a record that was begun anew. */
export async function adoptRoles(session: Session, options: ConfirmOptions): Promise<void> {
  const app = await session.app();
  const confirmedBy = await confirmations(session, options.confirm, readerOf(options));
  show(session, await app.call('roles.adopt', { confirmedBy }));
}

/** `qianyin roles change-pin`: of who is signed in by `--as`. */
export async function changeRolePin(session: Session, options: StdinOption): Promise<void> {
  const app = await session.app();
  const { signedIn } = await app.call('roles.state', null);
  const name = signedIn?.name ?? '';
  const readLine = readerOf(options);
  const { pin: oldPin } = await collectRolePin(session, name, readLine, process.env.QIANYIN_ROLE_PIN);
  const newPin = await collectNewRolePin(session, name, readLine);
  show(session, await app.call('roles.changePin', { oldPin, newPin }));
}

/** `qianyin roles hand-over` */
export async function handOver(session: Session, idOrName: string, options: HandOverOptions): Promise<void> {
  const app = await session.app();
  const seal = await findSeal(app, idOrName);
  const readLine = readerOf(options);
  const from = await collectRolePin(session, options.from, readLine);
  const to = await collectRolePin(session, options.to, readLine);
  const { supervisor, note } = options;
  const head = await app.call('roles.handOver', { sealId: seal.id, from, to, supervisor, note });
  session.print(head, ({ number }) => session.words.recordedAs(number));
}
