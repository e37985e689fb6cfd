import { describe, expect, it } from 'vitest';
import { endpointOf, endpointPreset, endpointPresetIds, endpointPresets } from '../../../shared/endpoint-presets.ts';

const place = { region: '', account: '' };

describe('the presets', () => {
  it('have one for each id, in that order', () => {
    expect(endpointPresets.map(({ id }) => id)).toEqual([...endpointPresetIds]);
  });

  it.each(endpointPresets)('$id: its usual region is one of its regions, each named once', (preset) => {
    if (preset.regions.length > 0) expect(preset.regions).toContain(preset.defaultRegion);
    expect(new Set(preset.regions).size).toBe(preset.regions.length);
    for (const region of preset.regions) expect(region).toMatch(/^[a-z0-9-]{3,63}$/);
  });

  it.each(endpointPresets)('$id: its address is one, whatever region and account are filled in', (preset) => {
    const address = endpointOf(preset, { region: 'eu-west-1', account: '0123abcd' });
    expect(address).not.toMatch(/[{}]/);
    if (address !== '') expect(new URL(address).pathname).toBe('/');
  });

  it('give the addresses that the services document', () => {
    expect(endpointOf(endpointPreset('amazon'), { ...place, region: 'ap-northeast-2' })).toBe('');
    expect(endpointOf(endpointPreset('r2'), { ...place, account: ' 0123abcd ' })).toBe(
      'https://0123abcd.r2.cloudflarestorage.com',
    );
    expect(endpointOf(endpointPreset('b2'), { ...place, region: 'eu-central-003' })).toBe(
      'https://s3.eu-central-003.backblazeb2.com',
    );
    expect(endpointOf(endpointPreset('wasabi'), place)).toBe('https://s3.us-east-1.wasabisys.com');
  });

  it('give no address while the account is missing', () => {
    expect(endpointOf(endpointPreset('r2'), { ...place, account: ' ' })).toBe('');
  });

  it('know all of Amazon’s regions for everyone', () => {
    const { regions } = endpointPreset('amazon');
    for (const region of ['us-east-1', 'ap-northeast-2', 'eu-central-2', 'mx-central-1', 'cn-north-1', 'us-gov-west-1'])
      expect(regions).toContain(region);
    expect(regions.length).toBeGreaterThanOrEqual(37);
  });
});
