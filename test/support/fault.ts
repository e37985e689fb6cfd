/** What the proxy does to a request instead of just passing it on. */
export type Fault =
  /** Passes it on after a while. */
  | { kind: 'delay'; ms: number }
  /** Passes it on when that resolves. */
  | { kind: 'hold'; until: Promise<void> }
  /** Answers by itself; the server never hears of it. */
  | { kind: 'answer'; status: number; headers?: Record<string, string>; body?: string }
  /** Sends this much of the reply's body, then nothing, and keeps the connection. */
  | { kind: 'stall'; afterBytes: number }
  /** Sends this much of the reply's body, then ends the connection. */
  | { kind: 'cut'; afterBytes: number }
  /** Sends this much of the reply's body as if it were all, with a length to match. */
  | { kind: 'shorten'; toBytes: number }
  /** Flips every bit of one byte of the reply's body. */
  | { kind: 'corrupt'; atByte: number }
  /** Lets the server do it, then ends the connection without a reply. `done` is told before that. */
  | { kind: 'lose-reply'; done?: () => void }
  /** Lets the server have it twice, one after the other; the second reply is passed on. */
  | { kind: 'twice' }
  /** Flips every bit of one byte of what the client sends. */
  | { kind: 'corrupt-request'; atByte: number }
  /** Sends the server this much of what the client sends, then ends both connections. */
  | { kind: 'cut-request'; afterBytes: number }
  /** Ends the connection before the server hears of it. */
  | { kind: 'refuse' }
  /** Takes the Range away, as a server that knows none would. */
  | { kind: 'ignore-range' }
  /** Passes it on; the reply tells the time of a clock that is ahead by so much. */
  | { kind: 'redate'; aheadMs: number };

/** A hotel's login page: status 200 and HTML, whatever was asked. */
export const captivePortal: Fault = {
  kind: 'answer',
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: '<!doctype html><html><head><title>Welcome</title></head><body>Please accept the terms.</body></html>',
};

/** A portal so terse that it sends nothing but a status of success. */
export const emptySuccess: Fault = { kind: 'answer', status: 200, headers: {}, body: '' };

/** S3's answer in XML, with the message left out as Ceph leaves it out. */
export const s3Error = (status: number, code: string, extra = ''): Extract<Fault, { kind: 'answer' }> => ({
  kind: 'answer',
  status,
  headers: { 'content-type': 'application/xml', 'x-amz-request-id': 'tx0001' },
  body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code>${extra}<RequestId>tx0001</RequestId></Error>`,
});

export const slowDown: Fault = s3Error(503, 'SlowDown');
