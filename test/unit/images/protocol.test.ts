import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type ConnectionImages, createImageHandler } from '../../../electron/images/protocol.ts';
import { AppFailure } from '../../../shared/app-error.ts';
import { deletedUrl, resultUrl, thumbnailUrl, variantUrl } from '../../../shared/image-url.ts';
import type { VariantSize } from '../../../shared/object-key.ts';
import { createGate } from '../../support/scripted-bucket.ts';

const content = Buffer.from('picture');

function setUp(options: { contentType?: string; fail?: () => never; until?: Promise<void> } = {}) {
  const { contentType = 'image/webp', fail = () => undefined, until } = options;
  const asked: (readonly [string, number | string, VariantSize | null])[] = [];
  const signals: AbortSignal[] = [];
  const connection = (connectionId: string): ConnectionImages | null => {
    if (connectionId !== 'open-1') return null;
    return {
      thumbnails: {
        async thumbnail(groupId, signal) {
          asked.push([connectionId, groupId, null]);
          signals.push(signal);
          fail();
          await until;
          return { content, contentType };
        },
        show: () => undefined,
        refusal: async () => null,
      },
      variants: {
        async variant(groupId, size, signal) {
          asked.push([connectionId, groupId, size]);
          signals.push(signal);
          fail();
          await until;
          const body = Readable.toWeb(Readable.from([content])) as ReadableStream<Uint8Array>;
          return { body, contentType, bytes: content.length };
        },
      },
      deletedPictures: {
        async picture(stem, { signal }) {
          asked.push([connectionId, stem, null]);
          signals.push(signal);
          fail();
          await until;
          return { body: content, contentType, bytes: content.length };
        },
        list: async () => ({ groups: [], next: null }),
      },
    };
  };
  const result = async (resultId: string) => {
    if (resultId !== 'made-1') throw new AppFailure({ code: 'result-expired' });
    return { body: content, contentType, bytes: content.length };
  };
  const handle = createImageHandler({ connection, result });
  const get = (url: string, init?: RequestInit) => handle(new Request(url, init));
  return { asked, signals, handle, get };
}

const row = { groupId: 7, version: 'a"b/c?d #é' };

