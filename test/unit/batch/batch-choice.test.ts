import { describe, expect, it } from 'vitest';
import { firstBatchChoice, qualityOf, saveChoiceOf } from '../../../renderer/batch/batch-choice.ts';
import { exampleNames } from '../../../renderer/batch/use-examples.ts';
import { readTemplate } from '../../../shared/name-template.ts';
import type { GroupDetails } from '../../../shared/pictures.ts';

const uuid = 'f06bb30d-c640-41bc-b287-9b22111ac762';
const group = (originalName: string | null, widths: readonly number[]): GroupDetails => ({
  groupId: 1,
  state: 'complete',
  modified: new Date(2026, 2, 1).getTime(),
  name: originalName ?? uuid,
  version: '1',
  placeholder: null,
  album: 'studio/post/',
  foreign: false,
  originalName,
  nameEdited: false,
  originalExtension: 'jpg',
  source: null,
  variants: [
    ...widths.map((size) => ({ size, key: `studio/post/${uuid}_${size}.webp`, bytes: 1 })),
    { size: 'thumbnail', key: `studio/post/${uuid}_thumbnail.webp`, bytes: 1 },
  ],
});

function names(text: string, change: Partial<typeof firstBatchChoice> = {}): string[] {
  const { template } = readTemplate(text);
  if (template === null) throw new Error(`expected a template but received ${text}`);
  const groups = [group('남산', [1920, 1024, 512]), group(null, [512])];
  const naming = { template, choice: { ...firstBatchChoice, ...change }, total: 120, albumLabel: () => 'post' };
  return exampleNames(groups, naming);
}

describe('the choice for a batch', () => {
  it('begins with the stored files in their largest size', () => {
    expect(saveChoiceOf(firstBatchChoice)).toEqual({ kind: 'as-stored' });
    expect(qualityOf(firstBatchChoice)).toBeNull();
  });

  it('keeps a quality for each format, at its default until another is chosen', () => {
    const jpeg = { ...firstBatchChoice, format: 'jpeg', metadata: 'none' } as const;
    expect(saveChoiceOf(jpeg)).toEqual({ kind: 'convert', format: 'jpeg', quality: 90, metadata: 'none' });
    expect(qualityOf({ ...jpeg, qualities: { jpeg: 40, avif: 20 } })).toBe(40);
    expect(qualityOf({ ...jpeg, format: 'png', qualities: { jpeg: 40 } })).toBeNull();
  });
});

describe('the names that a batch will give', () => {
  it('follow the size that each picture will have', () => {
    expect(names('{name}_{size}.{ext}')).toEqual(['남산_1920.webp', `${uuid}_512.webp`]);
    expect(names('{name}_{size}.{ext}', { size: 1024 })).toEqual(['남산_1024.webp', `${uuid}_512.webp`]);
  });

  it('follow the form, and know album, date and number', () => {
    expect(names('{counter} {album} {date}', { format: 'jpeg' })).toEqual([
      '001 post 2026-03-01.jpg',
      '002 post 2026-03-01.jpg',
    ]);
  });
});
