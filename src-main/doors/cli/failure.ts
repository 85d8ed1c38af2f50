import type { CommanderError } from 'commander';
import { AppError, type ErrorCode, type Language } from '../../contract/index.ts';
import { describeError, type Reader } from '../../words/index.ts';
import { plainText } from './terminal.ts';

/** The command was understood but failed. */
const failed = 1;
/** The arguments are wrong, or the input cannot be read. */
export const unreadable = 2;
const interrupted = 130;

const unreadableCodes: ReadonlySet<ErrorCode> = new Set([
  'INVALID_INPUT',
  'FILE_NOT_FOUND',
  'FILE_UNREADABLE',
  'PDF_NOT_PDF',
  'FILE_IS_OFD',
  'PDF_DAMAGED',
  'PDF_PASSWORD_REQUIRED',
  'PDF_PASSWORD_WRONG',
  'PDF_ENCRYPTION_UNSUPPORTED',
  'PDF_ENCRYPTED_FOR_CERTIFICATES',
  'PDF_NO_PAGES',
  'PDF_LIMIT',
  'OFD_DAMAGED',
  'OFD_ENCRYPTED',
  'OFD_LIMIT',
  'CERTIFICATE_UNREADABLE',
  'TEMPLATE_UNREADABLE',
  'VERIFICATION_LIMIT',
]);

const usageWords: Record<string, string> = {
  'commander.unknownOption': '没有这个选项',
  'commander.unknownCommand': '没有这个命令',
  'commander.missingArgument': '缺少参数',
  'commander.missingMandatoryOptionValue': '缺少必需的选项',
  'commander.optionMissingArgument': '选项缺少取值',
  'commander.excessArguments': '参数过多',
  'commander.conflictingOption': '选项互相冲突',
  'commander.invalidArgument': '选项的取值不正确',
};

/** What a complaint is about: the arguments that are too many, else everything it quotes. */
function subjectOf(said: string): string {
  const excess = /but got \d+: (.*)$/s.exec(said)?.[1];
  return excess ?? [...said.matchAll(/'([^']*)'/g)].map((match) => match[1]).join(' ');
}

/**
 * A complaint about arguments as an error of the contract: what is wrong and which argument. The value given to an option that
 * does not exist is not repeated: it may be a PIN.
 */
export function usageError(error: CommanderError, language: Language): AppError {
  const said = error.message
    .replace(/^error: /, '')
    .replace(/^(unknown option '(?:--[^'=]*|-.))[^']*'/, "$1'")
    // Nor is the password in an address.
    .replace(/(\w+:\/\/[^\s/@:]*):[^\s]*@/g, '$1@')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\.?\s*$/, '');
  const words = language === 'zh-CN' ? usageWords[error.code] : undefined;
  return new AppError('INVALID_INPUT', { detail: words ? `${words} ${subjectOf(said)}`.trim() : said });
}

export function exitCodeOf(error: AppError): number {
  if (error.code === 'CANCELLED') return interrupted;
  return unreadableCodes.has(error.code) ? unreadable : failed;
}

/** The option by which the next step is taken. */
const nextOptions: Partial<Record<ErrorCode, string>> = {
  OUTPUT_EXISTS: '--force',
  TEMPLATE_EXISTS: '--force',
  TEMPLATE_SEAL_MISSING: '--bind',
  SEAL_NAME_REASON_NEEDED: '--reason-for-name',
  TAX_NUMBER_DOUBTFUL: '--confirm-tax-number',
  PIN_FINAL_TRY: '--final-try',
  DRIVER_NOT_ALLOWED: 'qianyin settings --driver',
};

/** A word of the system or a driver: `EACCES`, `CKR_PIN_INCORRECT`. */
const symbol = /^[A-Z][A-Z0-9_]+$/;

/** What support asks for: a symbol is told to people too, a sentence of a program to programs only. */
function detailOf({ detail, values }: AppError, all: boolean): string | undefined {
  const known = detail ?? (typeof values.detail === 'string' ? values.detail : undefined);
  return all || (detail !== undefined && symbol.test(detail)) ? known : undefined;
}

/**
 * One line: what happened, what to do next, the code, and a word for support where there is one; with `details` whatever
 * is known.
 */
export function describeFailure(
  error: AppError,
  language: Language,
  { reader = 'stamping', details = false }: { reader?: Reader; details?: boolean } = {},
): string {
  const { happened, next } = describeError(error.toShape(), language, reader);
  const option = nextOptions[error.code];
  const how = option === undefined ? '' : language === 'zh-CN' ? `（${option}）` : ` (${option})`;
  const detail = detailOf(error, details);
  const code = detail ? `${error.code}: ${detail}` : error.code;
  const sentence =
    language === 'zh-CN' ? `${happened}。${next}${how}。(${code})` : `${happened}. ${next}${how}. (${code})`;
  return plainText(sentence.replace(/\s*\n\s*/g, ' '));
}
