import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { repository } from '../set-up/repository.mjs';

/** Edges in pixels that Linux desktops ask for (freedesktop icon themes), and 1024 for macOS and Windows. */
const EDGES = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
/** The size that an SVG's own units are drawn at, in dots per inch. */
const SVG_DENSITY = 72;
const SVG_EDGE = 1024;

/**
 * Draws the app's icon in every size.
 * @param {string} folder where `<edge>x<edge>.png` go; made if missing
 * @returns {Promise<string>} the largest one
 */
export async function drawIcons(folder) {
  await mkdir(folder, { recursive: true });
  const svg = await readFile(join(repository, 'build', 'icon.svg'));
  const path = (/** @type {number} */ edge) => join(folder, `${edge}x${edge}.png`);
  for (const edge of EDGES) {
    const density = Math.max(SVG_DENSITY, (SVG_DENSITY * edge) / SVG_EDGE);
    await sharp(svg, { density }).resize(edge, edge).png().toFile(path(edge));
  }
  return path(Math.max(...EDGES));
}
