import type { MethodName, ParsedInput, RoleName } from '../contract/index.ts';

/**
 * What a method takes: `free` goes on always, signed in or not; `reads` takes one of the roles, and goes on for all where the file of the
 * roles is not what is on record; `acts` takes one of the roles, and then does not go on.
 */
export type Permission =
  | { readonly level: 'free' }
  | { readonly level: 'reads' | 'acts'; readonly roles: readonly RoleName[] };

/** Some methods do harmless things and others by one name: what they are asked decides. */
type Rule<M extends MethodName> = Permission | ((input: ParsedInput<M>) => Permission);

const free: Permission = { level: 'free' };
const everybody: readonly RoleName[] = ['keeper', 'operator', 'auditor'];
const reads = (...roles: readonly RoleName[]): Permission => ({
  level: 'reads',
  roles: roles.length > 0 ? roles : everybody,
});
const acts = (...roles: readonly [RoleName, ...RoleName[]]): Permission => ({ level: 'acts', roles });
/** Where roles are on, another method is in its place. */
const nobody: Permission = { level: 'acts', roles: [] };

/** How things look is nobody's concern. */
const looks: ReadonlySet<string> = new Set(['language', 'theme', 'firstSteps']);

/**
 * Which roles may call which method, once roles are on. Whoever stamps changes nothing that stamping is judged by; whoever keeps that does
 * not stamp; whoever looks into both changes nothing. A method without a line here does not compile.
 */
