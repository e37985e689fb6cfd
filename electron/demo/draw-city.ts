import { darken, mix } from './draw-colour.ts';
import { between, times } from './draw-random.ts';
import { type Canvas, type Scene, sky, stars, sun } from './draw-sky.ts';
import { downward, n, path, rect, round } from './draw-svg.ts';

interface Row {
  /** Foot and greatest height of its houses, as shares of the picture's height. */
  foot: number;
  tall: number;
  /** Width of a house against the picture's height. */
  wide: number;
  colour: string;
  lit: number;
}

/** One row of houses with lit windows: a path for the walls and one for each colour of light. */
function row({ w, h, palette, random }: Canvas, { foot, tall, wide, colour, lit }: Row, id: string): string {
  const walls: string[] = [];
  const lights: string[][] = [[], [], []];
  let x = -h * wide * random();
  while (x < w) {
    const width = h * wide * between(random, 0.55, 1.5);
    const height = h * tall * (0.3 + 0.7 * random() ** 1.5);
    const top = h * foot - height;
    walls.push(`M${n(x)},${n(h * foot)} V${n(top)} h${n(width)} V${n(h * foot)} Z`);
    if (random() < 0.3) walls.push(`M${n(x + width * 0.48)},${n(top)} v${n(-h * 0.045)} h${n(h * 0.003)} V${n(top)} Z`);
    if (random() < 0.35)
      walls.push(`M${n(x + width * 0.2)},${n(top)} v${n(-h * 0.02)} h${n(width * 0.6)} V${n(top)} Z`);
    const columns = Math.max(2, Math.round(width / (h * 0.016)));
    const step = (width * 0.84) / columns;
    const tower = random();
    for (let y = top + h * 0.015; y < h * foot - h * 0.012; y += h * 0.017) {
      for (let c = 0; c < columns; c++) {
        if (random() > lit * (0.6 + tower * 0.8)) continue;
        const kind = random() < 0.72 ? 0 : random() < 0.7 ? 1 : 2;
        lights[kind]?.push(
          `M${n(x + width * 0.08 + c * step)},${n(y)} h${n(step * 0.55)} v${n(h * 0.0085)} h${n(-step * 0.55)} Z`,
        );
      }
    }
    x += width + h * wide * between(random, 0, 0.12);
  }
  const fade = downward(id, [
    [0, colour],
    [1, mix(colour, palette.sky[1], 0.35)],
  ]);
  const glows = lights.map((light, kind) =>
    path(light.join(' '), palette.accents[kind] ?? palette.sun, 'opacity="0.88"'),
  );
  return fade + path(walls.join(' '), `url(#${id})`) + glows.join('');
}

/** A city after dusk, and the river that holds its lights. */
export const city: Scene = (canvas) => {
  const { w, h, palette, random } = canvas;
  const shore = 0.74;
  const haze = round('haze', 0.5, 1, 0.75, [
    [0, palette.accents[1], 0.55],
    [1, palette.accents[1], 0],
  ]);
  const skyline = [
    row(
      canvas,
      { foot: shore, tall: 0.42, wide: 0.07, colour: mix(palette.near, palette.far, 0.42), lit: 0.16 },
      'back',
    ),
    row(canvas, { foot: shore, tall: 0.5, wide: 0.1, colour: mix(palette.near, palette.far, 0.18), lit: 0.3 }, 'mid'),
    row(canvas, { foot: shore, tall: 0.25, wide: 0.13, colour: darken(palette.near, 0.3), lit: 0.34 }, 'front'),
  ].join('');
  const streaks = times(90, () => {
    const length = h * between(random, 0.05, 0.22);
    return rect(random() * w, h * (shore + 0.004), h * between(random, 0.0025, 0.007), length, 'url(#streak)');
  });
  const streak = downward('streak', [
    [0, palette.accents[0], 0.7],
    [1, palette.accents[1], 0],
  ]);
  const river = downward('river', [
    [0, mix(palette.near, palette.sky[1], 0.55)],
    [1, darken(palette.sky[0], 0.3)],
  ]);
  const ripples = times(60, () => {
    const depth = random();
    return rect(
      random() * w,
      h * (shore + 0.02 + depth * (1 - shore)),
      w * between(random, 0.02, 0.12),
      h * 0.002,
      palette.sky[0],
      'opacity="0.4"',
    );
  });
  return [
    sky(canvas, shore),
    stars(canvas, 150, 0.45),
    sun(canvas, between(random, 0.18, 0.82), between(random, 0.12, 0.24), 0.035),
    haze,
    rect(0, h * 0.25, w, h * (shore - 0.25), 'url(#haze)'),
    skyline,
    river,
    rect(0, h * shore, w, h * (1 - shore), 'url(#river)'),
    streak,
    streaks.join(''),
    ripples.join(''),
  ].join('');
};

