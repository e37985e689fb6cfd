import { expect, it } from 'vitest';
import { regionOptions } from '../../../renderer/connect/region-options.ts';
import { endpointPreset } from '../../../shared/endpoint-presets.ts';

it('names the place of every region of Amazon’s, in the language of the window', () => {
  const options = regionOptions('amazon', 'ko');
  expect(options.map(({ value }) => value)).toEqual(endpointPreset('amazon').regions);
  expect(options.find(({ value }) => value === 'ap-northeast-2')).toEqual({
    value: 'ap-northeast-2',
    note: '서울',
    alsoCalled: ['Seoul', '서울'],
  });
  expect(options.every(({ note }) => note)).toBe(true);
});

it('says nothing of the places of others, though their regions may have Amazon’s names', () => {
  expect(regionOptions('wasabi', 'en')).toContainEqual({ value: 'eu-central-1' });
});
