import { describe, expect, it } from 'vitest';
import {
  albumLabel,
  albumProblem,
  albumToSend,
  firstAlbum,
  knownAlbum,
  plainName,
} from '../../../renderer/upload/album-choice.ts';

const album = (label: string) => ({ album: `photos/${label}/`, label, groups: 1, bytes: 1 });
const albums = [album('post'), album('여행'), album('archive/film')];

describe('albumToSend', () => {
  it('sends the own prefix of an album that the bucket holds', () => {
    expect(albumToSend('post', albums)).toBe('photos/post/');
    expect(albumToSend(' /post/ ', albums)).toBe('photos/post/');
  });

  it('knows a Korean album in either Unicode form', () => {
    expect(albumToSend('여행'.normalize('NFD'), albums)).toBe('photos/여행/');
  });

  it('sends a new name as it was typed, without slashes and spaces around it', () => {
    expect(albumToSend(' /summer 2026// ', albums)).toBe('summer 2026');
    expect(albumToSend('', albums)).toBe('');
  });

  it('takes capital letters for another album, as S3 does', () => {
    expect(knownAlbum('Post', albums)).toBeNull();
  });
});

describe('firstAlbum', () => {
  it('is the album that is shown, else that of the last upload', () => {
    expect(firstAlbum('photos/여행/', 'photos/post/', albums)).toEqual({ label: '여행', why: 'shown' });
    expect(firstAlbum(null, 'photos/post/', albums)).toEqual({ label: 'post', why: 'last' });
    expect(firstAlbum(null, 'summer 2026', albums)).toEqual({ label: 'summer 2026', why: 'last' });
  });

  it('is the only album there is, and none of several that nobody chose', () => {
    expect(firstAlbum(null, null, albums.slice(0, 1))).toEqual({ label: 'post', why: 'only' });
    expect(firstAlbum(null, null, albums)).toEqual({ label: '', why: 'none' });
    expect(firstAlbum(null, null, [])).toEqual({ label: '', why: 'none' });
  });
});

describe('albumProblem', () => {
  it('has nothing against ordinary names, nested ones and none', () => {
    for (const name of ['', '여행', 'archive/film', 'a.b', '...']) expect(albumProblem(name, 0)).toBeNull();
  });

  it('refuses dot segments and control characters', () => {
    for (const name of ['.', '..', 'a/../b', 'a/./b', 'a\u0000b']) expect(albumProblem(name, 0)).toBe('unusable');
  });

  it('counts bytes, with the prefix before and the rest of the key behind', () => {
    expect(albumProblem('x'.repeat(961), 0)).toBeNull();
    expect(albumProblem('x'.repeat(962), 0)).toBe('too-long');
    expect(albumProblem('x'.repeat(961), 1)).toBe('too-long');
    expect(albumProblem('여'.repeat(321), 0)).toBe('too-long');
  });
});

describe('albumLabel and plainName', () => {
  it('reads a known album by its label and another without its slash', () => {
    expect(albumLabel('photos/post/', albums)).toBe('post');
    expect(albumLabel('elsewhere/', albums)).toBe('elsewhere');
    expect(plainName('  a b ')).toBe('a b');
  });
});
