import { describe, expect, it } from 'vitest';
import { matchingOptions, nextActive } from '../../../renderer/ui/combobox-options.ts';

const options = ['blog', 'family-photos', 'photos', 'Old-Photos'].map((value) => ({ value }));
const valuesFor = (filter: string) => matchingOptions(options, filter).map(({ value }) => value);

describe('the options that match what is typed', () => {
  it('are all where nothing is', () => {
    expect(valuesFor('')).toEqual(['blog', 'family-photos', 'photos', 'Old-Photos']);
    expect(valuesFor('  ')).toHaveLength(options.length);
  });

  it('hold it anywhere and in any case, those that begin with it first', () => {
    expect(valuesFor('PHOTO')).toEqual(['photos', 'family-photos', 'Old-Photos']);
  });

  it('are found by their other names, whatever the accents and the Unicode form', () => {
    const regions = [
      { value: 'sa-east-1', alsoCalled: ['São Paulo', '상파울루'] },
      { value: 'ap-northeast-2', alsoCalled: ['Seoul', '서울'] },
    ];
    const found = (filter: string) => matchingOptions(regions, filter).map(({ value }) => value);
    expect(found('seoul')).toEqual(['ap-northeast-2']);
    expect(found('서울'.normalize('NFD'))).toEqual(['ap-northeast-2']);
    expect(found('sao p')).toEqual(['sa-east-1']);
    expect(found('east')).toEqual(['sa-east-1', 'ap-northeast-2']);
  });

  it('are none where none holds it', () => {
    expect(valuesFor('xyz')).toEqual([]);
  });
});

describe('the arrow keys', () => {
  it('begin at the nearer end and go round', () => {
    expect(nextActive(-1, 1, 3)).toBe(0);
    expect(nextActive(-1, -1, 3)).toBe(2);
    expect(nextActive(2, 1, 3)).toBe(0);
    expect(nextActive(0, -1, 3)).toBe(2);
  });

  it('stand on nothing in an empty list', () => {
    expect(nextActive(-1, 1, 0)).toBe(-1);
    expect(nextActive(5, -1, 0)).toBe(-1);
  });
});