/** Roofs and coloured house fronts along a quay, by day. */
export const quay: Scene = (canvas) => {
  const { w, h, palette, random } = canvas;
  const foot = 0.72;
  const walls = [
    palette.accents[0],
    palette.accents[1],
    palette.accents[2],
    palette.far,
    '#f6ead2',
    mix(palette.accents[0], '#ffffff', 0.45),
  ];
  const houses: string[] = [];
  let x = -h * 0.03;
  for (let k = 0; x < w; k++) {
    const width = h * between(random, 0.13, 0.19);
    const height = h * between(random, 0.3, 0.44);
    const top = h * foot - height;
    const wall = walls[(k * 5 + Math.floor(random() * 2)) % walls.length] ?? palette.far;
    const roof = `M${n(x - 2)},${n(top)} L${n(x + width / 2)},${n(top - width * 0.42)} L${n(x + width + 2)},${n(top)} Z`;
    const windows: string[] = [];
    for (let floor = 0; floor < 4; floor++) {
      for (let c = 0; c < 3; c++) {
        const [wx, wy] = [x + width * (0.14 + c * 0.27), top + height * (0.07 + floor * 0.235)];
        windows.push(rect(wx - 2, wy - 2, width * 0.18 + 4, height * 0.14 + 4, '#fffaf0'));
        windows.push(
          rect(
            wx,
            wy,
            width * 0.18,
            height * 0.14,
            random() < 0.25 ? palette.accents[1] : mix(palette.near, palette.sky[0], 0.35),
          ),
        );
      }
    }
    houses.push(
      path(roof, mix(palette.near, palette.accents[0], 0.3)) +
        rect(x, top, width, height, wall) +
        rect(x, top, width * 0.12, height, '#000000', 'opacity="0.07"') +
        windows.join(''),
    );
    x += width;
  }
  const mirrored = `<clipPath id="basin"><rect x="0" y="${n(h * foot)}" width="${w}" height="${n(h * (1 - foot))}"/></clipPath><g clip-path="url(#basin)"><g transform="translate(0 ${n(2 * foot * h)}) scale(1 -1)"><use href="#quay"/></g></g>`;
  const water = downward('basin-water', [
    [0, mix(palette.near, palette.sky[0], 0.5), 0.35],
    [1, mix(palette.near, palette.sky[0], 0.25), 0.85],
  ]);
  const ripples = times(110, () => {
    const depth = random();
    const y = h * (foot + 0.015 + depth * (1 - foot));
    return rect(
      random() * w,
      y,
      w * between(random, 0.015, 0.08),
      h * (0.002 + depth * 0.003),
      random() < 0.5 ? palette.sky[2] : palette.near,
      'opacity="0.26"',
    );
  });
  return [
    sky(canvas, 0.6),
    `<g id="quay">${houses.join('')}</g>`,
    mirrored,
    water,
    rect(0, h * foot, w, h * (1 - foot), 'url(#basin-water)'),
    rect(0, h * foot - h * 0.012, w, h * 0.016, mix(palette.near, '#ffffff', 0.3)),
    ripples.join(''),
  ].join('');
};
