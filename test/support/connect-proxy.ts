import { createServer, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { listenLoopback } from './loopback.ts';

/** An HTTP proxy on loopback that takes CONNECT for any name and leads to one port of loopback. */
export interface ConnectProxy {
  readonly address: string;
  /** `host:port` of each CONNECT. */
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

/** Where `status` is another than 200 it refuses with it instead. */
export async function startConnectProxy(port: number, status = 200): Promise<ConnectProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer();
  server.on('connect', (request: IncomingMessage, client: Socket) => {
    asked.push(request.url ?? '');
    if (status !== 200) {
      client.end(`HTTP/1.1 ${status} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
      return;
    }
    const target = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      target.pipe(client).pipe(target);
    });
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      // A side that goes away takes the other with it.
      socket.once('close', () => {
        client.destroy();
        target.destroy();
      });
    }
  });
  const address = `http://127.0.0.1:${await listenLoopback(server)}`;
  return {
    address,
    asked,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
