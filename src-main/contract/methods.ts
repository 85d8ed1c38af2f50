/**
 * The one language of all doors, the renderer and the tests: every method with its input and output, every event with its
 * payload, as zod schemas. Types, preload, web door, CLI and test client are derived from it.
 */
import { z } from 'zod';
import { approvalInfo, openedTicket } from './approval/ticket.ts';
import { ticketText } from './approval/ticket-text.ts';
import { archiveMetadataChanges, checkedArchive, madeArchive } from './archival/archive-package.ts';
import {
  batch,
  batchId,
  batchItemOrder,
  batchItemState,
  batchItemsPage,
  batchLogin,
  batchLookRequest,
  batchOddity,
  batchProgress,
  batchRequest,
  batchSource,
  batchStart,
  foundSource,
  manifestFormat,
} from './batch/batch.ts';
import { bytes, hexadecimal, instant, pin } from './bytes.ts';
import { sealRules } from './control/seal-rules.ts';
import { openedDocument, readingCopy, recentDocument, repairedDocument, shownPage } from './documents.ts';
import { drawnPicture, pageDrawing, undrawnReason } from './drawing/page-drawing.ts';
import { duty, dutyRequest } from './duty/duty.ts';
import { folderVerification, folderVerificationProgress } from './folder-verification.ts';
import { archivedHistory, archiveState } from './history/archive.ts';
import { historyBackup, historyCheck, historyPackage, knownEvent } from './history/check.ts';
import { handover, inspection, ledgerEvent, ledgerEventKind, ledgerHead, restoredHistory } from './history/event.ts';
import { exportedHistory, exportRequest, historyProgress, historyWork } from './history/export.ts';
import {
  historyCount,
  historyCountBy,
  historyFilter,
  historyPage,
  historyRow,
  ledgerFile,
  openedLedger,
  repairRow,
} from './history/history.ts';
import { documentLife, recordedFiles, recordedFilesProgress } from './history/life.ts';
import { receipt, receiptAnswer } from './history/receipt.ts';
import { reconcileReportFormat, reconcileRequest, reconciliation } from './history/reconcile.ts';
import { longTermItem, longTermOutcome, longTermProgress, longTermQueue, signatureLevel } from './longterm.ts';
import { suggestedPlace } from './placing/placing.ts';
import { emptySignatureField } from './placing/signature-fields.ts';
import { templateName } from './placing/template-name.ts';
import { importedTemplate, listedTemplate, matchedTemplate } from './placing/templates.ts';
import { reviewGiven, reviewRequest } from './roles/review.ts';
import { confirmation, rolesChange, rolesHandOver, rolesSetUp, rolesState } from './roles/roles.ts';
import { sealDesign, sealLegibility } from './seal-designs.ts';
import { unsignedSealPictures } from './seal-pictures.ts';
import {
  removedSeal,
  seal,
  sealArtwork,
  sealKind,
  sealRegisterState,
  sealVerification,
  sealWithState,
  tokenSeal,
} from './seals.ts';
import {
  appInfo,
  importedCrl,
  settings,
  settingsUpdate,
  trial,
  trialAlgorithm,
  trustContent,
  trustedCertificate,
} from './settings.ts';
import {
  formerStamp,
  keptLogin,
  loginEnd,
  placedSeal,
  placement,
  previewedPlacement,
  proofRequest,
  proofResult,
  queueStamp,
  rememberedStamp,
  stampPlan,
  stampProgress,
  stampRequest,
  stampResult,
} from './stamping.ts';
import { dataComparison, embeddedData, embeddedFile, namedField } from './structured/embedded-data.ts';
import { certificateInfo, driver, token } from './tokens.ts';
import { verificationReport } from './verification.ts';

const isGiven = ({ length }: Uint8Array) => length > 0;
const nothing = z.undefined().or(z.null()).or(z.object({}));

/** Which certificate of which token a seal is bound to. */
const bindingChoice = z.object({ tokenId: z.string(), certificateFingerprint: z.string() });
const trustedToo = z.array(z.string()).default([]).describe('further trusted certificates: files, folders or PEM text');
const trustedMakersToo = z
  .array(z.string())
  .default([])
  .describe('further trusted seal makers: files, folders or PEM text');
