import {
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type RequestOptions,
  type ServerResponse,
  request as sendRequest,
} from 'node:http';
import { Transform } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { finished, pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from './fault.ts';
import { listenOnLoopback } from './loopback.ts';

/** A request that came to the proxy, in the order of arrival. */
export interface SeenRequest {
  method: string;
  /** As it was sent: percent-encoded, with the query. */
  path: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

export type RequestMatch = (request: SeenRequest) => boolean;

/** Decides for each request by itself; null passes it on. */
export type FaultScript = (request: SeenRequest) => Fault | null;

export interface FaultRule {
  match: RequestMatch;
  /** A list is played once, one entry a request, of which null passes it on; then the rule is over. */
  fault: Fault | readonly (Fault | null)[] | FaultScript;
  /** How many requests it strikes; all where absent. */
  times?: number;
  /**
   * Which part of the requests for each path it strikes, evenly spread and the first one always: of 0.75, three of
   * four. All where absent.
   */
  share?: number;
}

/** An HTTP proxy that stands for one server and damages what its rules say; the first rule that matches is taken. */
export interface FaultingProxy {
  /** Stands in place of the server's own endpoint. The Host header is passed on as signed. */
  readonly endpoint: string;
  readonly requests: readonly SeenRequest[];
  /** Those whose connection the client ended before it had its answer. */
  readonly givenUp: readonly SeenRequest[];
  strike(rule: FaultRule): void;
  /** Forgets rules and requests. */
  reset(): void;
  count(match: RequestMatch): number;
  stop(): Promise<void>;
}

export const isMethod =
  (method: string): RequestMatch =>
  (request) =>
    request.method === method;
/** ListObjectsV2 of any bucket. */
export const isList: RequestMatch = ({ method, path }) => method === 'GET' && path.includes('list-type=2');
/** GET of an object. */
export const isGet: RequestMatch = (request) => request.method === 'GET' && !isList(request);
export const isPut: RequestMatch = isMethod('PUT');
/** DeleteObjects. */
export const isDelete: RequestMatch = ({ method, path }) => method === 'POST' && path.includes('delete');

/** A rule and how far it has come. */
class ActiveRule {
  readonly #rule: FaultRule;
  readonly #seenByPath = new Map<string, number>();
  #struck = 0;

  constructor(rule: FaultRule) {
    this.#rule = rule;
  }

  /** Undefined where another rule may have its say. */
  faultFor(request: SeenRequest): Fault | null | undefined {
    const { match, fault, times = Number.POSITIVE_INFINITY } = this.#rule;
    const most = isSequence(fault) ? Math.min(times, fault.length) : times;
    if (this.#struck >= most || !match(request) || !this.#isInShare(request)) return undefined;
    const at = this.#struck++;
    if (typeof fault === 'function') return fault(request);
    return isSequence(fault) ? fault[at] : fault;
  }

  #isInShare({ method, path }: SeenRequest): boolean {
    const { share = 1 } = this.#rule;
    const earlier = this.#seenByPath.get(`${method} ${path}`) ?? 0;
    this.#seenByPath.set(`${method} ${path}`, earlier + 1);
    return Math.ceil((earlier + 1) * share) > Math.ceil(earlier * share);
  }
}

const isSequence = (fault: FaultRule['fault']): fault is readonly (Fault | null)[] => Array.isArray(fault);

export async function startFaultingProxy(target: string): Promise<FaultingProxy> {
  let rules: ActiveRule[] = [];
  const requests: SeenRequest[] = [];
  const givenUp: SeenRequest[] = [];

  const faultOf = (seen: SeenRequest): Fault | null => {
    for (const rule of rules) {
      const fault = rule.faultFor(seen);
      if (fault !== undefined) return fault;
    }
    return null;
  };
  const server = await listenOnLoopback((incoming, reply) => {
    const seen: SeenRequest = { method: incoming.method ?? '', path: incoming.url ?? '', headers: incoming.headers };
    requests.push(seen);
    reply.once('close', () => reply.writableFinished || givenUp.push(seen));
    // A peer that goes away is part of the play.
    serve(target, { incoming, reply }, faultOf(seen)).catch(() => reply.destroy());
  });

  return {
    endpoint: server.endpoint,
    requests,
    givenUp,
    strike: (rule) => {
      rules.push(new ActiveRule(rule));
    },
    reset: () => {
      rules = [];
      requests.length = 0;
      givenUp.length = 0;
    },
    count: (match) => requests.filter(match).length,
    stop: server.stop,
  };
}

interface Exchange {
  incoming: IncomingMessage;
  reply: ServerResponse;
}

async function serve(target: string, exchange: Exchange, fault: Fault | null): Promise<void> {
  const { incoming, reply } = exchange;
  if (fault?.kind === 'refuse') {
    incoming.socket.destroy();
    return;
  }
  if (fault?.kind === 'answer') {
    incoming.resume();
    reply.writeHead(fault.status, fault.headers);
    reply.end(fault.body ?? '');
    return;
  }
  if (fault?.kind === 'delay') await delay(fault.ms);
  if (fault?.kind === 'hold') await fault.until;
  const content = hasFaultOfSending(fault) ? await buffer(incoming) : incoming;
  if (fault?.kind === 'cut-request') {
    await sendStart(target, incoming, (content as Buffer).subarray(0, fault.afterBytes));
    incoming.socket.destroy();
    return;
  }
  if (fault?.kind === 'twice') await drained(await forward(target, incoming, content, fault));
  const answer = await forward(target, incoming, content, fault);
  if (fault?.kind === 'lose-reply') {
    await drained(answer);
    fault.done?.();
    incoming.socket.destroy();
    return;
  }
  await passOn(answer, exchange, fault);
}

/** Faults for which the whole of what the client sends is held first. */
const hasFaultOfSending = (fault: Fault | null): boolean =>
  fault?.kind === 'twice' || fault?.kind === 'corrupt-request' || fault?.kind === 'cut-request';

const drained = (answer: IncomingMessage): Promise<unknown> => finished(answer.resume());

function requestTo(target: string, incoming: IncomingMessage, headers: OutgoingHttpHeaders): RequestOptions {
  const { hostname, port } = new URL(target);
  return { hostname, port, method: incoming.method, path: incoming.url, headers, agent: false };
}

function forward(
  target: string,
  incoming: IncomingMessage,
  content: IncomingMessage | Buffer,
  fault: Fault | null,
): Promise<IncomingMessage> {
  const headers = { ...incoming.headers };
  if (fault?.kind === 'ignore-range') delete headers.range;
  return new Promise((resolve, reject) => {
    const outgoing = sendRequest(requestTo(target, incoming, headers), resolve);
    outgoing.once('error', reject);
    incoming.once('aborted', () => outgoing.destroy());
    if (Buffer.isBuffer(content)) outgoing.end(damaged(content, fault));
    else content.pipe(outgoing);
  });
}

function damaged(content: Buffer, fault: Fault | null): Buffer {
  if (fault?.kind !== 'corrupt-request' || content.length === 0) return content;
  const at = fault.atByte % content.length;
  content.writeUInt8(content.readUInt8(at) ^ 0xff, at);
  return content;
}

/** Sends what there is of a longer body and ends the connection. */
function sendStart(target: string, incoming: IncomingMessage, start: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const outgoing = sendRequest(requestTo(target, incoming, { ...incoming.headers }));
    outgoing.once('error', () => resolve());
    outgoing.once('close', () => resolve());
    outgoing.once('response', () => outgoing.destroy());
    outgoing.write(start, () => outgoing.destroy());
    outgoing.flushHeaders();
  });
}

