import { AppError, type Finding } from '../../contract/index.ts';
import type { OfdPackage, PackageRoot, PartRole, ReachedPackage, SignatureList } from '../../ofd/index.ts';
import { finding } from '../../x509/index.ts';

/** Parts that nobody sees; that they are not well-formed stops no reader, and real invoices have such. */
const unseenRoles: ReadonlySet<PartRole> = new Set(['tags', 'extension', 'attachments']);

/** What is to be judged of a package as a whole. */
export interface JudgedPackage {
  readonly pack: OfdPackage;
  readonly root: PackageRoot;
  readonly reached: ReachedPackage;
  readonly lists: readonly SignatureList[];
  /** Entries that are neither signatures nor what a reader comes to by the standard, and that none protects. */
  readonly unreferenced: readonly string[];
}

/** Encrypted packages of GM/T 0099-2020 show something else to whoever has a key. @throws AppError OFD_ENCRYPTED */
export function refuseEncrypted(pack: OfdPackage): void {
  if (pack.find('Encryptions.xml')) throw new AppError('OFD_ENCRYPTED');
}

/**
 * Whether readers agree on what the package is: on its bytes (APPNOTE.TXT, 4.3), its names (GB/T 33190-2016, A.8: they are case-sensitive), its
 * entry and its parts.
 */
export function judgePackage({ pack, root, reached, lists, unreferenced }: JudgedPackage): Finding[] {
  const code = 'package';
  const count = (...kinds: readonly string[]) =>
    pack.remarks.reduce((sum, one) => sum + (kinds.includes(one.kind) ? one.count : 0), 0);
  const doubts: Finding[] = [];
  const notes: Finding[] = [];
  const outside = count('before', 'between', 'after');
  if (outside > 0) doubts.push(finding(code, 'unknown', 'package/bytes-outside', { count: outside }));
  const alike = count('names-alike');
  if (alike > 0) doubts.push(finding(code, 'unknown', 'package/names-alike', { count: alike }));
  const comment = count('comment');
  if (comment > 0) notes.push(finding(code, 'warning', 'package/comment', { count: comment }));
  const otherwise = count('gbk-names');
  if (otherwise > 0) notes.push(finding(code, 'warning', 'package/names-otherwise', { count: otherwise }));
  if (root.hasForeignElements) doubts.push(finding(code, 'unknown', 'package/foreign-elements'));
  const listDoubts = lists.flatMap((list) => list.doubts);
  if (listDoubts.length > 0) {
    doubts.push(finding(code, 'unknown', 'package/list-ambiguous', {}, listDoubts.join('; ')));
  }
  const otherCase = reached.parts.filter(({ isOtherCase }) => isOtherCase);
  if (otherCase.length > 0) {
    const evidence = otherCase
      .slice(0, mostNamed)
      .map(({ path }) => path)
      .join(' ');
    doubts.push(finding(code, 'unknown', 'package/case-differs', { count: otherCase.length }, evidence));
  }
  const faulty = reached.parts.find(({ fault, role }) => fault !== null && !unseenRoles.has(role));
  if (faulty) {
    doubts.push(finding(code, 'unknown', 'package/part-unreadable', { part: faulty.path }, faulty.fault ?? undefined));
  }
  if (pack.find('OFDEntries.xml')) doubts.push(finding(code, 'unknown', 'package/entry-list'));
  if (root.bodies.length > 1) {
    notes.push(finding(code, 'warning', 'package/several-documents', { count: root.bodies.length }));
  }
  const [first] = unreferenced;
  if (first) {
    notes.push(finding(code, 'warning', 'package/unreferenced', { count: unreferenced.length, part: first }));
  }
  if (pack.entries.some(({ name }) => invoiceData.test(name))) {
    notes.push(finding(code, 'warning', 'package/invoice-data-signature'));
  }
  const sound = finding(code, 'passed', 'package/sound', { count: pack.entries.length });
  return doubts.length > 0 ? [...doubts, ...notes] : [sound, ...notes];
}

const mostNamed = 50;
/** Invoices of the years before 2021 hold the data that the seller signed with a certificate that is not there. */
const invoiceData = /(?:^|\/)original_invoice\.xml$/i;
