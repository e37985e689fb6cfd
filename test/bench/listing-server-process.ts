/** The made-up bucket in a process of its own, so that its work is told apart from the listing's. */
import { type ListingServer, type ListingServerOptions, startListingServer } from '../support/listing-server.ts';
import type { ServerWork } from './remote-listing-server.ts';

/** What to call of the server, in the order in which it is to be done. */
export type ServerRequest =
  | { start: ListingServerOptions }
  | { [Name in ServerChange]: { change: Name; with: Parameters<ListingServer[Name]> } }[ServerChange]
  | 'work';
export type ServerChange = 'setLatency' | 'setMostLists' | 'setAlbums' | 'addGroups' | 'removeGroups' | 'rewriteGroups';
export type ServerReply = { endpoint: string } | ServerWork;

const MICROSECONDS = 1_000;
let server: ListingServer | null = null;

async function answer(request: ServerRequest): Promise<ServerReply> {
  if (request !== 'work' && 'start' in request) {
    server = await startListingServer(request.start);
    return { endpoint: server.endpoint };
  }
  if (server === null) throw new Error('expected a server that was started but received none');
  if (request !== 'work') Reflect.apply(server[request.change], server, request.with);
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / MICROSECONDS, requests: server.requests() };
}

let answered: Promise<unknown> = Promise.resolve();
process.on('message', (request: ServerRequest) => {
  answered = answered.then(async () => process.send?.(await answer(request)));
});
process.on('disconnect', () => process.exit(0));
