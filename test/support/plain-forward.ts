import { type RequestListener, request as sendRequest } from 'node:http';

/** Passes every request on to a server on loopback under that server's own name, which no signature may cover. */
export const forwardTo =
  (target: string): RequestListener =>
  (incoming, reply) => {
    const { hostname, port, host } = new URL(target);
    const { method, url: path } = incoming;
    const headers = { ...incoming.headers, host };
    const outgoing = sendRequest({ hostname, port, method, path, headers, agent: false }, (answer) => {
      reply.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(reply);
    });
    outgoing.once('error', () => reply.destroy());
    incoming.pipe(outgoing);
  };
