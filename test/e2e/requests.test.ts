import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type VariantSize, variantKey } from '../../shared/object-key.ts';
import { encodeMetadata } from '../../shared/object-metadata.ts';
import { launchApp, type RunningApp } from '../support/app.ts';
import { startEmbeddedServer, type TestServer } from '../support/embedded-server.ts';
import { type FaultingProxy, isList, startFaultingProxy } from '../support/faulting-proxy.ts';
import { cellOf, closePicture, embeddedProfile, openBucket, openPicture, saveOpenPicture } from '../support/gallery.ts';
import { jpeg, webp } from '../support/pictures.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const BUCKET = 'counted';
const GROUPS = 6;
const SIZES: readonly VariantSize[] = [512, 1024, 'thumbnail'];
/** The picture that is opened and saved: the last, so that it has a neighbour on one side only. */
const OPENED = GROUPS - 1;

/** As an earlier run left it: what the server can do is not asked again. */
const knownServer = (endpoint: string): string => {
  const features = { checksums: true, conditionalWrites: true, startAfter: true, multipart: true, listParts: true };
  return JSON.stringify({ version: 1, endpoints: { [endpoint]: features } });
};

const uuid = (group: number): string => `00000000-0000-4000-8000-${String(group).padStart(12, '0')}`;

describe('the requests that the server sees', () => {
  let server: TestServer;
  let proxy: FaultingProxy;
  let app: RunningApp;
  let userData: string;
  /** How many requests were looked at. */
  let looked = 0;

  beforeAll(async () => {
    server = await startEmbeddedServer();
    await server.createBucket(BUCKET);
    for (let group = 0; group < GROUPS; group++) await server.putObjects(BUCKET, await objectsOf(group));
    proxy = await startFaultingProxy(server.endpoint);
    userData = await mkdtemp(join(tmpdir(), 'contact-sheet-requests-'));
    await writeFile(join(userData, 'settings.json'), JSON.stringify({ language: 'en', theme: 'light' }));
    await writeFile(join(userData, 'endpoints.json'), knownServer(proxy.endpoint));
    app = await launchApp({ profiles: [embeddedProfile], userData });
  });
  afterAll(async () => {
    await app.close();
    await rm(userData, { recursive: true, force: true });
    await proxy.stop();
    await server.stop();
  });

  async function objectsOf(group: number) {
    const metadata = encodeMetadata({ name: `picture ${group}`, extension: 'jpg', width: 1500, height: 1000 });
    const width = (size: VariantSize) => (typeof size === 'number' ? size : 200);
    return Promise.all(
      SIZES.map(async (size) => ({
        key: variantKey('post/', uuid(group), size),
        content: await webp({ width: width(size), height: Math.round(width(size) / 1.5) }),
        contentType: 'image/webp',
        metadata,
      })),
    );
  }

  /** What came since the last look, each as `GET post/0_thumbnail.webp`: sorted, or as it came. */
  function unseen({ sorted = true } = {}): string[] {
    const requests = proxy.requests.slice(looked).map((request) => {
      const [path = '', query = ''] = request.path.split('?');
      // About the bucket as a whole: what nobody finished, and whether it keeps what is deleted.
      const [, asked] = /(?:^|&)(uploads|versioning)(?:=|&|$)/.exec(query) ?? [];
      if (asked !== undefined) return `GET ?${asked}`;
      const key = decodeURIComponent(path)
        .replace(`/${BUCKET}/`, '')
        .replace(/[0-9a-f-]{24}0*(?=\d)/, '');
      return isList(request) ? 'LIST' : `${request.method} ${key}`;
    });
    return sorted ? requests.sort() : requests;
  }

  /** One that comes too much, or too late, stands in the way of this look or of the next. */
  async function expectRequests(expected: readonly string[]): Promise<void> {
    await expect.poll(unseen).toEqual(expected);
    looked = proxy.requests.length;
  }

  it('are one list, two questions about the bucket, and one GET of each thumbnail, whose name comes along', async () => {
    await openBucket(app.page, { bucket: BUCKET, endpoint: proxy.endpoint }, GROUPS);
    await cellOf(app.page, 'picture 0').waitFor();
    const thumbnails = Array.from({ length: GROUPS }, (_, group) => `GET post/${group}_thumbnail.webp`);
    await expectRequests(['GET ?uploads', 'GET ?versioning', ...thumbnails, 'LIST']);
  });

  it('are those of the picture that is opened and of its neighbour, and none more to save it', async () => {
    await openPicture(app.page, `picture ${OPENED}`);
    const path = join(await temporaryFolder(), 'saved.png');
    await saveOpenPicture(app, { size: /^1024/, format: 'PNG', fileName: `picture ${OPENED}_1024.png`, path });
    // The stage and the save panel share one local copy.
    await expectRequests([`GET post/${OPENED - 1}_1024.webp`, `GET post/${OPENED}_1024.webp`]);
  });

  it('are one GET for another size, in whichever formats it is saved', async () => {
    const folder = await temporaryFolder();
    const size = /^512/;
    const name = `picture ${OPENED}_512`;
    await saveOpenPicture(app, { size, format: 'As stored', fileName: `${name}.webp`, path: join(folder, 'a.webp') });
    await saveOpenPicture(app, { size, format: 'PNG', fileName: `${name}.png`, path: join(folder, 'b.png') });
    await expectRequests([`GET post/${OPENED}_512.webp`]);
    await closePicture(app.page);
  });

  it('are one PUT of each size of an upload, the thumbnail last, and no list', async () => {
    const path = join(await temporaryFolder(), 'new one.jpg');
    await writeFile(path, await jpeg({ width: 1200, height: 800 }));
    await app.drop([path]);
    const dialog = app.page.getByRole('dialog', { name: 'Upload 1 picture' });
    await dialog.getByRole('button', { name: 'Upload 1 picture' }).click();
    await cellOf(app.page, 'new one').waitFor();
    const sent = () => unseen({ sorted: false }).map((request) => request.replace(/ .*_/, ' '));
    await expect.poll(sent).toHaveLength(4);
    const sizes = sent();
    expect(sizes.slice(0, 2).sort()).toEqual(['PUT 1024.webp', 'PUT 512.webp']);
    expect(sizes.slice(2)).toEqual(['PUT thumbnail.webp', 'GET thumbnail.webp']);
  });
});