const reportLanguage = z.enum(['zh-CN', 'en']).optional().describe('default: that of the settings');
const reportId = z.string().describe('names a report of verify.run; the core keeps the newest ones');
const producedFile = z.object({ fileName: z.string(), content: bytes });
const withPicture = { picture: z.boolean().default(false) };
const sealQuestion = { ...withPicture, trust: trustedToo, trustMakers: trustedMakersToo };
const sealBase = z.object({ name: z.string().trim().min(1).max(100), kind: sealKind, binding: bindingChoice });
const namedDesign = {
  design: sealDesign,
  nameReason: z
    .string()
    .trim()
    .max(200)
    .default('')
    .describe('why the seal bears the name of a subordinate unit, or a short one'),
  taxNumberConfirmed: z.boolean().default(false).describe('a tax number whose check character is wrong is meant so'),
};

/** A file, as it was opened where `documentId` names that. */
const openedFile = stampRequest.pick({ path: true, documentId: true, password: true });

const openedData = z.object({ path: z.string().min(1), password: z.string().max(128).optional() });

const registerLogin = z
  .object({ pin: pin.optional(), finalTryConfirmed: z.boolean().default(false) })
  .optional()
  .describe('logs in to the token of the seal; without it, the register says that nobody did');

/** Of another ledger than the one that is written to: its path. */
const otherLedger = z.string().min(1).max(4096).optional().describe('the path of another ledger, which is only read');
const historyRunId = z
  .string()
  .min(1)
  .max(64)
  .describe('chosen by the caller: names the run in progress events and in cancel');

