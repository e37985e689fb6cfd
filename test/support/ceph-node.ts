import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { cephConfig } from './ceph-config.ts';
import { listenLoopback } from './loopback.ts';

const run = promisify(execFile);

/** What each program is allowed; the gateway and the tools share the last. */
const KEYS = [
  ['mon.', 'mon'],
  ['mgr.x', 'mon osd mds'],
  ['osd.0', 'mon osd mgr'],
  ['client.admin', 'mon osd mgr mds'],
] as const;

/** Starting takes about 12 s on two idle cores. */
const START_LIMIT_MS = 120_000;

export interface CephNode {
  gatewayPort: number;
  /** Runs `radosgw-admin` and answers what it prints. */
  admin(args: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

/** A single-node Ceph with its S3 gateway on loopback, every program a child of this process. */
export async function startCephNode(): Promise<CephNode> {
  const folder = await mkdtemp(path.join(tmpdir(), 'contact-sheet-ceph-'));
  const children: ChildProcess[] = [];
  const killAll = (): void => {
    for (const child of children) child.kill('SIGKILL');
  };
  process.once('exit', killAll);
  const stop = async (): Promise<void> => {
    process.removeListener('exit', killAll);
    // Nothing is worth keeping, and the osd would wait for a monitor that is gone: no farewell.
    await Promise.all(children.map(end));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    return { ...(await boot(folder, children)), stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

async function boot(folder: string, children: ChildProcess[]): Promise<Omit<CephNode, 'stop'>> {
  const signal = AbortSignal.timeout(START_LIMIT_MS);
  const [monitorV2, monitorV1, gateway] = await freePorts();
  const fsid = randomUUID();
  const config = path.join(folder, 'ceph.conf');
  const keyring = path.join(folder, 'keyring');
  for (const name of ['mon', 'osd', 'mgr', 'log', 'run']) await mkdir(path.join(folder, name));
  await writeFile(config, cephConfig({ folder, fsid, ports: { monitorV2, monitorV1, gateway } }));
  const tool = async (program: string, ...args: string[]): Promise<string> =>
    (await run(program, ['-c', config, ...args], { signal })).stdout;
  const daemon = (program: string, ...args: string[]): void => {
    // The kernel ends it with this process, also where that is killed.
    children.push(spawn('setpriv', ['--pdeathsig', 'KILL', program, '-c', config, '-f', ...args], { stdio: 'ignore' }));
  };

  await makeKeys(keyring, signal);
  const map = path.join(folder, 'monmap');
  const address = `[v2:127.0.0.1:${monitorV2},v1:127.0.0.1:${monitorV1}]`;
  await run('monmaptool', ['--create', '--clobber', '--fsid', fsid, '--addv', 'a', address, map], { signal });
  await tool('ceph-mon', '--mkfs', '-i', 'a', '--monmap', map, '--keyring', keyring);
  daemon('ceph-mon', '-i', 'a');
  daemon('ceph-mgr', '-i', 'x');
  const disk = randomUUID();
  const id = (await tool('ceph', 'osd', 'create', disk, '0')).trim();
  await tool('ceph-osd', '-i', id, '--mkfs', '--osd-uuid', disk);
  daemon('ceph-osd', '-i', id);
  daemon('radosgw', '-n', 'client.admin', '--keyring', keyring);
  await answering(`http://127.0.0.1:${gateway}`, children, signal);
  return { gatewayPort: gateway, admin: (args) => tool('radosgw-admin', ...args) };
}

async function makeKeys(keyring: string, signal: AbortSignal): Promise<void> {
  await run('ceph-authtool', ['--create-keyring', keyring], { signal });
  for (const [name, parts] of KEYS) {
    const rights = parts.split(' ').flatMap((part) => ['--cap', part, 'allow *']);
    await run('ceph-authtool', [keyring, '--gen-key', '-n', name, ...rights], { signal });
  }
}

/** Asks until the gateway answers; a child that ends before is the reason why it never will. */
async function answering(address: string, children: readonly ChildProcess[], signal: AbortSignal): Promise<void> {
  while (true) {
    signal.throwIfAborted();
    const ended = children.find(({ exitCode }) => exitCode !== null);
    if (ended) throw new Error(`expected ${ended.spawnargs[3]} to run but it ended with code ${ended.exitCode}`);
    const up = await fetch(address, { signal }).then(
      (reply) => reply.ok,
      () => false,
    );
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
const POLL_MS = 200;

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

/** Three ports that were free together a moment ago. */
async function freePorts(): Promise<[number, number, number]> {
  const servers = [createServer(), createServer(), createServer()] as const;
  const [a, b, c] = await Promise.all(servers.map(listenLoopback));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return [a ?? 0, b ?? 0, c ?? 0];
}