async function passOn(answer: IncomingMessage, { reply }: Exchange, fault: Fault | null): Promise<void> {
  const headers = { ...answer.headers };
  // Each exchange has a connection of its own to the server; the client's is this proxy's to keep.
  delete headers.connection;
  delete headers['keep-alive'];
  if (fault?.kind === 'shorten') headers['content-length'] = String(fault.toBytes);
  if (fault?.kind === 'redate') headers.date = new Date(Date.now() + fault.aheadMs).toUTCString();
  reply.writeHead(answer.statusCode ?? 502, headers);
  // Without a body there is nothing to wait for: the head alone must go out.
  reply.flushHeaders();
  await pipeline(answer, new BodyFault(fault, reply), reply);
}

/** Passes a reply's body on as far as the fault lets it. */
class BodyFault extends Transform {
  readonly #fault: Fault | null;
  readonly #reply: ServerResponse;
  #passed = 0;

  constructor(fault: Fault | null, reply: ServerResponse) {
    super();
    this.#fault = fault;
    this.#reply = reply;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    const fault = this.#fault;
    const limit = limitOf(fault);
    const at = this.#passed;
    const part = Buffer.from(chunk.subarray(0, Math.max(0, limit - at)));
    this.#passed += part.length;
    if (fault?.kind === 'corrupt' && fault.atByte >= at && fault.atByte < at + part.length)
      part.writeUInt8(part.readUInt8(fault.atByte - at) ^ 0xff, fault.atByte - at);
    if (part.length > 0) this.push(part);
    if (part.length === chunk.length || fault?.kind === 'shorten') done();
    // A stall never calls back; a cut ends the connection once what was let through has left.
    else if (fault?.kind === 'cut') this.#reply.write('', () => this.#reply.socket?.destroySoon());
  }
}

function limitOf(fault: Fault | null): number {
  if (fault?.kind === 'stall' || fault?.kind === 'cut') return fault.afterBytes;
  return fault?.kind === 'shorten' ? fault.toBytes : Number.POSITIVE_INFINITY;
}
