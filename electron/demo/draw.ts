import { aurora, balloons, lanterns, planet } from './draw-air.ts';
import { city, quay } from './draw-city.ts';
import { type PaletteName, palettes } from './draw-colour.ts';
import { bouquet, cutFlower, herbarium } from './draw-flowers.ts';
import { birches, forest, meadow } from './draw-forest.ts';
import { dunes, hills, lake, mountains } from './draw-land.ts';
import { contours, poster, ribbons, waves } from './draw-pattern.ts';
import { seededRandom } from './draw-random.ts';
import type { Scene } from './draw-sky.ts';
import { svg } from './draw-svg.ts';
import { coffee, stillLife } from './draw-table.ts';
import { beach, horizonClouds, sea } from './draw-water.ts';

const scenes = {
  aurora,
  balloons,
  beach,
  birches,
  bouquet,
  city,
  coffee,
  contours,
  cutFlower,
  dunes,
  forest,
  herbarium,
  hills,
  horizonClouds,
  lake,
  lanterns,
  meadow,
  mountains,
  planet,
  poster,
  quay,
  ribbons,
  sea,
  stillLife,
  waves,
} satisfies Record<string, Scene>;

export type SceneName = keyof typeof scenes;

export interface Drawing {
  scene: SceneName;
  palette: PaletteName;
  /** Pictures of one scene and palette differ by this. */
  seed: number;
  /** In pixels. */
  width: number;
  height: number;
}

/** An invented picture as an SVG document: the same one for the same drawing. `moment` (0 to 1) moves what can move. */
export function draw({ scene, palette, seed, width, height }: Drawing, moment = 0): string {
  const canvas = { w: width, h: height, palette: palettes[palette], random: seededRandom(seed), moment };
  return svg(width, height, scenes[scene](canvas));
}
