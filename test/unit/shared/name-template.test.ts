import { describe, expect, it } from 'vitest';
import {
  DEFAULT_TEMPLATE,
  MAX_TEMPLATE_LENGTH,
  nameFrom,
  readTemplate,
  type TemplateFacts,
} from '../../../shared/name-template.ts';
import { exampleFacts } from '../../support/template-facts.ts';

/** The name that a template gives, or the kind of its problem. */
function named(text: string, facts: Partial<TemplateFacts> = {}): string {
  const { template, problem } = readTemplate(text);
  return template === null ? problem.kind : nameFrom(template, { ...exampleFacts, ...facts });
}

describe('a template', () => {
  it('gives name, size and extension where nothing else is chosen', () => {
    expect(named(DEFAULT_TEMPLATE)).toBe('IMG_2041_1024.jpg');
    expect(named(DEFAULT_TEMPLATE, { name: null })).toBe(`${exampleFacts.base}_1024.jpg`);
    expect(named(DEFAULT_TEMPLATE, { size: 'original', extension: 'png' })).toBe('IMG_2041_original.png');
  });

  it('knows album, date, counter and uuid', () => {
    expect(named('{album} {date} {counter} {uuid}')).toBe(`travel 2026-03-01 001 ${exampleFacts.base}.jpg`);
  });

  it('counts with as many digits as the batch has', () => {
    expect(named('{counter}', { counter: 7, total: 9 })).toBe('7.jpg');
    expect(named('{counter}', { counter: 7, total: 10 })).toBe('07.jpg');
    expect(named('{counter}', { counter: 10_000, total: 10_000 })).toBe('10000.jpg');
  });

  it('takes an album inside another as one word, and a slash never as a folder', () => {
    expect(named('{album}-{counter}', { album: 'post/2026/spring/', total: 1 })).toBe('post_2026_spring-1.jpg');
    expect(named('{album}-{name}', { album: '../..', name: '../up' })).toBe('___..-___up.jpg');
  });

  it('keeps the extension, whether the template says so or not', () => {
    expect(named('{name}')).toBe('IMG_2041.jpg');
    expect(named('{name}.{ext}')).toBe('IMG_2041.jpg');
    expect(named('{name}.final.{ext}')).toBe('IMG_2041.final.jpg');
    expect(named('{name}', { extension: '' })).toBe('IMG_2041');
  });

  it('gives a foreign picture no size, and leaves no separator behind where a part has nothing to say', () => {
    const foreign = { name: null, base: 'IMG_1', foreign: true, size: 'original' } as const;
    expect(named(DEFAULT_TEMPLATE, foreign)).toBe('IMG_1.jpg');
    expect(named('{size}-{name}', foreign)).toBe('IMG_1.jpg');
    expect(named('{album}_{name}', { album: '' })).toBe('IMG_2041.jpg');
    expect(named('{name} {album} {counter}', { album: '' })).toBe('IMG_2041 001.jpg');
  });

  it('case 40: cuts the name and keeps all else where the whole would be longer than 255 bytes', () => {
    expect(named('{date} {name}_{size}', { name: '한'.repeat(200) })).toBe(`2026-03-01 ${'한'.repeat(78)}_1024.jpg`);
    expect(named('{name}-{name}', { name: 'x'.repeat(300) })).toBe(`${'x'.repeat(125)}-${'x'.repeat(125)}.jpg`);
  });

  it('case 40: takes the danger out of what a template makes of its parts', () => {
    expect(named('{name}', { name: 'con' })).toBe('_con.jpg');
    expect(named('nul.{name}')).toBe('_nul.IMG_2041.jpg');
    expect(named('.{name}')).toBe('_IMG_2041.jpg');
    expect(named('{name} ')).toBe('IMG_2041.jpg');
  });
});

describe('what is no template', () => {
  it.each([
    ['', 'empty'],
    ['  ', 'empty'],
    ['.{ext}', 'empty'],
    ['{name', 'brace'],
    ['name}', 'brace'],
    ['{{name}}', 'brace'],
    ['{Name}', 'unknown-field'],
    ['{}', 'unknown-field'],
    ['{ext}', 'extension-inside'],
    ['{ext}_{name}', 'extension-inside'],
    ['{name}.{ext}.bak', 'extension-inside'],
    ['a/{name}', 'forbidden'],
    ['{name}?', 'forbidden'],
    ['{name}\u202E', 'forbidden'],
    ['{name}\uD800', 'forbidden'],
    ['x'.repeat(MAX_TEMPLATE_LENGTH + 1), 'too-long'],
  ])('%j is refused as %s', (text, problem) => {
    expect(named(text)).toBe(problem);
  });

  it('is told with what is wrong', () => {
    expect(readTemplate('{name}_{sise}').problem).toEqual({ kind: 'unknown-field', field: 'sise' });
    expect(readTemplate('a\\{name}').problem).toEqual({ kind: 'forbidden', character: '\\' });
  });

  it('is not one of the longest length', () => {
    expect(readTemplate('x'.repeat(MAX_TEMPLATE_LENGTH)).problem).toBeNull();
  });
});
