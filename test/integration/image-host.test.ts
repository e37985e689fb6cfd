import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createPipeline } from '../../electron/pipeline/host-client.ts';
import { type HostProcess, type StartHost, startWithNode } from '../../electron/pipeline/host-process.ts';
import { toAppError } from '../../shared/app-error.ts';
import { builtHost } from '../support/built-host.ts';
import { withThumbnail } from '../support/exif-pictures.ts';
import * as pictures from '../support/pictures.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const going = { signal: new AbortController().signal };

/** The real pipeline with the hosts it starts. */
async function setUp(concurrency = 2) {
  const hosts: HostProcess[] = [];
  const start = startWithNode(process.execPath);
  const startHost: StartHost = (...args) => {
    const host = start(...args);
    hosts.push(host);
    return host;
  };
  const pipeline = createPipeline({ hostPath: await builtHost(), nodePath: null, startHost, concurrency });
  onTestFinished(() => pipeline.close());
  return { pipeline, hosts, folder: await temporaryFolder() };
}

function killHost(host: HostProcess | undefined): void {
  if (host?.pid === undefined) throw new Error('expected a host with a pid');
  process.kill(host.pid, 'SIGKILL');
}

/** A process that has ended but was not collected by its parent yet (a zombie) counts as gone. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const status = `/proc/${pid}/stat`;
  return !existsSync(status) || !/\) Z /.test(readFileSync(status, 'utf8'));
}

const large = { width: 2200, height: 1500 };
const small = { width: 60, height: 40 };

describe('the image host', () => {
  it('inspects, makes variants, converts and makes thumbnails in a process of its own', async () => {
    const { pipeline, hosts, folder } = await setUp();
    const path = await pictures.placed(folder, '사진 1.png', pictures.png({ width: 700, height: 500 }));
    expect(await pipeline.inspect(path, going)).toMatchObject({ format: 'png', width: 700, height: 500 });

    const output = join(folder, 'variants');
    await mkdir(output);
    const made = await pipeline.makeVariants(path, output, going);
    expect(made.variants.map(({ size }) => size)).toEqual([512, 'thumbnail']);
    expect(await sharp(await readFile(join(output, '512.webp'))).metadata()).toMatchObject({ width: 512 });

    const outputPath = join(folder, 'converted.jpg');
    const request = { inputPath: path, outputPath, format: 'jpeg', quality: 80, metadata: 'keep' } as const;
    const { bytes } = await pipeline.convert(request, going);
    const converted = await readFile(outputPath);
    expect(converted.length).toBe(bytes);
    const { outputPath: _, ...asked } = request;
    expect(await pipeline.estimate(asked, going)).toEqual({ bytes });
    expect(await sharp(converted).metadata()).toMatchObject({ format: 'jpeg', width: 700 });

    const { content, thumbhash } = await pipeline.thumbnail(path, going);
    expect(Buffer.isBuffer(content)).toBe(true);
    expect(thumbhash).toMatch(/^[A-Za-z0-9+/]{20,40}={0,2}$/);
    expect(await sharp(content).metadata()).toMatchObject({ format: 'webp', width: 200, height: 200 });
    expect(hosts.length).toBe(1);
    expect(hosts[0]?.pid).not.toBe(process.pid);
  });

  it('makes a thumbnail of the start of a camera’s picture, and says where it cannot', async () => {
    const { pipeline, folder } = await setUp();
    const jpeg = await pictures.jpeg({ width: 800, height: 600 });
    const camera = withThumbnail(jpeg, await pictures.jpeg({ width: 160, height: 120 }));
    const path = await pictures.placed(folder, 'start.part', camera.subarray(0, 8000));
    const made = await pipeline.embeddedThumbnail(path, going);
    expect(await sharp(made?.content).metadata()).toMatchObject({ format: 'webp', width: 200, height: 200 });
    expect(await pipeline.embeddedThumbnail(await pictures.placed(folder, 'plain.jpg', jpeg), going)).toBeNull();
  });

  it('case 39: gives the reason for every file that it refuses, and works on', async () => {
    const { pipeline, folder } = await setUp();
    const jpeg = await pictures.jpeg(small);
    const cases: [string, Buffer, object][] = [
      ['drawing.png', pictures.svg, { code: 'unsupported-image', format: 'SVG' }],
      ['phone.png', pictures.brandedFile('heic'), { code: 'unsupported-image', format: 'HEIC' }],
      ['notes.png', Buffer.from('notes'), { code: 'not-an-image' }],
      ['cut.jpg', pictures.truncated(jpeg, 0.6), { code: 'damaged-image' }],
    ];
    for (const [name, content, error] of cases) {
      const path = await pictures.placed(folder, name, content);
      await expect(pipeline.thumbnail(path, going)).rejects.toMatchObject({ error: { name, ...error } });
    }
    const good = await pictures.placed(folder, 'good.jpg', jpeg);
    expect(await pipeline.inspect(good, going)).toMatchObject(small);
  });

  it('fails the job whose host died with the reason, leaves nothing of it, and does the next one', async () => {
    const { pipeline, hosts, folder } = await setUp();
    const path = await pictures.placed(folder, 'large.png', pictures.noisyPng(large));
    const output = join(folder, 'variants');
    await mkdir(output);
    const making = pipeline.makeVariants(path, output, going);
    making.catch(() => undefined);
    await vi.waitFor(async () => expect(await readdir(output)).not.toEqual([]), { timeout: 20_000, interval: 5 });
    killHost(hosts[0]);
    await expect(making).rejects.toMatchObject({
      error: { code: 'host-died', name: 'large.png', detail: 'SIGKILL' },
    });
    expect(await readdir(output)).toEqual([]);
    expect(await pipeline.inspect(path, going)).toMatchObject(large);
    expect(hosts.length).toBe(2);
  });

  it('finishes all of several jobs when the host was killed by none of them', async () => {
    const { pipeline, hosts, folder } = await setUp(2);
    const path = await pictures.placed(folder, 'large.png', pictures.noisyPng(large));
    const jobs = [1, 2, 3].map(() => pipeline.thumbnail(path, going));
    killHost(hosts[0]);
    for (const { content } of await Promise.all(jobs)) {
      expect(await sharp(content).metadata()).toMatchObject({ width: 200, height: 200 });
    }
    expect(hosts.length).toBe(2);
  });

  it('says why a host did not even start', async () => {
    const folder = await temporaryFolder();
    const pipeline = createPipeline({ hostPath: await builtHost(), nodePath: join(folder, 'no-node') });
    onTestFinished(() => pipeline.close());
    await expect(pipeline.inspect('a.png', going)).rejects.toMatchObject({
      error: { code: 'host-died', name: 'a.png', detail: expect.stringContaining('ENOENT') },
    });
  });

  it('keeps the last words of a host that ends with an error', async () => {
    const folder = await temporaryFolder();
    const hostPath = await pictures.placed(folder, 'host.mjs', Buffer.from('throw new Error("no sharp here");'));
    const pipeline = createPipeline({ hostPath, nodePath: process.execPath });
    onTestFinished(() => pipeline.close());
    await expect(pipeline.inspect('a.png', going)).rejects.toMatchObject({
      error: { code: 'host-died', detail: expect.stringContaining('no sharp here') },
    });
  });

  it('answers a cancelled conversion at once and leaves no file of it', async () => {
    const { pipeline, folder } = await setUp(1);
    const inputPath = await pictures.placed(folder, 'large.png', pictures.noisyPng(large));
    const outputPath = join(folder, 'out.webp');
    const cancelled = new AbortController();
    const request = { inputPath, outputPath, format: 'webp', quality: 90, metadata: 'keep' } as const;
    const conversion = pipeline.convert(request, { signal: cancelled.signal });
    const next = pipeline.inspect(inputPath, going);
    cancelled.abort();
    await expect(conversion).rejects.toMatchObject({ error: { code: 'cancelled' } });
    // With one job at a time, its answer comes after the cancelled one has really ended.
    expect(await next).toMatchObject(large);
    expect(await readdir(folder)).toEqual(['large.png']);
  });

  it('sees nothing of the environment that could hold a secret', async () => {
    const { AWS_SECRET_ACCESS_KEY, NODE_OPTIONS } = process.env;
    process.env.AWS_SECRET_ACCESS_KEY = 'secret';
    process.env.NODE_OPTIONS = '--no-warnings';
    onTestFinished(() => {
      restore('AWS_SECRET_ACCESS_KEY', AWS_SECRET_ACCESS_KEY);
      restore('NODE_OPTIONS', NODE_OPTIONS);
    });
    const folder = await temporaryFolder();
    const script = 'console.error(Object.keys(process.env).join(" ")); process.exit(1);';
    const hostPath = await pictures.placed(folder, 'host.mjs', Buffer.from(script));
    const pipeline = createPipeline({ hostPath, nodePath: process.execPath });
    onTestFinished(() => pipeline.close());
    const failure = await pipeline.inspect('a.png', going).catch(toAppError);
    const names = 'detail' in failure ? String(failure.detail).split(/[\s:]+/) : [];
    expect(names).toContain('UV_THREADPOOL_SIZE');
    expect(names.filter((name) => name.startsWith('AWS_') || name === 'NODE_OPTIONS')).toEqual([]);
  });

  it('ends with its parent, also when that is killed', async () => {
    const { folder } = await setUp();
    const parentPath = await pictures.placed(
      folder,
      'parent.mjs',
      Buffer.from(`import { fork } from 'node:child_process';
        const host = fork(process.argv[2], { stdio: 'ignore', serialization: 'advanced' });
        host.send({ type: 'run', id: 1, job: { kind: 'inspect', path: process.argv[3] } });
        host.on('message', () => process.stdout.write(String(host.pid)));`),
    );
    const picture = await pictures.placed(folder, 'a.png', pictures.png(small));
    const parent = spawn(process.execPath, [parentPath, await builtHost(), picture], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [pid] = await once(parent.stdout, 'data');
    expect(isAlive(Number(pid))).toBe(true);
    parent.kill('SIGKILL');
    await vi.waitFor(() => expect(isAlive(Number(pid))).toBe(false), { timeout: 10_000 });
  });

  it('is gone when the pipeline has closed', async () => {
    const { pipeline, hosts, folder } = await setUp();
    const path = await pictures.placed(folder, 'a.png', pictures.png(small));
    await pipeline.inspect(path, going);
    await pipeline.close();
    expect(isAlive(hosts[0]?.pid ?? 0)).toBe(false);
    await expect(pipeline.inspect(path, going)).rejects.toMatchObject({ error: { code: 'cancelled' } });
  });
});

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}
