import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { openKnownEndpoints } from '../../../electron/connections/known-endpoints.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const ENDPOINT = 'https://s3.example';

describe('what is known of endpoints', () => {
  it('is there again in the next run', async () => {
    const file = path.join(await temporaryFolder(), 'data', 'endpoints.json');
    const first = await openKnownEndpoints(file);
    first.learn(ENDPOINT, { checksums: false });
    first.learn(ENDPOINT, { startAfter: true });
    first.learn('http://127.0.0.1:9000', { multipart: true });
    await first.saved();
    const second = await openKnownEndpoints(file);
    expect(second.features(ENDPOINT)).toEqual({ checksums: false, startAfter: true });
    expect(second.features('http://127.0.0.1:9000')).toEqual({ multipart: true });
  });

  it.each([
    ['is missing', null],
    ['is damaged', '{"version":1,"endpoints":'],
    ['is of another version', '{"version":2,"endpoints":{"https://s3.example":{"checksums":false}}}'],
    ['holds something else', '{"version":1,"endpoints":{"https://s3.example":{"checksums":"no"}}}'],
  ])('counts as nothing where the file %s', async (_, content) => {
    const file = path.join(await temporaryFolder(), 'endpoints.json');
    if (content !== null) await writeFile(file, content);
    expect((await openKnownEndpoints(file)).features(ENDPOINT)).toEqual({});
  });

  it('is known all the same where the file cannot be written, and that is told', async () => {
    const file = path.join(await temporaryFolder(), 'endpoints.json');
    await mkdir(file);
    const onUnsaved = vi.fn();
    const memory = await openKnownEndpoints(file, onUnsaved);
    memory.learn(ENDPOINT, { checksums: false });
    await memory.saved();
    expect(onUnsaved).toHaveBeenCalledTimes(1);
    expect(memory.features(ENDPOINT)).toEqual({ checksums: false });
  });

  it('says nothing of keys or buckets', async () => {
    const file = path.join(await temporaryFolder(), 'endpoints.json');
    const memory = await openKnownEndpoints(file);
    memory.learn(ENDPOINT, { checksums: true });
    await memory.saved();
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
      version: 1,
      endpoints: { [ENDPOINT]: { checksums: true } },
    });
  });
});
