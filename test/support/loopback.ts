import { createServer, type RequestListener } from 'node:http';
import type { Server } from 'node:net';

export interface LoopbackServer {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Serves HTTP on a free port of loopback until stopped; stopping cuts what is open. */
export async function listenOnLoopback(listener: RequestListener): Promise<LoopbackServer> {
  const server = createServer(listener);
  const port = await listenLoopback(server);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Listens on a free port of loopback and answers which. */
export function listenLoopback(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (typeof address === 'object' && address !== null) resolve(address.port);
      else reject(new Error(`expected a port of loopback but received ${address}`));
    });
  });
}

/** An address on loopback that refuses connections: it was free a moment ago. */
export async function refusingEndpoint(): Promise<string> {
  const server = await listenOnLoopback(() => undefined);
  await server.stop();
  return server.endpoint;
}
