import { darken, isDark, lighten, mix } from './draw-colour.ts';
import { between, lineNoise, times } from './draw-random.ts';
import { birds, type Canvas, clouds, type Scene, sky, stars, sun, veils } from './draw-sky.ts';
import { downward, line, n, type Point, path, rect, under } from './draw-svg.ts';

interface Ridge {
  /** Where it stands and how high it rises, as shares of the picture's height. */
  base: number;
  rise: number;
  /** Peaks over one height of the picture. */
  pace: number;
  sharp: boolean;
}

const STEPS = 220;

function ridgeLine({ w, h, random }: Canvas, { base, rise, pace, sharp }: Ridge): Point[] {
  const noise = lineNoise(random, sharp ? 6 : 3, sharp ? 0.5 : 0.35);
  const shift = random() * 40;
  return times(STEPS + 1, (i) => {
    const x = (i / STEPS) * w;
    const value = noise(shift + (x / h) * pace);
    return [x, h * (base - rise * (sharp ? 1 - Math.abs(value) * 2.2 : value))];
  });
}

/** Ridges behind one another, each paler with distance and fading into mist at its foot. */
function ridges(canvas: Canvas, count: number, from: number, to: number, sharp: boolean): string {
  const { h, palette, random } = canvas;
  return times(count, (k) => {
    const depth = count === 1 ? 1 : k / (count - 1);
    const rise = between(random, 0.07, 0.14) * (1.45 - depth * 0.75);
    const points = ridgeLine(canvas, { base: from + (to - from) * depth, rise, pace: 1.3 + depth, sharp });
    const body = mix(palette.far, palette.near, depth ** 1.25);
    const mist = 1 - depth * 0.9;
    const gradient = downward(`ridge${k}`, [
      [0, body],
      [0.3, mix(body, palette.sky[2], 0.14 * mist)],
      [0.75, mix(body, palette.sky[2], 0.62 * mist)],
    ]);
    return gradient + path(under(points, h), `url(#ridge${k})`);
  }).join('');
}

/** A row of firs along the foot of a picture. */
export function firs({ w, h, random }: Canvas, base: number, height: number, colour: string, density = 26): string {
  const count = Math.round((w / h) * density);
  const trees = times(count, (i) => {
    const x = ((i + random()) / count) * w;
    const tall = h * height * between(random, 0.45, 1);
    const foot = h * (base + between(random, 0, 0.03));
    const tiers = 5;
    const side = (direction: 1 | -1) =>
      times(tiers, (t) => {
        const share = direction === 1 ? (t + 1) / tiers : 1 - t / tiers;
        const y = foot - tall * (1 - share);
        const wide = tall * 0.2 * share;
        const inner = `L${n(x + direction * wide * 0.5)},${n(y - tall * 0.015)}`;
        const outer = `L${n(x + direction * wide)},${n(y)}`;
        return direction === 1 ? `${outer} ${inner}` : `${inner} ${outer}`;
      }).join(' ');
    return `M${n(x)},${n(foot - tall)} ${side(1)} ${side(-1)} Z`;
  });
  return path(trees.join(' '), colour);
}

/** Ranges in morning mist, firs before them. */
export const mountains: Scene = (canvas) => {
  const { palette, random } = canvas;
  return [
    sky(canvas, 0.62),
    sun(canvas, between(random, 0.25, 0.75), between(random, 0.2, 0.36), between(random, 0.035, 0.06)),
    veils(canvas, 7, 0.12, 0.42),
    ridges(canvas, 5, 0.55, 0.92, true),
    firs(canvas, 1, 0.16, darken(palette.near, 0.35)),
    birds(canvas, 7, between(random, 0.3, 0.7), 0.3, darken(palette.near, 0.2)),
  ].join('');
};

/** Stars in a dark sky, clouds in a light one. */
function above(canvas: Canvas, depth: number): string {
  return isDark(canvas.palette.sky[0]) ? stars(canvas, 120, depth) : clouds(canvas, 3, 0.1, 0.28);
}

