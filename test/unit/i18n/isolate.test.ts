import { beforeAll, describe, expect, it } from 'vitest';
import { i18n, startI18n } from '../../../renderer/i18n/i18n.ts';
import { isolated } from '../../../renderer/i18n/isolate.ts';

const LRI = '\u2066';
const PDI = '\u2069';

describe('names in sentences', () => {
  beforeAll(() => startI18n('en'));

  it('case 50: keep a name that is written from right to left from turning the sentence', () => {
    expect(i18n.t('errors.not-an-image', { name: 'صورة (1).png' })).toContain(`“${LRI}صورة (1).png${PDI}”`);
    expect(i18n.t('jobs.album', { album: 'תמונות' })).toBe(`“${LRI}תמונות${PDI}”`);
  });

  it('keep what a name says of directions to the name', () => {
    expect(isolated('photo\u202egpj.exe')).toBe(`${LRI}photo\u202egpj.exe${PDI}`);
  });

  it('case 50: keep a name that ends an isolate, or begins one, from turning the sentence', () => {
    expect(isolated(`a${PDI}\u202egpj.exe`)).toBe(`${LRI}a\u202egpj.exe${PDI}`);
    for (const begin of ['\u2066', '\u2067', '\u2068'])
      expect(isolated(`a${begin}b🌊.png`)).toBe(`${LRI}ab🌊.png${PDI}`);
    expect(isolated(`${PDI}\u2067a${PDI}${PDI}\u2067.png`)).toBe(`${LRI}\u2067a${PDI}.png${PDI}`);
  });

  it('stay whole where a part of a line goes into another', () => {
    const albums = `${i18n.t('jobs.album', { album: 'תמונות' })} and “post”`;
    expect(i18n.t('jobs.into', { albums })).toBe(`to ${LRI}“${LRI}תמונות${PDI}” and “post”${PDI}`);
  });

  it('are as they are where nothing in them has a direction of its own, markup too', () => {
    for (const name of ['바다', '夕焼け', 'café <b>&.png', '🌊 12', '']) expect(isolated(name)).toBe(name);
    expect(i18n.t('jobs.album', { album: '<b>&"' })).toBe('“<b>&"”');
  });
});
