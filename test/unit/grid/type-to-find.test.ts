import { describe, expect, it } from 'vitest';
import { startsFor } from '../../../renderer/grid/type-to-find.ts';

const at = (index: number, isFirst = false) => ({ index, count: 10, isFirst });

describe('where a typed text is looked for', () => {
  it('is from the next picture on for the first letter, and around the end', () => {
    expect(startsFor('b', at(3, true))).toEqual([{ text: 'b', from: 4 }]);
    expect(startsFor('b', at(9, true))).toEqual([{ text: 'b', from: 0 }]);
  });

  it('is from the picture itself on as the word grows', () => {
    expect(startsFor('ba', at(4))).toEqual([{ text: 'ba', from: 4 }]);
  });

  it('goes on to the next one where a letter is typed again and no name begins with it twice', () => {
    expect(startsFor('bb', at(4))).toEqual([
      { text: 'bb', from: 4 },
      { text: 'b', from: 5 },
    ]);
  });

  it('takes decomposed Korean for what it is', () => {
    expect(startsFor('한'.normalize('NFD'), at(0, true))).toEqual([{ text: '한', from: 1 }]);
  });

  it('is nowhere for no text, and in no pictures', () => {
    expect(startsFor('', at(0))).toEqual([]);
    expect(startsFor('a', { index: 0, count: 0, isFirst: true })).toEqual([]);
  });
});