export const permissions: { readonly [M in MethodName]: Rule<M> } = {
  'app.info': free,
  'settings.get': free,
  'settings.update': (changes) => (Object.keys(changes).every((name) => looks.has(name)) ? free : acts('keeper')),
  'desktop.open': free,
  'desktop.reveal': free,

  // These ask for PINs themselves.
  'roles.state': free,
  'roles.setUp': free,
  'roles.signIn': free,
  'roles.signOut': free,
  'roles.adopt': free,
  'roles.changePin': acts('keeper', 'operator', 'auditor'),
  'roles.change': acts('keeper', 'operator', 'auditor'),
  'roles.handOver': acts('keeper'),

  // Drivers see every PIN of a UKey.
  'drivers.list': free,
  'drivers.add': acts('keeper'),
  'drivers.remove': acts('keeper'),
  'drivers.restart': acts('keeper', 'operator'),
  'drivers.enable': acts('keeper'),
  'drivers.prefer': acts('keeper'),
  'tokens.list': free,
  'tokens.changePin': acts('keeper'),
  'tokens.unblockPin': acts('keeper'),

  // What is trusted is what verdicts stand on.
  'certificates.print': free,
  'trust.list': free,
  'trust.listMakers': free,
  'trust.listSystem': free,
  'trust.listCrls': free,
  'trust.export': free,
  'trust.add': acts('keeper'),
  'trust.addIssuer': acts('keeper'),
  'trust.remove': acts('keeper'),
  'trust.addMaker': acts('keeper'),
  'trust.removeMaker': acts('keeper'),
  'trust.import': acts('keeper'),
  'trust.removeCrl': acts('keeper'),

  'seals.list': reads(),
  'seals.removed': reads(),
  'seals.artwork': reads(),
  // Of a file that somebody sent, it is verifying.
  'seals.verify': (input) => ('content' in input ? free : reads()),
  'seals.preview': acts('keeper'),
  'seals.previewImage': acts('keeper'),
  'seals.create': acts('keeper'),
  'seals.import': acts('keeper'),
  'seals.make': acts('keeper'),
  'seals.importStandard': acts('keeper'),
  'seals.exportStandard': acts('keeper'),
  // Without a PIN it is what the token shows to whoever looks.
  'seals.onToken': ({ pin }) => (pin === undefined ? reads() : acts('keeper')),
  'seals.importFromToken': acts('keeper'),
  'seals.writeToToken': acts('keeper'),
  'seals.renew': acts('keeper'),
  'seals.setState': acts('keeper'),
  'seals.setCompanion': acts('keeper'),
  'seals.setRules': acts('keeper'),
  'seals.remove': acts('keeper'),

  // Whoever verifies looks at pages.
  'documents.open': free,
  'documents.openRevision': free,
  'documents.read': free,
  'documents.page': free,
  'documents.drawing': free,
  'documents.picture': free,
  'documents.readingCopy': free,
  'documents.emptyFields': free,
  'documents.close': free,
  'documents.recent': reads(),
  'documents.repair': acts('keeper', 'operator'),

  'approval.info': reads(),
  'approval.addIssuer': acts('keeper'),
  'approval.removeIssuer': acts('keeper'),
  'approval.read': acts('keeper', 'operator'),

  // A keeper places seals for templates, and stamps nothing.
  'stamp.formerUses': reads(),
  'stamp.remembered': reads(),
  'stamp.preview': reads(),
  'stamp.suggest': reads(),
  'stamp.plan': acts('operator'),
  'stamp.proof': acts('keeper', 'operator'),
  'stamp.run': acts('operator'),
  'review.confirm': acts('operator'),
  // What stops something is open to whoever sees it.
  'stamp.endLogin': free,
  'stamp.cancel': free,

  'batch.list': reads(),
  'batch.get': reads(),
  'batch.items': reads(),
  'batch.pile': reads(),
  'batch.manifest': reads(),
  'batch.find': acts('operator'),
  'batch.create': acts('operator'),
  'batch.look': acts('operator'),
  'batch.leaveOut': acts('operator'),
  'batch.logins': acts('operator'),
  'batch.start': acts('operator'),
  'batch.pause': free,
  'batch.resume': acts('operator'),
  'batch.cancel': free,
  'batch.retry': acts('operator'),
  'batch.remove': acts('operator'),

  // The keeper opens the seals to a system that he trusts; what is stamped, the tickets say.
  'duty.get': reads(),
  'duty.start': acts('keeper'),
  'duty.stop': free,

  // What is on record, for an archive; whoever receives a package checks it.
  'archival.make': reads(),
  'archival.check': free,

  // Data are read as any document is; they go into one that is to be stamped.
  'data.list': free,
  'data.read': free,
  'data.compare': free,
  'data.embed': acts('operator'),

  'templates.list': reads(),
  'templates.match': reads(),
  'templates.export': reads(),
  'templates.save': acts('keeper'),
  'templates.remove': acts('keeper'),
  'templates.import': acts('keeper'),

  'verify.run': free,
  'verify.sealPictures': free,
  'verify.registeredPicture': free,
  'verify.report': free,
  'verify.guide': free,
  'verify.folder': free,
  'verify.cancel': free,
  'verify.folderReport': free,

  'longterm.list': reads(),
  'longterm.add': acts('keeper', 'operator'),
  'longterm.run': acts('keeper', 'operator'),
  'longterm.remove': acts('keeper', 'operator'),

  'history.list': reads(),
  'history.get': reads(),
  'history.files': reads(),
  'history.filesCancel': free,
  'history.life': reads(),
  'history.events': reads(),
  'history.counts': reads(),
  'history.receiptOf': reads(),
  // Verifying asks how a signature stands to this machine's record.
  'history.receipt': free,
  'history.ledgers': reads(),
  'history.openLedger': reads(),
  'history.repairs': reads(),
  'history.reconcile': reads(),
  'history.reconcileReport': reads(),
  'history.check': reads(),
  'history.archiveState': reads(),
  'history.cancel': free,
  // Signed with a seal it is a use of that.
  'history.export': ({ signWith }) => (signWith === undefined ? reads() : acts('operator')),
  'history.package': reads(),
  'history.backup': reads('keeper', 'auditor'),
  'history.inspection': acts('keeper', 'auditor'),
  // By `roles.handOver`, where both confirm it.
  'history.handover': nobody,
  'history.rebuild': acts('keeper'),
  'history.restore': acts('keeper'),
  'history.archive': acts('keeper'),
  'history.archiveRemove': acts('keeper'),

  // A trial seal is a seal, and its maker is trusted.
  'trial.create': acts('keeper'),
  'trial.sample': acts('keeper', 'operator'),
  'trial.get': free,
};

/** What a call takes. */
export function permissionFor<M extends MethodName>(method: M, input: ParsedInput<M>): Permission {
  const rule: Rule<M> = permissions[method];
  return typeof rule === 'function' ? rule(input) : rule;
}

/** How it stands with the roles, as far as a call is judged by it. */
export interface Standing {
  readonly status: 'off' | 'on' | 'differs';
  /** Of who is signed in where the call comes from. */
  readonly role: RoleName | null;
}

/** Whether a call goes on, or why it does not. */
export function judgeCall(
  permission: Permission,
  { status, role }: Standing,
): 'goes-on' | 'differs' | 'sign-in' | 'not-allowed' {
  if (status === 'off' || permission.level === 'free') return 'goes-on';
  if (status === 'differs') return permission.level === 'reads' ? 'goes-on' : 'differs';
  if (role === null) return 'sign-in';
  return permission.roles.includes(role) ? 'goes-on' : 'not-allowed';
}
