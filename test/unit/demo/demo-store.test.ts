import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_BUCKET, type DemoStore, openDemoStore } from '../../../electron/demo/demo-store.ts';

describe('the demo’s store', () => {
  let store: DemoStore;
  let address: string;

  beforeAll(async () => {
    store = await openDemoStore();
    const content = Buffer.from('picture');
    store.put({ key: 'post/a.webp', content, contentType: 'image/webp', metadata: {}, modified: Date.UTC(2026, 0) });
    address = `${store.endpoint}/${DEMO_BUCKET}/post/a.webp`;
  });
  afterAll(() => store.close());

  const dispositionFor = async (asked: string) => {
    const query = new URLSearchParams({ 'response-content-disposition': asked });
    const reply = await fetch(`${address}?${query}`);
    return { text: await reply.text(), disposition: reply.headers.get('content-disposition') };
  };

  it('names the download as a link asks, as S3 does', async () => {
    const asked = `attachment; filename="_.webp"; filename*=UTF-8''%EC%82%B0%20(1).webp`;
    expect(await dispositionFor(asked)).toEqual({ text: 'picture', disposition: asked });
  });

  it('names none where nothing is asked, or what cannot stand in a header', async () => {
    expect((await fetch(address)).headers.get('content-disposition')).toBeNull();
    expect(await dispositionFor('산\r\nx: y')).toEqual({ text: 'picture', disposition: null });
  });

  it('names no download of an object that is not there', async () => {
    const reply = await fetch(`${store.endpoint}/${DEMO_BUCKET}/none?response-content-disposition=attachment`);
    expect(reply.status).toBe(404);
    expect(reply.headers.get('content-disposition')).toBeNull();
  });
});
