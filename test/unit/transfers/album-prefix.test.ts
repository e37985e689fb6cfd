import { describe, expect, it } from 'vitest';
import { albumPrefix } from '../../../electron/transfers/album-prefix.ts';

const refusal = (album: string): unknown => {
  try {
    return albumPrefix(album, '', false);
  } catch (thrown) {
    return thrown;
  }
};

describe('albumPrefix', () => {
  it('ends a typed album with one slash, begins it with none, and leaves the root empty', () => {
    expect(albumPrefix('', '', false)).toBe('');
    expect(albumPrefix('post', '', false)).toBe('post/');
    expect(albumPrefix('/여행/2026/', '', false)).toBe('여행/2026/');
    expect(albumPrefix('/', '', false)).toBe('');
  });

  it('stays below the connection prefix', () => {
    expect(albumPrefix('', 'site/', false)).toBe('site/');
    expect(albumPrefix('post', 'site/', false)).toBe('site/post/');
    expect(albumPrefix('site/post/', 'site/', false)).toBe('site/post/');
    expect(albumPrefix('site', 'site/', false)).toBe('site/');
    expect(albumPrefix('post', 'site', false)).toBe('site/post/');
  });

  it('case 47: takes an album of the bucket as it is, slashes in front or doubled included', () => {
    expect(albumPrefix('/odd//', '', true)).toBe('/odd//');
  });

  it('refuses what cannot be part of a key', () => {
    for (const album of ['a\u0000b', 'a\nb', '\uD800', '..', 'a/../b', './a', 'x'.repeat(1024)]) {
      expect(refusal(album)).toMatchObject({ error: { code: 'bad-request', channel: 'upload/start' } });
    }
  });

  it('takes the longest album whose longest key has 1,024 bytes', () => {
    const rest = '00000000-0000-0000-0000-000000000000_original.xxxxxxxxxxxxxxxx'.length;
    const longest = 'x'.repeat(1024 - rest - 1);
    expect(albumPrefix(longest, '', false)).toBe(`${longest}/`);
    expect(refusal(`${longest}x`)).toMatchObject({ error: { code: 'bad-request' } });
  });
});
