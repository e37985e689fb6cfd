import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { SyntheticAlbum } from '../support/synthetic-keys.ts';
import type { ServerReply, ServerRequest } from './listing-server-process.ts';

/** A made-up bucket served from a process of its own, so that its work is told apart from what is measured. */
export interface SyntheticServer {
  readonly endpoint: string;
  setLatency(ms: number): Promise<void>;
  /** CPU time of the server so far, in ms, and requests served. */
  work(): Promise<{ cpuMs: number; requests: number }>;
  stop(): void;
}

/** Its module has to be bundled beside the bench. */
export async function startSyntheticServer(
  bucket: string,
  albums: readonly SyntheticAlbum[],
): Promise<SyntheticServer> {
  const child = fork(join(import.meta.dirname, 'listing-server-process.mjs'));
  const ask = async (request: ServerRequest): Promise<ServerReply> => {
    const reply = once(child, 'message');
    child.send(request);
    return (await reply)[0];
  };
  const work = async (request: ServerRequest = 'work') => {
    const told = await ask(request);
    if (!('cpuMs' in told)) throw new Error('expected the work of the server but received an address');
    return told;
  };
  const started = await ask({ albums, bucket });
  if (!('endpoint' in started)) throw new Error('expected an endpoint but received none');
  return {
    endpoint: started.endpoint,
    async setLatency(latencyMs) {
      await work({ latencyMs });
    },
    work: () => work(),
    stop: () => child.disconnect(),
  };
}
