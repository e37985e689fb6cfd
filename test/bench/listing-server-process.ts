/** The made-up bucket in a process of its own, so that its work is told apart from the listing's. */
import { startListingServer } from '../support/listing-server.ts';
import type { SyntheticAlbum } from '../support/synthetic-keys.ts';

export type ServerRequest = { albums: readonly SyntheticAlbum[]; bucket: string } | { latencyMs: number } | 'work';
/** CPU time of the process so far, in ms, and requests served. */
export type ServerReply = { endpoint: string } | { cpuMs: number; requests: number };

const MICROSECONDS = 1_000;
let server: Awaited<ReturnType<typeof startListingServer>> | null = null;

process.on('message', async (request: ServerRequest) => {
  if (request !== 'work' && 'albums' in request) {
    server = await startListingServer({ ...request, prepared: true });
    process.send?.({ endpoint: server.endpoint } satisfies ServerReply);
    return;
  }
  if (request !== 'work') server?.setLatency(request.latencyMs);
  const { user, system } = process.cpuUsage();
  const requests = server?.requests() ?? 0;
  process.send?.({ cpuMs: (user + system) / MICROSECONDS, requests } satisfies ServerReply);
});
process.on('disconnect', () => process.exit(0));
