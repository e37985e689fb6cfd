/** Sources for the flows, with all that the picture work makes of them, made once: what is tested here is what happens around it. */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import type { SourceFacts } from '../../electron/pipeline/pipeline.ts';
import type { VariantSize } from '../../shared/object-key.ts';
import { heightAtWidth, planVariants } from '../../shared/variant-plan.ts';
import { jpeg, noisyPng, type Picture, png } from '../support/pictures.ts';

export interface PreparedVariant {
  size: VariantSize;
  path: string;
  bytes: number;
  width: number;
  height: number;
  sha256: string;
}

export interface PreparedPicture {
  path: string;
  /** Without the extension: the name that its objects carry. */
  name: string;
  facts: SourceFacts;
  sha256: string;
  thumbhash: string;
  variants: PreparedVariant[];
}

const THUMBNAIL_EDGE = 200;

const SOURCES: readonly (Picture & {
  name: string;
  format: 'jpeg' | 'png';
  content(size: Picture): Promise<Buffer>;
})[] = [
  { name: '바다 1', format: 'jpeg', width: 1100, height: 700, content: jpeg },
  { name: 'second', format: 'jpeg', width: 600, height: 800, content: jpeg },
  { name: 'small', format: 'png', width: 300, height: 200, content: png },
  // Noise does not get smaller: it goes in parts where the flow says so.
  { name: 'large', format: 'png', width: 1100, height: 1000, content: noisyPng },
];

export const sha256Of = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

/** Writes sources and variants into an empty folder. */
export async function preparePictures(folder: string): Promise<PreparedPicture[]> {
  return Promise.all(
    SOURCES.map(async ({ name, format, content, ...size }, index) => {
      const source = await content(size);
      const file = path.join(folder, `${name}.${format === 'jpeg' ? 'jpg' : format}`);
      await writeFile(file, source);
      const facts: SourceFacts = { format, bytes: source.length, ...size, frames: 1, alpha: false };
      const sizes = [...planVariants(facts).widths, 'thumbnail' as const];
      const variants = sizes.map((wanted) => prepareVariant(folder, `${index}`, source, size, wanted));
      const thumbhash = Buffer.from(`thumbhash ${index}`.padEnd(20, '.')).toString('base64');
      return { path: file, name, facts, sha256: sha256Of(source), thumbhash, variants: await Promise.all(variants) };
    }),
  );
}

async function prepareVariant(
  folder: string,
  name: string,
  source: Buffer,
  size: Picture,
  wanted: number | 'thumbnail',
): Promise<PreparedVariant> {
  const width = wanted === 'thumbnail' ? THUMBNAIL_EDGE : wanted;
  const height = wanted === 'thumbnail' ? THUMBNAIL_EDGE : heightAtWidth(size, wanted);
  const content = await sharp(source).resize(width, height, { fit: 'cover' }).webp({ effort: 0 }).toBuffer();
  const file = path.join(folder, `${name}_${wanted}.webp`);
  await writeFile(file, content);
  return { size: wanted, path: file, bytes: content.length, width, height, sha256: sha256Of(content) };
}
