import type { AppError } from '../../shared/app-error.ts';
import { FIRST_SERVER_STATUS } from './reply-guard.ts';
import { readThrown } from './thrown-facts.ts';

/** Whether a request was refused because the server does not know it, and not because it is busy or out of reach. */
export const isUnknownToServer = (error: AppError): boolean =>
  error.code === 'not-supported' ||
  error.code === 'key-vanished' ||
  (error.code === 'server-error' && error.status < FIRST_SERVER_STATUS);

const PRECONDITION_FAILED = 412;

/** Whether the server refused to store what is there already. */
export function isConditionRefused(thrown: unknown): boolean {
  const { name, status } = readThrown(thrown);
  return name === 'PreconditionFailed' || status === PRECONDITION_FAILED;
}

/** What servers answer that do not know a header: too old for it, or they forward what they cannot sign. */
const codes = new Set([
  'InvalidArgument',
  'InvalidRequest',
  'InvalidHeader',
  'MalformedHeader',
  'MissingContentLength',
  'NotImplemented',
  'NotSupported',
  'SignatureDoesNotMatch',
  'UnsupportedArgument',
  'UnsupportedHeader',
  'XAmzContentSHA256Mismatch',
]);
const statuses = new Set([400, 411, 501]);

/** Whether a refusal may be owed to an optional header, so that one more try without it is worth while. */
export function mayRefuseHeader(thrown: unknown): boolean {
  const { name, status, header, message } = readThrown(thrown);
  if (status === null) return false;
  if (codes.has(name)) return true;
  return statuses.has(status) && (isUnnamed(name) || /checksum|none-match/i.test(`${header} ${message}`));
}

/** A refusal without a code of S3's: the SDK calls it after its status, or not at all. */
const isUnnamed = (code: string): boolean => /^(|Unknown|UnknownError|Error|\d{3}|BadRequest)$/.test(code);
