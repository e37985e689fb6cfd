import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { openKnownRegions } from '../../../electron/connections/known-regions.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const PHOTOS = { endpoint: '', name: 'photos' };

describe('where buckets are', () => {
  it('case 17: is known in the next run, until it turns out to be wrong', async () => {
    const file = path.join(await temporaryFolder(), 'data', 'regions.json');
    const first = await openKnownRegions(file);
    first.learn(PHOTOS, 'eu-west-1');
    first.learn({ endpoint: 'https://s3.example/', name: 'photos' }, 'nearby');
    await first.saved();
    const second = await openKnownRegions(file);
    expect(second.known(PHOTOS)).toBe('eu-west-1');
    expect(second.known({ endpoint: 'https://S3.example', name: 'photos' })).toBe('nearby');
    second.forget(PHOTOS);
    await second.saved();
    expect((await openKnownRegions(file)).known(PHOTOS)).toBeNull();
  });

  it.each([
    ['is missing', null],
    ['is damaged', '{"version":1,"regions":'],
    ['is of another version', '{"version":2,"regions":{" photos":"eu-west-1"}}'],
    ['holds what is no region and would be part of a host name', '{"version":1,"regions":{" photos":"evil.example/"}}'],
  ])('is not known where the file %s', async (_, content) => {
    const file = path.join(await temporaryFolder(), 'regions.json');
    if (content !== null) await writeFile(file, content);
    expect((await openKnownRegions(file)).known(PHOTOS)).toBeNull();
  });

  it('is known all the same where the file cannot be written, and that is told', async () => {
    const file = path.join(await temporaryFolder(), 'regions.json');
    await mkdir(file);
    const onUnsaved = vi.fn();
    const regions = await openKnownRegions(file, onUnsaved);
    regions.learn(PHOTOS, 'eu-west-1');
    await regions.saved();
    expect(onUnsaved).toHaveBeenCalledTimes(1);
    expect(regions.known(PHOTOS)).toBe('eu-west-1');
  });

  it('names places and regions only', async () => {
    const file = path.join(await temporaryFolder(), 'regions.json');
    const regions = await openKnownRegions(file);
    regions.learn(PHOTOS, 'eu-west-1');
    await regions.saved();
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ version: 1, regions: { ' photos': 'eu-west-1' } });
  });
});
