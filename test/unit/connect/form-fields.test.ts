import { describe, expect, it } from 'vitest';
import {
  askedFirst,
  connectionOf,
  emptyFields,
  type FormFields,
  fieldsForAnotherBucket,
  fieldsOf,
  hasHiddenChoice,
  serverOf,
} from '../../../renderer/connect/form-fields.ts';
import { endpointPresetIds } from '../../../shared/endpoint-presets.ts';

const source = { kind: 'profile', profile: 'studio' } as const;
const form = (patch: Partial<FormFields>): FormFields => ({ ...emptyFields, ...patch });

describe('the server that a form comes to', () => {
  it('is left to the source of the keys for Amazon S3', () => {
    expect(serverOf(form({}), source)).toEqual({
      source,
      preset: 'amazon',
      region: '',
      endpoint: '',
      pathStyle: false,
    });
  });

  it('is found from the account for R2', () => {
    expect(serverOf(form({ preset: 'r2', account: ' abc123 ' }), source)).toMatchObject({
      region: 'auto',
      endpoint: 'https://abc123.r2.cloudflarestorage.com',
    });
  });

  it('is found from the region for Backblaze B2 and Wasabi, from their usual one where none is named', () => {
    expect(serverOf(form({ preset: 'b2', region: 'eu-central-003' }), source)).toMatchObject({
      region: 'eu-central-003',
      endpoint: 'https://s3.eu-central-003.backblazeb2.com',
    });
    const { region, endpoint } = serverOf(form({ preset: 'wasabi' }), source);
    expect(region).not.toBe('');
    expect(endpoint).toContain(region);
  });

  it('has path-style addresses as is usual there', () => {
    expect(serverOf(form({ preset: 'minio' }), source).pathStyle).toBe(true);
    expect(serverOf(form({ preset: 'wasabi' }), source).pathStyle).toBe(false);
  });

  it.each(endpointPresetIds)('is the one typed by hand, whatever the preset (%s)', (preset) => {
    const typed = { region: 'my-region', endpoint: 'https://s3.example.com', pathStyle: false };
    expect(serverOf(form({ preset, account: 'abc', ...typed }), source)).toMatchObject(typed);
  });
});

describe('what a preset asks for at once', () => {
  it('is one thing at most', () => {
    const asked = endpointPresetIds.map((preset) => [preset, askedFirst(preset)]);
    expect(Object.fromEntries(asked)).toEqual({
      amazon: 'nothing',
      r2: 'account',
      b2: 'region',
      minio: 'endpoint',
      ceph: 'endpoint',
      wasabi: 'region',
      other: 'endpoint',
    });
  });

  it('leaves what was typed elsewhere to be shown', () => {
    expect(hasHiddenChoice(form({ preset: 'minio', endpoint: 'nas:9000' }))).toBe(false);
    expect(hasHiddenChoice(form({ preset: 'amazon', endpoint: 'nas:9000' }))).toBe(true);
    expect(hasHiddenChoice(form({ preset: 'b2', region: 'us-east-005' }))).toBe(false);
    expect(hasHiddenChoice(form({ preset: 'amazon', region: 'us-east-005' }))).toBe(true);
    expect(hasHiddenChoice(form({ pathStyle: true }))).toBe(true);
  });
});

describe('a remembered connection in the form', () => {
  const forms: Partial<FormFields>[] = [
    { preset: 'amazon' },
    { preset: 'amazon', region: 'ap-northeast-2', endpoint: 'http://nas:9000', pathStyle: true },
    { preset: 'r2', account: 'abc123' },
    { preset: 'r2', endpoint: 'https://r2.example.com' },
    { preset: 'b2', region: 'eu-central-003' },
    { preset: 'wasabi' },
    { preset: 'minio' },
    { preset: 'ceph', endpoint: 'https://ceph.example.com', pathStyle: false },
  ];

  it.each(forms)('is the form that it was made with: %o', (patch) => {
    const fields = form({ source, bucket: 'pictures', prefix: 'post/', ...patch });
    expect(fieldsOf(connectionOf(fields, source))).toEqual(fields);
  });

  it('comes to the same connection again, also without an address that the preset knows', () => {
    const { kind, ...connection } = connectionOf(form({ preset: 'r2', bucket: 'pictures' }), source);
    expect(connectionOf(fieldsOf(connection), source)).toEqual({ kind, ...connection });
  });
});

describe('the form for another bucket', () => {
  it('has the keys and the server of the one that is open, but neither its bucket nor its folder', () => {
    const typed = { preset: 'minio', endpoint: 'http://nas:9000', region: 'home', pathStyle: false } as const;
    const fields = form({ source, ...typed, bucket: 'pictures', prefix: 'post/' });
    expect(fieldsForAnotherBucket(connectionOf(fields, source))).toEqual(form({ source, ...typed }));
  });

  it('leaves the region open at Amazon, where each bucket has its own', () => {
    const fields = form({ source, region: 'ap-northeast-2', bucket: 'pictures' });
    expect(fieldsForAnotherBucket(connectionOf(fields, source))).toEqual(form({ source }));
  });
});
