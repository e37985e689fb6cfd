import { describe, expect, it } from 'vitest';
import { nameProblem, readOwnName, tidyName } from '../../../shared/own-name.ts';

describe('a name that a person gives', () => {
  it('is composed and has no blanks around it', () => {
    expect(tidyName('  한강의 밤 '.normalize('NFD'))).toBe('한강의 밤'.normalize('NFC'));
    expect(readOwnName(' 밤\u00a0')).toBe('밤');
  });

  it('is none where nothing but blanks is left', () => {
    expect(readOwnName('   ')).toBeNull();
    expect(readOwnName(null)).toBeNull();
  });

  it('holds up to 1,000 bytes as objects carry them', () => {
    expect(nameProblem('a'.repeat(1000))).toBeNull();
    expect(nameProblem('a'.repeat(1001))).toBe('too-long');
    // A syllable takes nine: three bytes, each as %XX.
    expect(nameProblem('가'.repeat(111))).toBeNull();
    expect(nameProblem('가'.repeat(112))).toBe('too-long');
  });

  it.each(['a\nb', 'a\u0000b', 'a\u0085b', 'a\u2028b', 'a\ud800b'])(
    'holds no character that has no place in a line: %j',
    (name) => {
      expect(nameProblem(name)).toBe('control-characters');
      expect(() => readOwnName(name)).toThrow(
        expect.objectContaining({ error: expect.objectContaining({ code: 'bad-request' }) }),
      );
    },
  );

  it('may hold what file systems forbid, and emoji', () => {
    expect(readOwnName('a/b: “c” 🌊')).toBe('a/b: “c” 🌊');
  });
});