describe('the image protocol', () => {
  it('serves the addresses that the contract makes', async () => {
    const { get, asked } = setUp();
    const urls = [
      thumbnailUrl('open-1', row),
      variantUrl('open-1', row, 512),
      variantUrl('open-1', row, 'original'),
      variantUrl('open-1', row, 'thumbnail'),
      deletedUrl('open-1', { stem: '여행 2026/a+b %41 (1)/x.jpg', deletedAt: 7 }),
    ];
    for (const url of urls) {
      const response = await get(url);
      expect(response.status).toBe(200);
      expect(await response.text()).toBe('picture');
      expect(response.headers.get('content-type')).toBe('image/webp');
      expect(response.headers.get('content-length')).toBe('7');
      expect(response.headers.get('cache-control')).toContain('immutable');
    }
    expect(asked).toEqual([
      ['open-1', 7, null],
      ['open-1', 7, 512],
      ['open-1', 7, 'original'],
      ['open-1', 7, 'thumbnail'],
      ['open-1', '여행 2026/a+b %41 (1)/x.jpg', null],
    ]);
  });

  it('serves a prepared result, and keeps no copy of what is given up soon', async () => {
    const { get } = setUp();
    const response = await get(resultUrl('made-1'));
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('picture');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const gone = await get(resultUrl('made-2'));
    expect(gone.status).toBe(404);
    expect(await gone.json()).toEqual({ error: { code: 'result-expired' } });
  });

  it('lets nothing in an answer run or pass for another type', async () => {
    const { get } = setUp();
    for (const url of [thumbnailUrl('open-1', row), 'image://nowhere/']) {
      const { headers } = await get(url);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    }
  });

  it.each([
    'image://x/..%2f..%2fetc/passwd',
    'image://thumbnail/..%2f..%2fetc/passwd',
    'image://thumbnail/open-1/..%2f7',
    'image://thumbnail/open-1/%37',
    'image://thumbnail/open-1/7/',
    'image://thumbnail/open-1/7/..%2f8',
    'image://thumbnail/open-1/-1',
    'image://thumbnail/open-1/1e3',
    'image://thumbnail/open-1/4294967296',
    'image://thumbnail/open-1/',
    'image://thumbnail/open-1/7?v=1&w=2',
    'image://thumbnail/open-1/7?w=2',
    'image://thumbnails/open-1/7',
    'image://thumbnail.evil/open-1/7',
    'image://thumbnail:80/open-1/7',
    'image://variant/open-1/7',
    'image://variant/open-1/7/0',
    'image://variant/open-1/7/05',
    'image://variant/open-1/7/512.webp',
    'image://variant/open-1/7/512/../../8/512/x',
    'image://variant/open-1/7/__proto__',
    `image://thumbnail/${'a'.repeat(65)}/7`,
    `image://thumbnail/open-1/7?v=${'a'.repeat(513)}`,
    'image://deleted/open-1/',
    'image://deleted/open-1/post/a',
    'image://deleted/open-1/a%',
    'image://deleted/open-1/a?w=1',
    `image://deleted/open-1/${'a'.repeat(3073)}`,
    'image://result/made-1/..%2fmade-2',
    'image://result/made-1?v=1',
    'image://result/',
    'file:///etc/passwd',
    'http://thumbnail/open-1/7',
  ])('case 3: reads nothing for %s', async (url) => {
    const { get, asked } = setUp();
    const response = await get(url);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: 'bad-request' } });
    expect(asked).toEqual([]);
  });

  it('case 3: knows only connections that are open', async () => {
    const { get, asked } = setUp();
    const response = await get(thumbnailUrl('open-2', row));
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ error: { code: 'unknown-connection' } });
    expect(asked).toEqual([]);
  });

  it.each(['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'])('answers no %s', async (method) => {
    const { get, asked } = setUp();
    expect((await get(thumbnailUrl('open-1', row), { method })).status).toBe(405);
    expect(asked).toEqual([]);
  });

  it.each([
    [{ code: 'key-vanished', key: 'a' }, 404],
    [{ code: 'unknown-group' }, 404],
    [{ code: 'damaged-image', name: 'a', detail: 'b' }, 502],
    [{ code: 'unreachable', endpoint: 'a', detail: 'b' }, 502],
  ] as const)('answers %j with %i and the reason, kept nowhere', async (error, status) => {
    const fail = () => {
      throw new AppFailure(error);
    };
    const { get } = setUp({ fail });
    for (const url of [thumbnailUrl('open-1', row), variantUrl('open-1', row, 512)]) {
      const response = await get(url);
      expect(response.status).toBe(status);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('content-type')).toBe('application/json');
      expect(await response.json()).toEqual({ error });
    }
  });

  it.each(['image/svg+xml', 'text/html', 'application/octet-stream', 'image/tiff', ''])(
    'case 7: serves nothing as %j',
    async (contentType) => {
      const { get } = setUp({ contentType });
      for (const url of [thumbnailUrl('open-1', row), variantUrl('open-1', row, 512)]) {
        const response = await get(url);
        expect(response.status).toBe(502);
        expect(await response.json()).toMatchObject({ error: { code: 'internal' } });
      }
    },
  );

  const addresses = [
    ['thumbnail', thumbnailUrl('open-1', row)],
    ['variant', variantUrl('open-1', row, 512)],
  ] as const;

  it.each(addresses)('begins the answer with a %s that takes its time, and ends it with its bytes', async (_, url) => {
    const gate = createGate();
    const { get } = setUp({ until: gate.passed });
    const response = await get(url);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('image/webp');
    gate.open();
    expect(await response.text()).toBe('picture');
  });

  it.each(addresses)('breaks off the answer with a %s that fails after its time, or is no image', async (_, url) => {
    const gate = createGate();
    const gone = gate.passed.then(() => {
      throw new AppFailure({ code: 'unknown-group' });
    });
    const failing = await setUp({ until: gone }).get(url);
    const page = await setUp({ until: gate.passed, contentType: 'text/html' }).get(url);
    gate.open();
    await expect(failing.text()).rejects.toThrow('unknown-group');
    await expect(page.text()).rejects.toThrow('text/html');
  });

  it.each(addresses)('passes on that the page no longer wants a %s', async (_, url) => {
    const gate = createGate();
    const { get, signals } = setUp({ until: gate.passed });
    const response = await get(url);
    expect(signals[0]?.aborted).toBe(false);
    await response.body?.cancel();
    expect(signals[0]?.aborted).toBe(true);
  });
});
