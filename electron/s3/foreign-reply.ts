/** A reply that no S3 server would send: a captive portal's page, an ordinary web server, a proxy's login. */
export class ForeignReply extends Error {
  override readonly name = 'ForeignReply';
  /** The SDK adds words of its own to the message of what it does not take for one of its errors. */
  readonly $metadata = {};
}
