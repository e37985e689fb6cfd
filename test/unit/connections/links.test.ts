import { describe, expect, it } from 'vitest';
import { makeLink } from '../../../electron/connections/links.ts';
import { encodeMetadata } from '../../../shared/object-metadata.ts';
import { errorOf } from '../../support/failures.ts';
import { createPlainCatalogue } from '../../support/plain-catalogue.ts';
import { createScriptedBucket } from '../../support/scripted-bucket.ts';

const STEM = 'post/f06bb30d-c640-41bc-b287-9b22111ac762';

async function scene() {
  const bucket = createScriptedBucket();
  const catalogue = createPlainCatalogue();
  const keys = [`${STEM}_thumbnail.webp`, `${STEM}_512.webp`, `${STEM}_original.jpg`];
  await catalogue.addObjects(keys.map((key) => ({ key, bytes: 1, modified: 1, etag: 'e' })));
  const groupId = (await catalogue.groupOfKey(`${STEM}_512.webp`)) ?? -1;
  const name = { name: '여름 휴가', extension: 'jpg', width: 1, height: 1, uploaded: 0, thumbhash: 'a', sha256: 'b' };
  await catalogue.learn(groupId, encodeMetadata(name));
  return { groupId, connection: { bucket, catalogue } };
}

describe('a link', () => {
  it('names bucket and key where an S3 URI is asked for, and does not expire', async () => {
    const { groupId, connection } = await scene();
    expect(await makeLink(connection, { groupId, size: 512, kind: 's3-uri', seconds: 60 })).toEqual({
      text: `s3://scripted/${STEM}_512.webp`,
      expiresAt: null,
    });
  });

  it('is the bucket’s public address where that is asked for', async () => {
    const { groupId, connection } = await scene();
    expect(await makeLink(connection, { groupId, size: 'thumbnail', kind: 'public', seconds: 60 })).toEqual({
      text: `https://scripted.example/${STEM}_thumbnail.webp`,
      expiresAt: null,
    });
  });

  it.each([
    [512, '여름 휴가_512.webp'],
    ['original', '여름 휴가_original.jpg'],
  ] as const)('downloads the variant %s as %s where it is signed', async (size, fileName) => {
    const { groupId, connection } = await scene();
    const { text, expiresAt } = await makeLink(connection, { groupId, size, kind: 'presigned', seconds: 600 });
    expect(new URL(text).searchParams.get('response-content-disposition')).toContain(
      `filename*=UTF-8''${encodeURIComponent(fileName)}`,
    );
    expect(expiresAt).toBe(600_000);
  });

  it('is none where the group has no such variant', async () => {
    const { groupId, connection } = await scene();
    const wanted = { groupId, size: 1024, kind: 's3-uri', seconds: 60 } as const;
    expect(await errorOf(makeLink(connection, wanted))).toEqual({ code: 'unknown-group' });
  });
});