export const methods = {
  'app.info': { input: nothing, output: appInfo },

  /** 三权分立: whether it is on, and who is signed in here. */
  'roles.state': { input: nothing, output: rolesState },
  /** @throws ROLES_ON, ROLES_INCOMPLETE, ROLE_NAME_TAKEN, ROLE_PIN_WEAK */
  'roles.setUp': { input: rolesSetUp, output: rolesState },
  /** @throws ROLES_OFF, ROLE_PIN_WRONG, ROLE_PIN_WAIT */
  'roles.signIn': { input: confirmation, output: rolesState },
  'roles.signOut': { input: nothing, output: rolesState },
  /** Of who is signed in. @throws ROLE_PIN_WRONG, ROLE_PIN_WAIT, ROLE_PIN_WEAK */
  'roles.changePin': { input: z.object({ oldPin: pin, newPin: pin }), output: rolesState },
  /** @throws ROLE_CONFIRMERS, ROLE_PIN_…, ROLES_INCOMPLETE, ROLE_NAME_TAKEN, ROLE_PERSON_UNKNOWN */
  'roles.change': { input: rolesChange, output: rolesState },
  /** Puts the file of the roles on a record that knows of none: that of a ledger that was lost. @throws ROLE_CONFIRMERS, ROLE_PIN_… */
  'roles.adopt': { input: z.object({ confirmedBy: z.array(confirmation).length(2) }), output: rolesState },
  /** @throws SEAL_NOT_FOUND, ROLE_CONFIRMERS, ROLE_PIN_… */
  'roles.handOver': { input: rolesHandOver, output: ledgerHead },

  'settings.get': { input: nothing, output: settings },
  'settings.update': { input: settingsUpdate, output: settings },

  'drivers.list': { input: nothing, output: z.array(driver) },
  'drivers.add': {
    input: z.object({
      path: z.string().min(1).max(4096),
      initString: z.string().max(4096).optional().describe('what it is initialised with: NSS wants its configdir'),
    }),
    output: z.array(driver),
  },
  'drivers.remove': { input: z.object({ id: z.string() }), output: z.array(driver) },
  'drivers.restart': { input: z.object({ id: z.string() }), output: z.array(driver) },
  'drivers.enable': { input: z.object({ id: z.string(), enabled: z.boolean() }), output: z.array(driver) },
  'drivers.prefer': { input: z.object({ id: z.string(), preferred: z.boolean() }), output: z.array(driver) },

  'tokens.list': { input: nothing, output: z.array(token) },
  'certificates.print': { input: z.object({ pem: z.string().max(100_000) }), output: z.object({ text: z.string() }) },
  'tokens.changePin': {
    input: z.object({
      tokenId: z.string(),
      oldPin: pin,
      newPin: pin,
      finalTryConfirmed: z.boolean().default(false),
    }),
    output: z.null(),
  },

  'tokens.unblockPin': {
    input: z.object({
      tokenId: z.string(),
      adminPin: pin.refine(isGiven, 'empty'),
      newPin: pin.refine(isGiven, 'empty'),
    }),
    output: z.null(),
  },

  'trust.list': { input: nothing, output: z.array(trustedCertificate) },
  'trust.add': { input: z.object({ certificates: bytes }), output: z.array(trustedCertificate) },
  'trust.addIssuer': {
    input: z.object({
      pem: z.string().max(100_000),
      fingerprint: z.string().describe('as the person saw it'),
      onlyTimestamps: z
        .boolean()
        .default(false)
        .describe('it is that of a timestamp: it shall not count for who signed'),
    }),
    output: z.array(trustedCertificate),
  },
  'trust.remove': { input: z.object({ fingerprint: z.string() }), output: z.array(trustedCertificate) },
  'trust.listMakers': { input: nothing, output: z.array(trustedCertificate) },
  'trust.addMaker': { input: z.object({ certificates: bytes }), output: z.array(trustedCertificate) },
  'trust.removeMaker': { input: z.object({ fingerprint: z.string() }), output: z.array(trustedCertificate) },
  'trust.import': { input: z.object({ content: bytes }), output: trustContent },
  'trust.listSystem': { input: nothing, output: z.array(certificateInfo) },
  'trust.listCrls': { input: nothing, output: z.array(importedCrl) },
  'trust.removeCrl': { input: z.object({ fingerprint: z.string() }), output: z.array(importedCrl) },
  'trust.export': {
    input: z.object({ fingerprint: z.string() }),
    output: z.object({ fileName: z.string(), content: bytes }),
  },

  'seals.list': { input: nothing, output: z.array(sealWithState) },
  'seals.preview': { input: sealDesign, output: z.object({ svg: z.string(), legibility: sealLegibility }) },
  'seals.create': { input: sealBase.extend(namedDesign), output: seal },
  'seals.previewImage': {
    input: z.object({ png: bytes, removeBackground: z.boolean() }),
    output: z.object({ png: bytes, widthPx: z.number(), heightPx: z.number(), hasTransparency: z.boolean() }),
  },
  'seals.import': {
    input: sealBase.extend({
      png: bytes,
      removeBackground: z.boolean().default(false),
      widthMm: z.number().min(5).max(120),
    }),
    output: seal,
  },
  'seals.make': {
    input: z.object({
      id: z.string(),
      maker: bindingChoice,
      pin: pin.optional(),
      signaturePin: pin.optional(),
      finalTryConfirmed: z.boolean().default(false),
      trustMaker: z.boolean().default(false).describe('true: the maker joins the trusted seal makers of this computer'),
      sealNumber: z.string().trim().max(40).default('').describe('esID; empty: drawn at random'),
      validUntil: z.iso.datetime().optional().describe('default: the end of the certificate that the seal is bound to'),
    }),
    output: seal,
  },
  'seals.importStandard': {
    input: z.object({ content: bytes, name: z.string().trim().max(100).optional() }),
    output: seal,
  },
  'seals.exportStandard': {
    input: z.object({ id: z.string() }),
    output: z.object({ fileName: z.string(), content: bytes }),
  },
  'seals.verify': {
    input: z.object({ id: z.string(), ...sealQuestion }).or(z.object({ content: bytes, ...sealQuestion })),
    output: sealVerification,
  },
  'seals.onToken': {
    input: z.object({ tokenId: z.string(), pin: pin.optional(), ...withPicture }),
    output: z.array(tokenSeal),
  },
  'seals.importFromToken': {
    input: z.object({ tokenId: z.string(), sha256: z.string(), pin: pin.optional() }),
    output: seal,
  },
  'seals.writeToToken': {
    input: z.object({
      id: z.string(),
      tokenId: z.string(),
      pin: pin.optional(),
      finalTryConfirmed: z.boolean().default(false),
    }),
    output: z.null(),
  },
  'seals.renew': {
    input: z.object({ id: z.string(), binding: bindingChoice }).describe('the renewed certificate of the same owner'),
    output: seal,
  },
  'seals.setState': {
    input: z.object({
      id: z.string(),
      state: sealRegisterState,
      reason: z.string().trim().min(1).max(200),
      login: registerLogin,
    }),
    output: seal,
  },
  'seals.setCompanion': {
    input: z.object({ id: z.string(), companion: bindingChoice.nullable() }),
    output: seal,
  },
  'seals.setRules': {
    input: z.object({ id: z.string(), rules: sealRules.nullable() }),
    output: seal,
  },
  'seals.remove': {
    input: z.object({ id: z.string(), reason: z.string().trim().max(200).default(''), login: registerLogin }),
    output: z.null(),
  },
  'seals.removed': { input: nothing, output: z.array(removedSeal) },
  'seals.artwork': {
    input: z.object({ id: z.string() }),
    output: sealArtwork,
  },

  'documents.open': {
    input: z.object({ path: z.string().min(1), password: z.string().max(128).optional() }),
    output: openedDocument,
  },
  /** The file as it was when a signature was made: the bytes up to the end of what it covers. To look at and to save, not to stamp. */
  'documents.openRevision': {
    input: z.object({ path: z.string().min(1), fieldName: z.string(), password: z.string().max(128).optional() }),
    output: openedDocument,
  },
  /** A copy of an unsigned file, written anew as viewers show it once they have repaired it; the original stays as it is. */
  'documents.repair': {
    input: z.object({
      path: z.string().min(1),
      outputPath: z.string().min(1).optional().describe('default: beside the original'),
      overwrite: z.boolean().default(false),
    }),
    output: repairedDocument,
  },
  'documents.read': {
    input: z.object({
      documentId: z.string(),
      offsetBytes: z.number().int().min(0),
      lengthBytes: z
        .number()
        .int()
        .min(1)
        .max(1 << 24),
    }),
    output: bytes,
  },
  'documents.page': { input: z.object({ documentId: z.string(), page: z.number().int().min(1) }), output: shownPage },
  /** Of an OFD: what a page draws, with its seals. Of a PDF the window draws the pages itself. */
  'documents.drawing': {
    input: z.object({ documentId: z.string(), page: z.number().int().min(1) }),
    output: pageDrawing,
  },
  /** A picture of such a page, by its key; where there is none to be shown, why not. */
  'documents.picture': {
    input: z.object({ documentId: z.string(), page: z.number().int().min(1), key: z.string().max(2000) }),
    output: z.object({ picture: drawnPicture.nullable(), fault: undrawnReason.nullable() }),
  },
  /** An OFD as a PDF for reading, which carries no seal over and says so on every page. */
  'documents.readingCopy': { input: z.object({ documentId: z.string() }), output: readingCopy },
  /** The signature fields that the file brings and that nobody has signed, in the order of its form. */
  'documents.emptyFields': { input: z.object({ documentId: z.string() }), output: z.array(emptySignatureField) },
  'documents.close': { input: z.object({ documentId: z.string() }), output: z.null() },
  'documents.recent': { input: nothing, output: z.array(recentDocument) },

  'approval.info': { input: nothing, output: approvalInfo },
  /** Certificates of systems whose tickets are believed. */
  'approval.addIssuer': { input: z.object({ certificates: bytes }), output: approvalInfo },
  'approval.removeIssuer': { input: z.object({ fingerprint: z.string() }), output: approvalInfo },
  /** What a ticket says, judged as of now; it is not used up. */
  'approval.read': { input: z.object({ ticket: ticketText }), output: openedTicket },

  /** When the seals at hand were put on this very document before, or made it; the newest first. */
  'stamp.formerUses': { input: z.object({ documentId: z.string() }), output: z.array(formerStamp) },
  /** How documents of the same kind were stamped, the newest first: one for each choice of seals. */
  'stamp.remembered': { input: z.object({ documentId: z.string() }), output: z.array(rememberedStamp) },
  /** What comes of each placement by itself, to be shown before anything is decided. */
  'stamp.preview': {
    input: stampRequest
      .pick({ path: true, documentId: true, password: true })
      .extend({ placements: z.array(placement).min(1).max(100) }),
    output: z.array(previewedPlacement),
  },
  /** Where an office would put this seal, the best first; none where the document does not say. */
  'stamp.suggest': {
    input: stampRequest.pick({ path: true, documentId: true, password: true }).extend({ sealId: z.string() }),
    output: z.array(suggestedPlace),
  },
  'stamp.plan': {
    input: stampRequest.omit({ pins: true, signaturePins: true, finalTryConfirmed: true }).extend(queueStamp.shape),
    output: stampPlan,
  },
  /** 试盖: a copy with the impressions, marked as a proof across each page. Nothing is signed and no use recorded. */
  'stamp.proof': { input: proofRequest, output: proofResult },
  'stamp.run': {
    input: stampRequest.extend(queueStamp.shape),
    output: stampResult.extend({ login: keptLogin.nullable().describe('what of it serves for the files that follow') }),
  },
  /** 双人复核: a second person confirms by the PIN of the own role what will be stamped. @throws ROLE_PIN_…, REVIEW_SAME_PERSON, REVIEWER_ROLE, and as `stamp.plan` */
  'review.confirm': { input: reviewRequest, output: reviewGiven },
  /** Ends a login that was kept, and wipes its PINs. One that has ended already is none. */
  'stamp.endLogin': { input: queueStamp.pick({ loginKey: true }).required(), output: z.null() },
  'stamp.cancel': { input: z.object({ runId: z.string() }), output: z.null() },

  /** What is there to be stamped; nothing is kept. @throws BATCH_EMPTY, FILE_NOT_FOUND, TOO_MANY_FILES, JOB_TABLE_… */
  'batch.find': { input: z.object({ source: batchSource }), output: foundSource },
  /** Finds the files and names their outputs. @throws what is wrong, a line of a table by its number, before anything is kept */
  'batch.create': { input: batchRequest, output: batch },
  /** The newest first. */
  'batch.list': { input: nothing, output: z.array(batch) },
  'batch.get': { input: z.object({ id: batchId }), output: batch },
  'batch.items': {
    input: z.object({
      id: batchId,
      order: batchItemOrder.default('odd-first'),
      state: batchItemState.optional(),
      oddity: batchOddity.optional(),
      random: z.number().int().min(1).max(100).optional().describe('so many, drawn anew each time'),
      offset: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(500).default(100),
    }),
    output: batchItemsPage,
  },
  /** Every file is looked at as one that is to be stamped, 盖章预检 included; resolves when that is done or cancelled. */
  'batch.look': { input: batchLookRequest, output: batch },
  /** The pages that get a seal, over each other: where most have ink it is dark. */
  'batch.pile': {
    input: z.object({ id: batchId }),
    output: z
      .object({
        png: bytes,
        widthMm: z.number(),
        heightMm: z.number(),
        files: z.number().int().describe('in the picture, of the size that most have'),
        sampled: z.number().int().describe('that will be in it: an even sample of them'),
        seals: z.array(placedSeal).describe('where most files get them'),
      })
      .nullable()
      .describe('null: nothing was drawn yet'),
  },
  'batch.leaveOut': {
    input: z.object({
      id: batchId,
      indexes: z.array(z.number().int().min(0)).max(100_000).default([]),
      oddity: batchOddity.optional().describe('and all that differ in this'),
      leftOut: z.boolean(),
    }),
    output: batch,
  },
  /** Which tokens sign, and how often somebody is asked. @throws TOKEN_NOT_FOUND and what else stands in the way */
  'batch.logins': { input: z.object({ id: batchId }), output: z.array(batchLogin) },
  /** Logs in and stamps what waits; resolves when that runs. What came of it is told by `batch.progress`. */
  'batch.start': { input: batchStart, output: batch },
  'batch.pause': { input: z.object({ id: batchId }), output: batch },
  'batch.resume': { input: z.object({ id: batchId }), output: batch },
  /** Ends the look or the run after the files at work; it can be gone on with. Resolves when nothing runs any more. */
  'batch.cancel': { input: z.object({ id: batchId }), output: batch },
  /** Puts what failed back to wait. */
  'batch.retry': { input: z.object({ id: batchId }), output: batch },
  'batch.manifest': {
    input: z.object({ id: batchId, format: manifestFormat, language: reportLanguage }),
    output: producedFile,
  },
  'batch.remove': { input: z.object({ id: batchId }), output: z.null() },

  /** The duty that is on, or was on last since the program began; null: there was none. */
  'duty.get': { input: nothing, output: duty.nullable() },
  /** Logs in, and seals what comes with a ticket until it ends. @throws DUTY_RUNNING, WATCH_FOLDER_…, PIN_…, TOKEN_…, SEAL_… */
  'duty.start': { input: dutyRequest, output: duty },
  /** Ends it at once; resolves when everybody is logged out. */
  'duty.stop': { input: nothing, output: duty.nullable() },

  /** An archive package (归档包) of a file that was sealed here. @throws ARCHIVE_NOT_SEALED_HERE, FILE_…, OUTPUT_… */
  'archival.make': {
    input: z.object({
      path: z.string().min(1),
      outputPath: z.string().min(1).optional().describe('default: 原名_归档.zip beside the file'),
      overwrite: z.boolean().default(false),
      metadata: archiveMetadataChanges.default({}),
    }),
    output: madeArchive,
  },
  /** @throws ARCHIVE_UNREADABLE, FILE_… */
  'archival.check': {
    input: z.object({ path: z.string().min(1), trust: trustedToo, trustMakers: trustedMakersToo }),
    output: checkedArchive,
  },

  /** The files within a document. */
  'data.list': { input: openedData, output: z.array(embeddedFile) },
  /** One of them, by its name. @throws INVALID_INPUT */
  'data.read': { input: openedData.extend({ name: z.string().min(1).max(255) }), output: producedFile },
  /** Whether data say what is printed: `data`, else what is within the document and was named. @throws DATA_UNREADABLE, DATA_NO_TEXT, PDF_LIMIT */
  'data.compare': {
    input: openedData.extend({ data: bytes.optional(), fields: z.array(namedField).max(500).optional() }),
    output: dataComparison,
  },
  /** Puts data into a copy, which is then to be sealed. @throws DATA_DIFFERS, DATA_…, PDF_SIGNED, OUTPUT_… */
  'data.embed': {
    input: openedData.extend({
      name: z.string().trim().min(1).max(255),
      data: bytes.refine(isGiven),
      fields: z.array(namedField).max(500).optional().describe('absent: all that the data hold'),
      outputPath: z.string().min(1).optional(),
      overwrite: z.boolean().default(false),
    }),
    output: embeddedData,
  },

  'templates.list': { input: nothing, output: z.array(listedTemplate) },
  'templates.save': {
    input: z.object({
      name: templateName,
      placements: stampRequest.shape.placements,
      document: openedFile.optional().describe('what it is known by is taken from its first page'),
      overwrite: z.boolean().default(false),
    }),
    output: listedTemplate,
  },
  'templates.remove': { input: z.object({ name: templateName }), output: z.null() },
  'templates.export': { input: z.object({ name: templateName }), output: producedFile },
  /** A file of somebody else. A seal that is not here is taken by name and kind where just one fits, else it has to be chosen. */
  'templates.import': {
    input: z.object({
      content: bytes,
      seals: z.record(z.string(), z.string()).default({}).describe('by ID or name in the file: the ID of ours'),
      overwrite: z.boolean().default(false),
    }),
    output: importedTemplate,
  },
  /** The templates that a document looks like, best first. */
  'templates.match': { input: openedFile, output: z.array(matchedTemplate) },

  'verify.run': {
    input: z.object({
      path: z.string().min(1),
      password: z.string().max(128).optional(),
      trust: trustedToo,
      trustMakers: trustedMakersToo,
    }),
    output: z.object({ reportId, report: verificationReport }),
  },
  /** What looks like a seal and has no signature behind it, kept with the report: a step of its own, for every page. */
  'verify.sealPictures': {
    input: z.object({
      reportId,
      password: z.string().max(128).optional(),
    }),
    output: unsignedSealPictures,
  },
  /** What the seal of a signature looks like by the word of its maker, to be held against what the page shows. */
  'verify.registeredPicture': {
    input: z.object({ path: z.string().min(1), fieldName: z.string(), password: z.string().max(128).optional() }),
    output: sealArtwork.nullable().describe('null: none, or of a kind that is not drawn here'),
  },
  'verify.report': {
    input: z.object({ reportId, format: z.enum(['pdf', 'json']), language: reportLanguage }),
    output: producedFile,
  },
  /** 验章说明: how somebody who receives a seal checks it, a PDF to be sent along with a contract. */
  'verify.guide': { input: z.object({ language: reportLanguage }), output: producedFile },
  'verify.folder': {
    input: z.object({
      runId: z
        .string()
        .min(1)
        .max(64)
        .describe('chosen by the caller: names the run in progress events, in cancel and in its report'),
      paths: z.array(z.string().min(1)).min(1).max(100_000).describe('folders, and files by name'),
      recursive: z.boolean().default(true),
      trust: trustedToo,
      trustMakers: trustedMakersToo,
    }),
    output: folderVerification,
  },
  'verify.cancel': { input: z.object({ runId: z.string() }), output: z.null() },
  'verify.folderReport': {
    input: z.object({ runId: z.string(), format: z.enum(['xlsx', 'json']), language: reportLanguage }),
    output: producedFile,
  },

  'longterm.list': { input: nothing, output: longTermQueue },
  'longterm.add': {
    input: z.object({ path: z.string().min(1), level: signatureLevel.optional() }),
    output: longTermItem,
  },
  'longterm.run': {
    input: z.object({
      paths: z.array(z.string().min(1)).optional().describe('default: every file that waits'),
      password: z.string().max(128).optional().describe('opens encrypted PDFs'),
    }),
    output: z.array(longTermOutcome),
  },
  'longterm.remove': { input: z.object({ path: z.string().min(1) }), output: longTermQueue },

  'history.list': {
    input: z.object({
      filter: historyFilter.default(historyFilter.parse({})),
      before: z.number().int().optional().describe('only uses with a smaller number: where the last page ended'),
      limit: z.number().int().min(1).max(10_000).default(100),
      ledger: otherLedger,
    }),
    output: historyPage,
  },
  'history.get': { input: z.object({ seq: z.number().int(), ledger: otherLedger }), output: historyRow },
  /** Whether the files of a use are there, and still what is on record. @throws INVALID_INPUT */
  'history.files': {
    input: z.object({
      seq: z.number().int(),
      runId: z.string().min(1).max(64).describe('chosen by the caller: names the run in progress events and in cancel'),
      ledger: otherLedger,
    }),
    output: recordedFiles.nullable().describe('null: it was cancelled'),
  },
  'history.filesCancel': { input: z.object({ runId: z.string() }), output: z.null() },
  /** What the document of a use went through here. @throws INVALID_INPUT */
  'history.life': { input: z.object({ seq: z.number().int(), ledger: otherLedger }), output: documentLife },
  /** All that is on record, uses or not; the newest first. */
  'history.events': {
    input: z.object({
      kinds: z.array(ledgerEventKind).default([]).describe('empty: all'),
      sealId: z.string().optional().describe('only what tells of this seal, its uses aside'),
      before: z.number().int().optional().describe('only events with a smaller number'),
      limit: z.number().int().min(1).max(1000).default(100),
      ledger: otherLedger,
    }),
    output: z.array(ledgerEvent),
  },
  /** How many uses by day, month, seal, person or unit; words of a search are not regarded. */
  'history.counts': {
    input: z.object({
      by: historyCountBy,
      filter: historyFilter.default(historyFilter.parse({})),
      ledger: otherLedger,
    }),
    output: z.array(historyCount),
  },
  /** What the signature of a use carries: the place of its intent in the chain. @throws INVALID_INPUT */
  'history.receiptOf': { input: z.object({ seq: z.number().int(), ledger: otherLedger }), output: receipt },
  /** How a receipt in a signature stands to the ledger of this machine. One that was copied into somebody else's signature `differs`. */
  'history.receipt': {
    input: receipt.extend({
      signers: z
        .array(hexadecimal)
        .max(100)
        .optional()
        .describe('SHA-256 of the certificates that signed with it; absent: a receipt by itself'),
    }),
    output: receiptAnswer,
  },
  /** 移交. @throws SEAL_NOT_FOUND */
  'history.handover': { input: handover, output: ledgerHead },
  /** 检查. @throws SEAL_NOT_FOUND */
  'history.inspection': { input: inspection, output: ledgerHead },
  /** The ledgers in the data folder, the current one first. */
  'history.ledgers': { input: nothing, output: z.array(ledgerFile) },
  /** Reads another ledger, so that it can be listed by its path: what was put aside, or is of another time. @throws FILE_NOT_FOUND, FILE_UNREADABLE, HISTORY_UNREADABLE, CANCELLED */
  'history.openLedger': {
    input: z.object({ runId: historyRunId, path: z.string().min(1).max(4096) }),
    output: openedLedger,
  },
  /** Makes the lists anew from the events, where a check found them other than those. */
  'history.rebuild': { input: nothing, output: z.null() },
  'history.repairs': { input: nothing, output: z.array(repairRow) },
  /** A use of seals for each row, to a file; without a path small ones come as bytes, greater ones stay in the data folder. */
  'history.export': { input: exportRequest, output: exportedHistory },
  /** 对账: the PDFs of folders held against the record. */
  'history.reconcile': { input: reconcileRequest, output: reconciliation },
  'history.reconcileReport': {
    input: z.object({ runId: z.string(), format: reconcileReportFormat, language: reportLanguage }),
    output: producedFile,
  },
  'history.check': {
    input: z.object({
      runId: historyRunId,
      path: z.string().min(1).optional().describe("a ledger or an evidence package; default: this machine's ledger"),
      receipts: z.array(receipt).max(10_000).default([]).describe('of stamped files, which it must have'),
      heads: z.array(knownEvent).max(10_000).default([]).describe('events that it must have'),
    }),
    output: historyCheck,
  },
  /** A copy of the record, checked; with a passphrase encrypted. @throws OUTPUT_EXISTS, HISTORY_DAMAGED, OUTPUT_FOLDER_UNWRITABLE */
  'history.backup': {
    input: z.object({
      runId: historyRunId,
      outputPath: z.string().min(1).optional(),
      passphrase: z.string().min(8).max(1024).optional(),
      overwrite: z.boolean().default(false),
    }),
    output: historyBackup,
  },
  /** Puts a backup in the place of the record, which is kept aside. @throws BACKUP_UNREADABLE, BACKUP_PASSPHRASE, FILE_NOT_FOUND */
  'history.restore': {
    input: z.object({ runId: historyRunId, path: z.string().min(1), passphrase: z.string().max(1024).optional() }),
    output: restoredHistory,
  },
  'history.package': {
    input: z.object({
      runId: historyRunId,
      path: z.string().min(1).optional(),
      from: z.number().int().min(1).default(1).describe('the first event'),
      overwrite: z.boolean().default(false),
    }),
    output: historyPackage,
  },
  /**
   * 归档: writes all events to an evidence package, checks it, and begins a fresh ledger that names it; the former one is kept.
   * @throws OUTPUT_EXISTS, OUTPUT_FOLDER_UNWRITABLE, DISK_FULL, HISTORY_IN_USE, ARCHIVE_NOT_WHOLE, CANCELLED
   */
  'history.archive': {
    input: z.object({
      runId: historyRunId,
      path: z
        .string()
        .min(1)
        .optional()
        .describe('where the package is written; absent: among the exports in the data folder'),
      before: instant.optional().describe('only where the ledger has an event from before'),
      overwrite: z.boolean().default(false),
    }),
    output: archivedHistory,
  },
  'history.archiveState': { input: nothing, output: archiveState },
  /** Removes a ledger that was archived, once its package is there and whole. @throws FILE_NOT_FOUND, ARCHIVE_PACKAGE, INVALID_INPUT */
  'history.archiveRemove': {
    input: z.object({ runId: historyRunId, file: z.string().min(1), packagePath: z.string().min(1) }),
    output: ledgerHead.describe('the event that says so'),
  },
  /** Ends an export, which then leaves no file, or a reconciliation, which then gives what is done. */
  'history.cancel': { input: historyWork, output: z.null() },

  'trial.create': { input: z.object({ algorithm: trialAlgorithm.default('sm2') }).nullish(), output: trial },
  /** Places the sample contract in the data folder, to be tried with any seal. */
  'trial.sample': { input: nothing, output: z.object({ path: z.string() }) },
  'trial.get': { input: nothing, output: trial.nullable() },

  'desktop.open': { input: z.object({ path: z.string() }), output: z.null() },
  'desktop.reveal': { input: z.object({ path: z.string() }), output: z.null() },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

export const events = {
  'tokens.changed': z.object({
    tokens: z.array(token),
    seals: z.array(sealWithState).nullable().describe('as they stand with these tokens; null: they cannot be read now'),
  }),
  'seals.changed': z
    .object({ seals: z.array(sealWithState), trial: trial.nullable() })
    .describe('a seal was made, changed or removed'),
  'drivers.changed': z.object({ drivers: z.array(driver) }),
  'roles.changed': z.object({}).describe('the people, or who is signed in somewhere: to be asked for anew'),
  'stamp.progress': stampProgress,
  'stamp.loginEnded': z.object({ loginId: z.string(), reason: loginEnd }),
  'batch.progress': batchProgress,
  'duty.changed': duty,
  'verify.progress': folderVerificationProgress,
  'history.progress': historyProgress,
  'history.filesProgress': recordedFilesProgress,
  'longterm.progress': longTermProgress,
  'longterm.changed': longTermQueue.describe('a run by schedule began or ended'),
  'documents.requested': z
    .object({ paths: z.array(z.string()).min(1) })
    .describe('a second start or the system asks to open these PDFs'),
} as const satisfies Record<string, z.ZodType>;

export type MethodName = keyof typeof methods;
export type MethodInput<M extends MethodName> = z.input<(typeof methods)[M]['input']>;
export type ParsedInput<M extends MethodName> = z.output<(typeof methods)[M]['input']>;
export type MethodOutput<M extends MethodName> = z.output<(typeof methods)[M]['output']>;
export type EventName = keyof typeof events;
export type EventPayload<E extends EventName> = z.output<(typeof events)[E]>;

/** All of the contract's methods, answered. */
export type Handlers = { [M in MethodName]: (input: ParsedInput<M>) => Promise<MethodOutput<M>> };

/** What a room hands to `app.ts`: every method whose name begins so, answered. */
export type HandlersOf<Prefix extends string> = Pick<Handlers, Extract<MethodName, `${Prefix}.${string}`>>;

/** What every door carries: calls in, events out. */
export interface Core {
  call<M extends MethodName>(method: M, input: MethodInput<M>): Promise<MethodOutput<M>>;
  subscribe<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void;
}
