import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ListingServer, ListingServerOptions } from '../support/listing-server.ts';
import type { ServerChange, ServerReply, ServerRequest } from './listing-server-process.ts';

/** What the server did so far. */
export interface ServerWork {
  /** CPU time of its process, in ms. */
  cpuMs: number;
  requests: number;
}

/** A `ListingServer` in a process of its own; each call answers when it was carried out. */
export type RemoteListingServer = {
  readonly endpoint: string;
  work(): Promise<ServerWork>;
  stop(): void;
} & { [Name in ServerChange]: (...values: Parameters<ListingServer[Name]>) => Promise<ServerWork> };

/** Starts it; the bench that does must name `listing-server-process` as what it starts beside itself. */
export async function startRemoteListingServer(options: ListingServerOptions): Promise<RemoteListingServer> {
  const child = fork(join(import.meta.dirname, 'listing-server-process.mjs'));
  let before: Promise<unknown> = Promise.resolve();
  const ask = (request: ServerRequest): Promise<ServerReply> => {
    const reply = before.then(async (): Promise<ServerReply> => {
      const [message] = await Promise.all([once(child, 'message'), child.send(request)]);
      return message[0];
    });
    before = reply.catch(() => undefined);
    return reply;
  };
  const workAfter = async (request: ServerRequest): Promise<ServerWork> => {
    const reply = await ask(request);
    if (!('cpuMs' in reply)) throw new Error('expected the work of the server but received its address');
    return reply;
  };
  const started = await ask({ start: options });
  if (!('endpoint' in started)) throw new Error('expected an endpoint but received none');
  return {
    endpoint: started.endpoint,
    work: () => workAfter('work'),
    setLatency: (...values) => workAfter({ change: 'setLatency', with: values }),
    setMostLists: (...values) => workAfter({ change: 'setMostLists', with: values }),
    setAlbums: (...values) => workAfter({ change: 'setAlbums', with: values }),
    addGroups: (...values) => workAfter({ change: 'addGroups', with: values }),
    removeGroups: (...values) => workAfter({ change: 'removeGroups', with: values }),
    rewriteGroups: (...values) => workAfter({ change: 'rewriteGroups', with: values }),
    stop: () => child.disconnect(),
  };
}
