import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createCatalogue } from '../../electron/catalogue/columnar-catalogue.ts';
import { createGiveWay } from '../../electron/transfers/give-way.ts';
import { createJobCenter } from '../../electron/transfers/job-center.ts';
import { startReadNames } from '../../electron/transfers/read-names.ts';
import { BARE_IN_A_ROW } from '../../shared/job.ts';
import { encodeMetadata } from '../../shared/object-metadata.ts';
import { startEmbeddedServer, type TestServer } from '../support/embedded-server.ts';
import { s3Error } from '../support/fault.ts';
import { isGet, isMethod, startFaultingProxy } from '../support/faulting-proxy.ts';
import { newBucket } from '../support/s3-servers.ts';

const uuidOf = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const keyOf = (index: number): string => `a/${uuidOf(index)}_thumbnail.webp`;
const named = (index: number) => encodeMetadata({ name: `한강 ${index}`, extension: 'jpg' });
const isHead = isMethod('HEAD');
const never = new AbortController().signal;

describe('names in the objects of a bucket', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startEmbeddedServer();
    return () => server.stop();
  });

  /** One thumbnail for each group, with what its object carries. */
  async function scene(metadata: readonly Record<string, string>[]) {
    const name = await newBucket(server);
    await server.putObjects(
      name,
      metadata.map((carried, index) => ({ key: keyOf(index), content: 'picture', metadata: carried })),
    );
    const proxy = await startFaultingProxy(server.endpoint);
    const bucket = server.openBucket(name, { endpoint: proxy.endpoint });
    const catalogue = await createCatalogue({ prefix: '', namesPath: null });
    onTestFinished(async () => {
      bucket.close();
      await proxy.stop();
      await catalogue.close();
    });
    await catalogue.beginListing();
    for await (const page of bucket.list({ signal: never })) await catalogue.addPage(page);
    await catalogue.endListing();
    const jobs = createJobCenter({ onChange: () => undefined });
    const giveWay = createGiveWay(bucket);
    const begin = () =>
      startReadNames({
        connectionId: 'c1',
        jobs,
        bucket,
        catalogue,
        giveWay,
        onLearnt: () => undefined,
        onFound: () => undefined,
      });
    return { proxy, catalogue, jobs, begin, read: async () => jobs.ended(await begin()) };
  }

  it('are read by one HEAD each and no GET', async () => {
    const at = await scene([named(0), {}, named(2)]);
    expect(await at.read()).toMatchObject({
      state: 'succeeded',
      names: { found: 2, refused: 0, stoppedAfter: null },
    });
    expect(at.proxy.count(isHead)).toBe(3);
    expect(at.proxy.count(isGet)).toBe(0);
    expect(await at.catalogue.nameless()).toBe(1);
    const { count } = await at.catalogue.openView({
      album: null,
      search: 'ㅎㄱ',
      sort: 'name',
      incompleteOnly: false,
    });
    expect(count).toBe(2);
  });

  it(`are given up after ${BARE_IN_A_ROW} objects in a row that carry none`, async () => {
    const at = await scene(Array.from({ length: BARE_IN_A_ROW + 40 }, () => ({})));
    expect(await at.read()).toMatchObject({ state: 'succeeded', names: { found: 0, stoppedAfter: BARE_IN_A_ROW } });
    expect(at.proxy.count(isHead)).toBe(BARE_IN_A_ROW);
    expect(await at.read()).toMatchObject({ itemsTotal: 40, names: { stoppedAfter: null } });
    expect(at.proxy.count(isHead)).toBe(BARE_IN_A_ROW + 40);
  });

  it('are read to the end after a cancel, and none is asked for twice that was answered', async () => {
    const at = await scene(Array.from({ length: 80 }, (_, index) => named(index)));
    const id = await at.begin();
    await vi.waitFor(() => expect(at.jobs.summary(id).itemsDone).toBeGreaterThan(10), { interval: 1 });
    at.jobs.cancel(id);
    const { state, itemsDone } = await at.jobs.ended(id);
    expect(state).toBe('cancelled');
    const groups = await Promise.all(Array.from({ length: 80 }, (_, groupId) => at.catalogue.group(groupId)));
    const answered = groups.flatMap(({ originalName, variants }) =>
      originalName ? variants.map(({ key }) => key) : [],
    );
    expect(answered).toHaveLength(itemsDone);
    at.proxy.reset();
    expect(await at.read()).toMatchObject({ state: 'succeeded', itemsTotal: 80 - itemsDone });
    // A request that was broken off may still come in now; one that was answered does not come again.
    expect(at.proxy.count(({ path }) => answered.some((key) => path.includes(key)))).toBe(0);
    expect(await at.catalogue.nameless()).toBe(0);
  });

  it('are asked for again where the server wants fewer requests', async () => {
    const at = await scene([named(0), named(1), named(2), named(3)]);
    at.proxy.strike({ match: isHead, fault: [s3Error(503, 'SlowDown'), s3Error(503, 'SlowDown')] });
    expect(await at.read()).toMatchObject({ state: 'succeeded', names: { found: 4, refused: 0 } });
  });

  it('end with the reason where the server goes on refusing', async () => {
    const at = await scene(Array.from({ length: 40 }, (_, index) => named(index)));
    at.proxy.strike({ match: ({ path }) => path.includes(uuidOf(30)), fault: s3Error(503, 'SlowDown') });
    expect(await at.read()).toMatchObject({ state: 'failed', error: { code: 'throttled' } });
  });

  it('of objects that vanished meanwhile are forgotten with them', async () => {
    const at = await scene([named(0), named(1)]);
    at.proxy.strike({ match: ({ path }) => path.includes(uuidOf(0)), fault: s3Error(404, 'NoSuchKey') });
    expect(await at.read()).toMatchObject({ state: 'succeeded', itemsDone: 2, names: { found: 1 } });
    expect((await at.catalogue.counts()).groups).toBe(1);
  });
});
