import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Connections, createConnections } from '../../electron/connections/connections.ts';
import { openSavedConnections } from '../../electron/connections/saved-connections.ts';
import { openThumbnailCache } from '../../electron/images/thumbnail-cache.ts';
import { createDownloads } from '../../electron/transfers/downloads.ts';
import type { BucketConnection } from '../../shared/connection.ts';
import type { EventName } from '../../shared/contract.ts';
import { type AwsFiles, useAwsFiles } from '../support/aws-files.ts';
import { impatientParts } from '../support/connection-parts.ts';
import { EMBEDDED_KEYS, startEmbeddedServer, type TestServer } from '../support/embedded-server.ts';
import { errorOf } from '../support/failures.ts';
import { s3Error } from '../support/fault.ts';
import { type FaultingProxy, isList, startFaultingProxy } from '../support/faulting-proxy.ts';
import { createPlainPipeline } from '../support/plain-pipeline.ts';
import { newBucket } from '../support/s3-servers.ts';
import { createGate } from '../support/scripted-bucket.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const KEYS = ['post/1_thumbnail.webp', 'post/2_thumbnail.webp'];
const everything = { album: null, search: '', sort: 'newest', incompleteOnly: false } as const;
const profile = `[gallery]\naws_access_key_id = ${EMBEDDED_KEYS.accessKeyId}\naws_secret_access_key = ${EMBEDDED_KEYS.secretAccessKey}\n`;

