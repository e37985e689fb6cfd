import { describe, expect, it } from 'vitest';
import { type DemoServer, startDemoServer } from '../../../electron/demo/demo-server.ts';
import type { ServerMessage } from '../../../electron/demo/server-messages.ts';
import type { HostListeners } from '../../../electron/pipeline/host-process.ts';
import type { ListedObject } from '../../../electron/s3/bucket.ts';

const LISTENING = { kind: 'listening', endpoint: 'http://127.0.0.1:9', bucket: 'b', region: 'r' } as const;
const object: ListedObject = { key: 'post/x', bytes: 1, modified: 0, etag: 'e' };

/** A demo process that does what the test says. */
function startScripted() {
  const sent: object[] = [];
  const groups: ListedObject[][] = [];
  const events = { ended: 0, killed: 0 };
  let listeners: HostListeners | null = null;
  const server: Promise<DemoServer> = startDemoServer({
    serverPath: 'demo-server.js',
    cacheFolder: '/cache',
    startProcess: (_path, given) => {
      listeners = given;
      return { pid: 1, send: (message) => void sent.push(message), kill: () => void events.killed++ };
    },
    onGroup: (objects) => groups.push(objects),
    onEnd: () => void events.ended++,
  });
  const tell = (message: ServerMessage) => listeners?.message(message);
  return { server, sent, groups, events, tell, exit: (detail: string) => listeners?.exit(detail) };
}

describe('the demo server, seen from main', () => {
  it('is told where to keep its pictures and resolves as soon as it listens', async () => {
    const { server, sent, tell } = startScripted();
    tell(LISTENING);
    expect(await server).toMatchObject({ endpoint: LISTENING.endpoint, bucket: 'b', region: 'r' });
    expect(sent).toEqual([{ kind: 'start', cacheFolder: '/cache' }]);
  });

  it('passes each group on and tells when all are there', async () => {
    const { server, groups, tell } = startScripted();
    tell(LISTENING);
    tell({ kind: 'group', objects: [object] });
    tell({ kind: 'filled' });
    await (await server).filled;
    expect(groups).toEqual([[object]]);
  });

  it('rejects with the reason where the process ends before it listens', async () => {
    const { server, events, exit } = startScripted();
    exit('exit code 7');
    await expect(server).rejects.toMatchObject({
      error: { code: 'internal', detail: expect.stringContaining('exit code 7') },
    });
    expect(events.ended).toBe(1);
  });

  it('rejects the filling where the drawing breaks off, and goes on serving', async () => {
    const { server, events, tell } = startScripted();
    tell(LISTENING);
    tell({ kind: 'failed', detail: 'disk full' });
    await expect((await server).filled).rejects.toMatchObject({ error: { code: 'internal' } });
    expect(events.ended).toBe(0);
  });

  it('draws a source where it is asked to', async () => {
    const { server, sent, tell } = startScripted();
    tell(LISTENING);
    const drawn = (await server).drawSource('/tmp/a.jpg');
    expect(sent.at(-1)).toEqual({ kind: 'draw', path: '/tmp/a.jpg' });
    tell({ kind: 'drawn', path: '/tmp/a.jpg' });
    await expect(drawn).resolves.toBeUndefined();
  });

  it('ends the process when closed', async () => {
    const { server, events, tell } = startScripted();
    tell(LISTENING);
    (await server).close();
    expect(events.killed).toBe(1);
  });
});
