/** The embedded S3 server with a bucket of small pictures, in a process of its own, as far away as is said. */
import { setTimeout as delay } from 'node:timers/promises';
import { buildApp } from 'fauxqs';
import sharp from 'sharp';
import { S3Store } from '../../node_modules/fauxqs/dist/s3/s3Store.js';
import { SnsStore } from '../../node_modules/fauxqs/dist/sns/snsStore.js';
import { SqsStore } from '../../node_modules/fauxqs/dist/sqs/sqsStore.js';
import { variantKey } from '../../shared/object-key.ts';
import { encodeMetadata } from '../../shared/object-metadata.ts';

export interface PictureServerOptions {
  bucket: string;
  groups: number;
}
export type PictureServerRequest = { start: PictureServerOptions } | { latencyMs: number };

const WIDTH = 512;
const HEIGHT = 384;
const QUALITY = 80;
/** Different pictures; the groups share them. */
const PICTURES = 24;
const CHANNELS = 3;
let latencyMs = 0;

/** Shapes with the noise of a camera. */
async function draw(seed: number): Promise<Buffer> {
  const pixels = Buffer.alloc(WIDTH * HEIGHT * CHANNELS);
  let random = seed + 1;
  for (let at = 0; at < pixels.length; at++) {
    const [x, y] = [Math.floor(at / CHANNELS) % WIDTH, Math.floor(at / CHANNELS / WIDTH)];
    random = (random * 1_103_515_245 + 12_345) & 0x7fff_ffff;
    const shape = Math.sin((x + seed * 31) / 23) + Math.cos((y - seed * 17) / 31) + Math.sin((x * y) / 9_000);
    pixels[at] = 128 + 36 * shape + ((at % CHANNELS) - 1) * 20 + (random % 24);
  }
  const raw = { width: WIDTH, height: HEIGHT, channels: CHANNELS } as const;
  return sharp(pixels, { raw }).webp({ quality: QUALITY }).toBuffer();
}

async function start({ bucket, groups }: PictureServerOptions): Promise<string> {
  const s3Store = new S3Store();
  s3Store.createBucket(bucket);
  const pictures = await Promise.all(Array.from({ length: PICTURES }, (_, seed) => draw(seed)));
  for (let group = 0; group < groups; group++) {
    const uuid = `f06bb30d-c640-41bc-b287-${String(group).padStart(12, '0')}`;
    const metadata = encodeMetadata({ name: `picture ${group}`, extension: 'jpg' });
    for (const size of [WIDTH, 'thumbnail'] as const) {
      const content = pictures[group % PICTURES] ?? Buffer.alloc(0);
      s3Store.putObject(bucket, variantKey('post/', uuid, size), content, 'image/webp', metadata);
    }
  }
  const stores = { s3Store, snsStore: new SnsStore(), sqsStore: new SqsStore() };
  const app = buildApp({ logger: false, host: '127.0.0.1', defaultRegion: 'us-east-1', stores });
  app.addHook('onRequest', async () => {
    if (latencyMs > 0) await delay(latencyMs);
  });
  return app.listen({ port: 0, host: '127.0.0.1' });
}

process.on('message', async (request: PictureServerRequest) => {
  if ('start' in request) process.send?.(await start(request.start));
  else {
    latencyMs = request.latencyMs;
    process.send?.('');
  }
});
process.on('disconnect', () => process.exit(0));