describe('a bucket that was open before', () => {
  let server: TestServer;
  let proxy: FaultingProxy;
  let files: AwsFiles;
  let folder: string;
  let target: BucketConnection;
  let runs: Connections[];

  beforeEach(async () => {
    runs = [];
    server = await startEmbeddedServer();
    proxy = await startFaultingProxy(server.endpoint);
    files = await useAwsFiles();
    await files.writeCredentials(profile);
    folder = await temporaryFolder();
    const bucket = await newBucket(server);
    await server.putObjects(
      bucket,
      KEYS.map((key) => ({ key, content: key })),
    );
    target = {
      kind: 'bucket',
      source: { kind: 'profile', profile: 'gallery' },
      preset: 'other',
      bucket,
      prefix: '',
      region: '',
      endpoint: proxy.endpoint,
      pathStyle: true,
    };
    const first = await run();
    await first.open(target);
    await listed(first, 'complete');
    await first.close();
    proxy.reset();
  });
  afterEach(async () => {
    await Promise.all(runs.map((connections) => connections.close()));
    await proxy.stop();
    await files.remove();
    await server.stop();
  });

  /** The connections of one run of the app over the folder. */
  async function run(calm?: Promise<void>, emit: (event: EventName) => void = () => undefined): Promise<Connections> {
    const connections = createConnections({
      ...impatientParts(),
      pipeline: createPlainPipeline(),
      cache: await openThumbnailCache(path.join(folder, `thumbnails-${runs.length}`), { maxBytes: 1 }),
      downloads: createDownloads({ tempFolder: folder }),
      tempFolder: folder,
      emit,
      ...(calm === undefined ? {} : { calm }),
      saved: openSavedConnections(path.join(folder, 'connections.json')),
      indexFolder: path.join(folder, 'names'),
      openDemoBucket: () => Promise.reject(new Error('expected no demo')),
      onUnsaved: () => undefined,
      beforeClose: async () => undefined,
    });
    runs.push(connections);
    return connections;
  }
  const listed = (connections: Connections, state: 'complete' | 'failed') =>
    vi.waitFor(() => expect(connections.current()?.status().listing.state).toBe(state));
  const pictures = async (connections: Connections): Promise<number | undefined> =>
    (await connections.current()?.catalogue.openView(everything))?.count;

  it('takes away what a killed run had written of its catalogue', async () => {
    const left = path.join(folder, 'names', '.contact-sheet-0123456789abcdef01.part');
    await writeFile(left, 'half of a catalogue');
    const connections = await run();
    await connections.open(target);
    await expect(stat(left)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await pictures(connections)).toBe(KEYS.length);
  });

  it('opens with its pictures while the server is away', async () => {
    proxy.strike({ match: () => true, fault: { kind: 'refuse' } });
    const connections = await run();
    await connections.open(target);
    expect(await pictures(connections)).toBe(KEYS.length);
    await listed(connections, 'failed');
    expect(connections.current()?.status().listing.error).toMatchObject({ code: 'unreachable' });
    expect(await pictures(connections)).toBe(KEYS.length);
  });

  it('is asked for nothing before the window has its first pictures, and is brought up to date then', async () => {
    await server.putObjects(target.bucket, [{ key: 'post/3_thumbnail.webp', content: '3' }]);
    const calm = createGate();
    const connections = await run(calm.passed);
    await connections.open(target);
    expect(await pictures(connections)).toBe(KEYS.length);
    expect(connections.current()?.status().listing.state).toBe('listing');
    expect(proxy.requests).toEqual([]);
    calm.open();
    await listed(connections, 'complete');
    expect(await pictures(connections)).toBe(KEYS.length + 1);
  });

  it('can be closed before that', async () => {
    const connections = await run(createGate().passed);
    await connections.open(target);
    await connections.close();
    expect(connections.current()).toBeNull();
    expect(proxy.requests).toEqual([]);
  });

  it('keeps its pictures where it is gone, and says so', async () => {
    proxy.strike({ match: isList, fault: s3Error(404, 'NoSuchBucket') });
    const connections = await run();
    await connections.open(target);
    await listed(connections, 'failed');
    expect(connections.current()?.status().listing.error).toEqual({ code: 'no-such-bucket', bucket: target.bucket });
    expect(await pictures(connections)).toBe(KEYS.length);
  });

  it('case 17: tells of its region where it turns out to be another one', async () => {
    const isElsewhere = ({ headers }: { headers: { authorization?: unknown } }) =>
      !String(headers.authorization).includes('/us-east-1/');
    const region = '<Region>us-east-1</Region>';
    proxy.strike({ match: isElsewhere, fault: s3Error(400, 'AuthorizationHeaderMalformed', region) });
    const events: EventName[] = [];
    const connections = await run(undefined, (event) => events.push(event));
    const { region: first } = await connections.open({ ...target, region: 'eu-west-1' });
    expect(first).toBe('eu-west-1');
    await listed(connections, 'complete');
    expect(connections.current()?.summary.region).toBe('us-east-1');
    expect(events.filter((event) => event === 'connections/changed')).toHaveLength(2);
  });

  it('does not open where its keys are gone, and says why', async () => {
    await files.writeCredentials('');
    const connections = await run();
    expect(await errorOf(connections.open(target))).toEqual({ code: 'no-such-profile', profile: 'gallery' });
  });

  it('is proven first where it is another one: nothing of it is kept', async () => {
    proxy.strike({ match: () => true, fault: s3Error(404, 'NoSuchBucket') });
    const connections = await run();
    const other = { ...target, bucket: 'another-bucket' };
    expect(await errorOf(connections.open(other))).toEqual({ code: 'no-such-bucket', bucket: 'another-bucket' });
    expect(connections.current()).toBeNull();
  });

  it('is not known any more once it is forgotten and closed, and is asked for all its pictures again', async () => {
    const connections = await run();
    await connections.open(target);
    await listed(connections, 'complete');
    const saved = openSavedConnections(path.join(folder, 'connections.json'));
    const [{ savedId } = { savedId: '' }] = await saved.list();
    await connections.forget(savedId, 'remove');
    expect(await saved.list()).toEqual([]);
    expect(await pictures(connections)).toBe(KEYS.length);
    await connections.close();
    expect(await readdir(path.join(folder, 'names'))).toEqual([]);
    expect(await readFile(path.join(folder, 'connections.json'), 'utf8')).not.toContain(target.bucket);
    proxy.reset();
    const later = await run();
    await later.open(target);
    expect(proxy.requests.some(isList)).toBe(true);
    await listed(later, 'complete');
    expect(await pictures(later)).toBe(KEYS.length);
  });

  it('keeps what it had where it was forgotten and is opened again before it was closed', async () => {
    const connections = await run();
    await connections.open(target);
    await listed(connections, 'complete');
    const saved = openSavedConnections(path.join(folder, 'connections.json'));
    const [{ savedId } = { savedId: '' }] = await saved.list();
    await connections.forget(savedId, 'remove');
    await connections.open(target);
    await connections.close();
    expect(await readdir(path.join(folder, 'names'))).toHaveLength(2);
  });
});
