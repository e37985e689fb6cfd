import { lighten, mix, type Palette } from './draw-colour.ts';
import { between, type Random, times } from './draw-random.ts';
import { circle, downward, ellipse, n, path, rect, round } from './draw-svg.ts';

/** What a scene draws on: pixels, a light, its own numbers, and the moment (0 to 1) of a moving picture. */
export interface Canvas {
  w: number;
  h: number;
  palette: Palette;
  random: Random;
  moment: number;
}

export type Scene = (canvas: Canvas) => string;

/** The sky over the whole picture, its last colour reached at `horizon` (a share of the height). */
export function sky({ w, h, palette }: Canvas, horizon = 0.7): string {
  const [top, middle, low] = palette.sky;
  const gradient = downward('sky', [
    [0, top],
    [horizon * 0.55, middle],
    [horizon, low],
    [1, low],
  ]);
  return gradient + rect(0, 0, w, h, 'url(#sky)');
}

/** A sun or moon with its glow. */
export function sun({ w, h, palette }: Canvas, x: number, y: number, radius: number): string {
  const r = Math.min(w, h) * radius;
  const glow = round('glow', 0.5, 0.5, 0.5, [
    [0, palette.sun, 0.75],
    [0.25, palette.sun, 0.32],
    [1, palette.sun, 0],
  ]);
  return glow + circle(x * w, y * h, r * 5, 'url(#glow)') + circle(x * w, y * h, r, lighten(palette.sun, 0.3));
}

export function stars({ w, h, random }: Canvas, count: number, depth = 0.6): string {
  const unit = Math.min(w, h) / 1000;
  return times(count, () => {
    const bright = random() ** 3;
    const size = unit * (0.7 + bright * 1.8);
    return circle(random() * w, random() ** 1.4 * h * depth, size, '#ffffff', `opacity="${n(0.25 + bright * 0.75)}"`);
  }).join('');
}

/** Flat-bottomed clouds: heaps of soft circles, lit from above. */
export function clouds({ w, h, palette, random }: Canvas, count: number, top: number, bottom: number): string {
  const gradient = downward('cloud', [
    [0, '#ffffff', 0.95],
    [0.6, mix('#ffffff', palette.sky[2], 0.5), 0.75],
    [1, mix(palette.sky[1], palette.sky[2], 0.6), 0],
  ]);
  const unit = Math.min(w, h);
  const heap = (index: number) => {
    const x = w * ((index + between(random, 0.1, 0.9)) / count);
    const y = h * between(random, top, bottom);
    const size = unit * between(random, 0.035, 0.08);
    const puffs = times(9, (i) => {
      const share = i / 8 - 0.5;
      const r = size * (1.15 - Math.abs(share) * 1.5) * between(random, 0.75, 1.15);
      return circle(x + share * size * 5.2, y - r * 0.55, r, 'url(#cloud)');
    });
    return puffs.join('');
  };
  return gradient + times(count, heap).join('');
}

/** Long thin veils of cloud, as before sunset. */
export function veils({ w, h, palette, random }: Canvas, count: number, top: number, bottom: number): string {
  const tints = [lighten(palette.sky[2], 0.3), mix(palette.sky[1], palette.accents[0], 0.25)];
  const soft = tints.map((tint, i) =>
    round(`veil${i}`, 0.5, 0.5, 0.5, [
      [0, tint, 0.75],
      [0.5, tint, 0.4],
      [1, tint, 0],
    ]),
  );
  const strokes = times(count, () => {
    const y = h * between(random, top, bottom);
    const fill = `url(#veil${random() < 0.5 ? 0 : 1})`;
    const opacity = between(random, 0.3, 0.8).toFixed(2);
    const at = [
      w * between(random, -0.1, 1.1),
      w * between(random, 0.12, 0.34),
      h * between(random, 0.006, 0.02),
    ] as const;
    return ellipse(at[0], y, at[1], at[2], fill, `opacity="${opacity}"`);
  });
  return soft.join('') + strokes.join('');
}

export function birds({ w, h, random }: Canvas, count: number, x: number, y: number, colour: string): string {
  const unit = Math.min(w, h);
  return times(count, () => {
    const s = unit * between(random, 0.008, 0.018);
    const bx = w * x + unit * between(random, -0.16, 0.16);
    const by = h * y + unit * between(random, -0.07, 0.07);
    const d = `M${n(bx - s)},${n(by - s * 0.5)} Q${n(bx - s * 0.4)},${n(by - s * 0.7)} ${n(bx)},${n(by)} Q${n(bx + s * 0.4)},${n(by - s * 0.7)} ${n(bx + s)},${n(by - s * 0.5)}`;
    return path(d, 'none', `stroke="${colour}" stroke-width="${n(s * 0.22)}" stroke-linecap="round" opacity="0.8"`);
  }).join('');
}
