import { Readable } from 'node:stream';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { createHttpsAgent } from '../s3/https-agent.ts';
import { limitReply } from '../s3/reply-limit.ts';
import { SERVICE_PACE } from '../s3/timeouts.ts';

type Handled = Awaited<ReturnType<NodeHttpHandler['handle']>>;

/** How one load of keys reaches STS and the SSO portal. */
interface ServiceConnection {
  readonly handler: NodeHttpHandler;
  /** Host of the last request; empty before the first. */
  host(): string;
  /**
   * What kept the last request from being answered; null where it was. The SDK's SSO providers throw this away and say
   * that the login ended, which is another thing.
   */
  failure(): unknown;
  close(): void;
}

/** Throws `not-readable` or `file-not-found` for the CA bundle. */
export function connectToServices({ region, caBundle }: { region: string; caBundle: string }): ServiceConnection {
  const handler = new RememberingHandler({
    connectionTimeout: SERVICE_PACE.connectMs,
    requestTimeout: SERVICE_PACE.replyMs,
    throwOnRequestTimeout: true,
    httpsAgent: createHttpsAgent({ region, endpoint: `https://sts.${region}.amazonaws.com`, caBundle }),
  });
  return {
    handler,
    host: () => handler.host,
    failure: () => handler.failure,
    close: () => handler.destroy(),
  };
}

class RememberingHandler extends NodeHttpHandler {
  host = '';
  failure: unknown = null;

  override async handle(...args: Parameters<NodeHttpHandler['handle']>): Promise<Handled> {
    const [{ hostname }] = args;
    this.host = hostname;
    try {
      const handled = await super.handle(...args);
      this.failure = null;
      handled.response.body = this.#limited(handled.response.body);
      return handled;
    } catch (thrown) {
      this.failure = thrown;
      throw thrown;
    }
  }

  /** No reply of these services is large; what has no end would fill the memory. */
  #limited(body: unknown): unknown {
    const limited = limitReply(body);
    if (limited instanceof Readable)
      limited.once('error', (error) => {
        this.failure = error;
      });
    return limited;
  }
}
