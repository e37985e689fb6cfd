import type { ServerResponse } from 'node:http';

/** The operations that are served, by the names of the AWS API references. */
export type AwsOperation =
  | 'AssumeRole'
  | 'AssumeRoleWithWebIdentity'
  | 'GetCallerIdentity'
  | 'GetRoleCredentials'
  | 'RegisterClient'
  | 'StartDeviceAuthorization'
  | 'CreateToken';

/** A request as it arrived. */
export interface AwsRequest {
  operation: AwsOperation;
  /** Who signed it; null where the operation is not signed, or was not. */
  accessKeyId: string | null;
  /** Of the query, the form or the JSON body, under the names of the API; lists are joined by a space. */
  parameters: Readonly<Record<string, string>>;
  /** The SSO portal's bearer token; null elsewhere. */
  bearerToken: string | null;
}

/** Keys as STS and the SSO portal give them. */
export interface IssuedKeys {
  accessKeyId: string;
  secretAccessKey: string;
  /** Empty: STS names none (a server that knows fixed keys only takes no token). The SSO portal always needs one. */
  sessionToken: string;
}

/** A refusal as the service words it; what is left out is what AWS answers for that code. */
export interface Refusal {
  code: string;
  status?: number;
  message?: string;
}

/** Thrown by an operation to refuse. */
export class Refused extends Error {
  readonly refusal: Refusal;

  constructor(code: string, message = '') {
    super(code);
    this.refusal = { code, message };
  }
}

/** What a test has refused beforehand. */
export class RefusalScript {
  readonly #refusals = new Map<AwsOperation, { refusal: Refusal; left: number }>();

  refuse(operation: AwsOperation, refusal: string | Refusal, times = Number.POSITIVE_INFINITY): void {
    const facts = typeof refusal === 'string' ? { code: refusal } : refusal;
    this.#refusals.set(operation, { refusal: facts, left: times });
  }

  accept(operation: AwsOperation): void {
    this.#refusals.delete(operation);
  }

  /** Null where the operation is to be served. */
  next(operation: AwsOperation): Refusal | null {
    const script = this.#refusals.get(operation);
    if (script === undefined || script.left === 0) return null;
    script.left--;
    return script.refusal;
  }
}

export interface AwsReply {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

export const jsonReply = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): AwsReply => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

export const xmlReply = (status: number, body: string): AwsReply => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body,
});

export function sendReply(reply: ServerResponse, requestId: string, { status, headers, body }: AwsReply): void {
  reply.writeHead(status, {
    ...headers,
    'x-amzn-requestid': requestId,
    'content-length': Buffer.byteLength(body),
  });
  reply.end(body);
}

export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
