import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { HostListeners, HostProcess, StartHost } from '../../../electron/pipeline/host-process.ts';
import { HostQueue, type HostQueueOptions } from '../../../electron/pipeline/host-queue.ts';
import { RECYCLE_OVER_BYTES } from '../../../electron/pipeline/limits.ts';
import type { HostJob, ToHost } from '../../../electron/pipeline/messages.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const facts = {
  ...{ format: 'png', bytes: 1, width: 1, height: 1, frames: 1, alpha: false },
  sha256: 'a'.repeat(64),
} as const;
const going = new AbortController().signal;

/** A host process that does only what the test says. */
class ScriptedHost implements HostProcess {
  readonly pid = undefined;
  readonly heard: ToHost[] = [];
  readonly #listeners: HostListeners;
  ended = false;

  constructor(listeners: HostListeners) {
    this.#listeners = listeners;
  }

  send(message: ToHost): void {
    this.heard.push(message);
  }

  kill(): void {
    this.die('killed');
  }

  die(detail: string): void {
    if (this.ended) return;
    this.ended = true;
    queueMicrotask(() => this.#listeners.exit(detail));
  }

  /** The paths of the jobs it was given, in order. */
  get paths(): string[] {
    return this.heard.flatMap((message) => (message.type === 'run' && 'path' in message.job ? [message.job.path] : []));
  }

  finish(path: string, residentBytes = 1000): void {
    const run = this.heard.findLast((one) => one.type === 'run' && 'path' in one.job && one.job.path === path);
    this.#listeners.message({ type: 'done', id: run?.id, value: facts, residentBytes });
  }

  say(message: unknown): void {
    this.#listeners.message(message);
  }
}

function setUp(options: Partial<HostQueueOptions> = {}) {
  const hosts: ScriptedHost[] = [];
  const startHost: StartHost = (_, listeners) => {
    const host = new ScriptedHost(listeners);
    hosts.push(host);
    return host;
  };
  const queue = new HostQueue({ hostPath: 'host.js', startHost, concurrency: 2, ...options });
  const inspect = (path: string, signal: AbortSignal = going) => {
    const result = queue.run({ kind: 'inspect', path }, signal);
    // Its end is looked at later, or not at all.
    result.catch(() => undefined);
    return result;
  };
  const host = (index: number): ScriptedHost => {
    const found = hosts[index];
    if (found === undefined) throw new Error(`expected host ${index} but there are ${hosts.length}`);
    return found;
  };
  const untilHosts = (count: number) => vi.waitFor(() => expect(hosts.length).toBe(count));
  return { queue, hosts, host, inspect, untilHosts };
}

describe('HostQueue', () => {
  it('starts a host with the first job only', async () => {
    const { hosts, host, inspect } = setUp();
    expect(hosts).toEqual([]);
    const result = inspect('a');
    host(0).finish('a');
    expect(await result).toEqual(facts);
    expect(hosts.length).toBe(1);
  });

  it('keeps as many in flight as allowed and the rest in order', async () => {
    const { host, inspect } = setUp();
    for (const path of ['a', 'b', 'c', 'd']) inspect(path);
    expect(host(0).paths).toEqual(['a', 'b']);
    host(0).finish('b');
    expect(host(0).paths).toEqual(['a', 'b', 'c']);
    host(0).finish('a');
    expect(host(0).paths).toEqual(['a', 'b', 'c', 'd']);
  });

  it('passes the reason of a failure on', async () => {
    const { host, inspect } = setUp();
    const result = inspect('a');
    host(0).say({ type: 'failed', id: 1, error: { code: 'not-an-image', name: 'a' }, residentBytes: 1 });
    await expect(result).rejects.toMatchObject({ error: { code: 'not-an-image', name: 'a' } });
  });

  it('believes no answer that does not look like one', async () => {
    const { host, inspect } = setUp();
    const result = inspect('a');
    for (const nonsense of [null, 'done', { type: 'done' }, { type: 'done', id: 99, value: facts, residentBytes: 1 }]) {
      host(0).say(nonsense);
    }
    host(0).say({ type: 'done', id: 1, value: { ...facts, width: 'wide' }, residentBytes: 1 });
    await expect(result).rejects.toMatchObject({ error: { code: 'internal' } });
  });

  it('fails a job that was alone when the host died, and works on', async () => {
    const { host, inspect, untilHosts } = setUp();
    const killer = inspect('folder/killer.png');
    host(0).die('SIGSEGV: glib said no');
    await expect(killer).rejects.toMatchObject({
      error: { code: 'host-died', name: 'killer.png', detail: 'SIGSEGV: glib said no' },
    });
    const next = inspect('b');
    await untilHosts(2);
    host(1).finish('b');
    expect(await next).toEqual(facts);
  });

  it('finds the one of several that kills the host by giving each a host to itself once', async () => {
    const { host, inspect, untilHosts } = setUp();
    const good = inspect('good');
    const killer = inspect('killer');
    const later = inspect('later');
    host(0).die('SIGSEGV');
    await untilHosts(2);
    expect(host(1).paths).toEqual(['good']);
    host(1).finish('good');
    expect(await good).toEqual(facts);
    expect(host(1).paths).toEqual(['good', 'killer']);
    host(1).die('SIGSEGV');
    await expect(killer).rejects.toMatchObject({ error: { code: 'host-died', name: 'killer' } });
    await untilHosts(3);
    expect(host(2).paths).toEqual(['later']);
    host(2).finish('later');
    expect(await later).toEqual(facts);
  });

  it('sends nothing beside a job that has the host to itself, whatever comes meanwhile', async () => {
    const { host, inspect, untilHosts } = setUp();
    for (const path of ['a', 'b', 'waiting']) inspect(path);
    host(0).die('SIGSEGV');
    await untilHosts(2);
    host(1).finish('a');
    inspect('new');
    expect(host(1).paths).toEqual(['a', 'b']);
    host(1).finish('b');
    expect(host(1).paths).toEqual(['a', 'b', 'waiting', 'new']);
  });

  it('removes what a dead host may have half written before it tries again', async () => {
    const { queue, host, untilHosts } = setUp();
    const folder = await temporaryFolder();
    const outputFolder = join(folder, 'output');
    await mkdir(outputFolder);
    const outputPath = join(folder, 'output.png');
    const jobs: HostJob[] = [
      { kind: 'make-variants', path: 'a', outputFolder },
      { kind: 'convert', request: { inputPath: 'b', outputPath, format: 'png', quality: null, metadata: 'keep' } },
    ];
    for (const job of jobs) queue.run(job, going).catch(() => undefined);
    await writeFile(join(outputFolder, '512.webp'), 'half');
    await writeFile(join(outputFolder, 'note.txt'), 'not ours');
    await writeFile(outputPath, 'half');
    host(0).die('SIGSEGV');
    await untilHosts(2);
    expect(await readdir(outputFolder)).toEqual(['note.txt']);
    expect(await readdir(folder)).toEqual(['output']);
    expect(host(1).paths).toEqual(['a']);
  });

  it('drops a cancelled job that waits, and frees no slot for one that runs before the host says so', async () => {
    const { host, inspect } = setUp();
    const running = new AbortController();
    const waiting = new AbortController();
    const first = inspect('a', running.signal);
    inspect('b');
    const third = inspect('c', waiting.signal);
    inspect('d');
    waiting.abort();
    running.abort();
    await expect(first).rejects.toMatchObject({ error: { code: 'cancelled' } });
    await expect(third).rejects.toMatchObject({ error: { code: 'cancelled' } });
    expect(host(0).heard.at(-1)).toEqual({ type: 'cancel', id: 1 });
    expect(host(0).paths).toEqual(['a', 'b']);
    host(0).finish('a');
    expect(host(0).paths).toEqual(['a', 'b', 'd']);
  });

  it('removes what a host has made before it heard that nobody wants it any more', async () => {
    const { queue, host } = setUp();
    const folder = await temporaryFolder();
    const controller = new AbortController();
    const request = {
      inputPath: join(folder, 'in'),
      outputPath: join(folder, 'out'),
      format: 'png',
      quality: null,
      metadata: 'keep',
    } as const;
    const result = queue.run({ kind: 'convert', request }, controller.signal);
    controller.abort();
    await expect(result).rejects.toMatchObject({ error: { code: 'cancelled' } });
    await writeFile(request.outputPath, 'late');
    const value = { bytes: 4, width: 1, height: 1, frames: 1 };
    host(0).say({ type: 'done', id: 1, value, residentBytes: 1 });
    await vi.waitFor(async () => expect(await readdir(folder)).toEqual([]));
  });

  it('sends nothing for a job that was cancelled before it came', async () => {
    const { hosts, inspect } = setUp();
    await expect(inspect('a', AbortSignal.abort())).rejects.toMatchObject({ error: { code: 'cancelled' } });
    expect(hosts).toEqual([]);
  });

  it('gives up a job over its time, and runs those beside it again', async () => {
    const { host, inspect, untilHosts } = setUp({ jobSeconds: 0.3 });
    const endless = inspect('endless');
    const beside = inspect('beside');
    await expect(endless).rejects.toMatchObject({
      error: { code: 'image-too-large', name: 'endless', limit: 'seconds', max: 0.3 },
    });
    expect(host(0).ended).toBe(true);
    await untilHosts(2);
    expect(host(1).paths).toEqual(['beside']);
    host(1).finish('beside');
    expect(await beside).toEqual(facts);
  });

  it('does not count the time that a large picture waits for another against it', async () => {
    const { host, inspect } = setUp({ jobSeconds: 0.3 });
    const waiting = inspect('waiting');
    host(0).say({ type: 'waits', id: 1 });
    const endless = inspect('endless');
    await expect(endless).rejects.toMatchObject({ error: { code: 'image-too-large', limit: 'seconds' } });
    await vi.waitFor(() => expect(host(1).paths).toEqual(['waiting']));
    host(1).say({ type: 'waits', id: 1 });
    host(1).say({ type: 'works', id: 1 });
    await expect(waiting).rejects.toMatchObject({ error: { code: 'image-too-large', limit: 'seconds' } });
  });

  it('replaces a host between jobs after so many of them', async () => {
    const { hosts, host, inspect } = setUp({ recycleAfterJobs: 2 });
    for (const path of ['a', 'b', 'c']) inspect(path);
    host(0).finish('a');
    expect(host(0).paths).toEqual(['a', 'b']);
    expect(host(0).ended).toBe(false);
    host(0).finish('b');
    expect(host(0).ended).toBe(true);
    expect(hosts.length).toBe(2);
    expect(host(1).paths).toEqual(['c']);
  });

  it('replaces a host that holds too much memory', () => {
    const { host, inspect } = setUp();
    inspect('a');
    host(0).finish('a', RECYCLE_OVER_BYTES + 1);
    inspect('b');
    expect(host(0).ended).toBe(true);
    expect(host(1).paths).toEqual(['b']);
  });

  it('refuses all with cancelled when it closes, and ends when the host has', async () => {
    const { queue, host, inspect } = setUp({ concurrency: 1 });
    const running = inspect('a');
    const waiting = inspect('b');
    await queue.close();
    expect(host(0).ended).toBe(true);
    await expect(running).rejects.toMatchObject({ error: { code: 'cancelled' } });
    await expect(waiting).rejects.toMatchObject({ error: { code: 'cancelled' } });
    await expect(inspect('c')).rejects.toMatchObject({ error: { code: 'cancelled' } });
  });

  it('closes at once where no host was ever needed', async () => {
    const { queue, hosts } = setUp();
    await queue.close();
    expect(hosts).toEqual([]);
  });
});