/** A still lake that repeats the range above it. */
export const lake: Scene = (canvas) => {
  const { w, h, palette, random } = canvas;
  const shore = between(random, 0.54, 0.62);
  const scene = [
    sky(canvas, shore),
    above(canvas, shore),
    sun(canvas, between(random, 0.3, 0.7), shore - between(random, 0.2, 0.34), 0.04),
    ridges(canvas, 3, shore - 0.14, shore - 0.03, true),
    firs(canvas, shore, 0.09, mix(palette.near, palette.far, 0.12), 34),
  ].join('');
  const ripples = times(70, () => {
    const depth = random() ** 1.6;
    const y = h * (shore + 0.008 + depth * (1 - shore));
    const wide = w * between(random, 0.03, 0.16) * (0.4 + depth);
    const fill = random() < 0.6 ? lighten(palette.sky[2], 0.2) : palette.near;
    return rect(
      random() * w - wide / 2,
      y,
      wide,
      h * (0.0012 + depth * 0.003),
      fill,
      `opacity="${between(random, 0.1, 0.32).toFixed(2)}"`,
    );
  });
  const water = downward('water', [
    [0, mix(palette.near, palette.sky[1], 0.4), 0.22],
    [1, darken(palette.near, 0.2), 0.72],
  ]);
  const mirrored = `<clipPath id="lake"><rect x="0" y="${n(shore * h)}" width="${w}" height="${n((1 - shore) * h)}"/></clipPath><g clip-path="url(#lake)"><g transform="translate(0 ${n(2 * shore * h)}) scale(1 -1)"><use href="#above"/></g></g>`;
  return `<g id="above">${scene}</g>${mirrored}${water}${rect(0, shore * h, w, (1 - shore) * h, 'url(#water)')}${ripples.join('')}`;
};

/** Soft green or golden hills under clouds. */
export const hills: Scene = (canvas) => {
  const { palette, random } = canvas;
  return [
    sky(canvas, 0.6),
    sun(canvas, between(random, 0.2, 0.8), between(random, 0.22, 0.4), between(random, 0.04, 0.07)),
    above(canvas, 0.5),
    ridges(canvas, 5, 0.56, 0.96, false),
    birds(canvas, 5, between(random, 0.3, 0.7), 0.32, darken(palette.near, 0.1)),
  ].join('');
};

/** Dunes: from each top an edge winds down to the foot, light on one side of it and shade on the other. */
export const dunes: Scene = (canvas) => {
  const { w, h, palette, random } = canvas;
  const count = 5;
  const bodies = times(count, (k) => {
    const depth = k / (count - 1);
    const side = (k + Math.round(random())) % 2 ? 1 : -1;
    const top: Point = [w * between(random, 0.2, 0.8), h * (0.44 + depth * 0.3)];
    const foot = h * (0.6 + depth * 0.42);
    const reach = w * between(random, 0.3, 0.5);
    const skyline = times(STEPS + 1, (i): Point => {
      const x = (i / STEPS) * w;
      return [x, foot - (foot - top[1]) * Math.exp(-((Math.abs(x - top[0]) / reach) ** 1.35) * 2)];
    });
    const lit = mix(lighten(palette.far, 0.32), palette.accents[1], 0.12 + depth * 0.2);
    const dark = mix(lit, palette.near, 0.42 + depth * 0.25);
    const fills =
      downward(`lit${k}`, [
        [0, lighten(lit, 0.22)],
        [0.7, mix(lit, dark, 0.25)],
      ]) +
      downward(`shade${k}`, [
        [0, dark],
        [1, mix(dark, lit, 0.55)],
      ]);
    const edge = times(25, (i): Point => {
      const t = i / 24;
      return [
        top[0] - side * w * 0.3 * t ** 1.5 + side * w * 0.07 * Math.sin(t * 6.5) * t,
        top[1] + (h * 1.05 - top[1]) * t,
      ];
    });
    const beyond = skyline.filter(([x]) => (side === 1 ? x >= top[0] : x <= top[0]));
    const rim = side === 1 ? beyond : beyond.reverse();
    const corner: Point = [side === 1 ? w : 0, h * 1.05];
    const shaded = `${line([top, ...rim, corner, ...[...edge].reverse()])} Z`;
    return (
      fills +
      path(under(skyline, h), `url(#lit${k})`) +
      path(shaded, `url(#shade${k})`) +
      winds(canvas, skyline, dark, depth)
    );
  });
  return (
    sky(canvas, 0.55) + sun(canvas, between(random, 0.15, 0.85), between(random, 0.14, 0.3), 0.05) + bodies.join('')
  );
};

/** The lines that the wind draws on sand. */
function winds({ h, random }: Canvas, skyline: readonly Point[], colour: string, depth: number): string {
  const noise = lineNoise(random, 2);
  const lines = times(8, (i) => {
    const low = skyline.map(
      ([x, y], at): Point => [x, y + h * (0.025 + i * 0.02) * (0.4 + depth) + h * 0.012 * noise(at / 18 + i / 3)],
    );
    return path(line(low), 'none', `stroke="${colour}" stroke-width="${n(h * 0.0018)}" opacity="0.2"`);
  });
  return lines.join('');
}
