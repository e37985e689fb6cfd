import { darken, lighten, mix } from './draw-colour.ts';
import { firs } from './draw-land.ts';
import { between, lineNoise, times } from './draw-random.ts';
import { type Canvas, clouds, type Scene, sky, stars, sun, veils } from './draw-sky.ts';
import { circle, downward, ellipse, n, type Point, path, rect, round, sideways, under } from './draw-svg.ts';

function balloon({ palette }: Canvas, id: string, x: number, y: number, r: number, turn: number): string {
  const colours = [
    palette.accents[turn % 3] ?? palette.far,
    '#fff4e0',
    palette.accents[(turn + 1) % 3] ?? palette.near,
  ];
  const gores = times(7, (k) => {
    const wide = r * (1 - k / 7);
    return ellipse(x, y, wide, r * 1.06, colours[k % 3] ?? palette.far);
  });
  const skirt = `M${n(x - r * 0.72)},${n(y + r * 0.72)} Q${n(x - r * 0.3)},${n(y + r * 1.2)} ${n(x - r * 0.16)},${n(y + r * 1.42)} H${n(x + r * 0.16)} Q${n(x + r * 0.3)},${n(y + r * 1.2)} ${n(x + r * 0.72)},${n(y + r * 0.72)} Z`;
  const light = round(id, 0.32, 0.28, 0.8, [
    [0, '#ffffff', 0.55],
    [0.45, '#ffffff', 0],
    [1, '#000000', 0.42],
  ]);
  const ropes = path(
    `M${n(x - r * 0.14)},${n(y + r * 1.42)} L${n(x - r * 0.12)},${n(y + r * 1.68)} M${n(x + r * 0.14)},${n(y + r * 1.42)} L${n(x + r * 0.12)},${n(y + r * 1.68)}`,
    'none',
    `stroke="${palette.near}" stroke-width="${n(r * 0.02)}"`,
  );
  return `${light}${path(skirt, darken(colours[0] ?? palette.far, 0.12))}${gores.join('')}${ellipse(x, y, r, r * 1.06, `url(#${id})`)}${ropes}${rect(x - r * 0.15, y + r * 1.66, r * 0.3, r * 0.22, darken(palette.near, 0.1), `rx="${n(r * 0.04)}"`)}`;
}

/** Balloons over a valley, near and far. */
export const balloons: Scene = (canvas) => {
  const { w, h, palette, random, moment } = canvas;
  const unit = Math.min(w, h);
  const places = [
    [0.5, 0.36, 0.17],
    [0.18, 0.24, 0.08],
    [0.82, 0.22, 0.1],
    [0.72, 0.52, 0.055],
    [0.3, 0.54, 0.045],
    [0.92, 0.46, 0.035],
    [0.06, 0.48, 0.04],
  ] as const;
  const float = (k: number) => h * 0.012 * Math.sin(2 * Math.PI * (moment + k / 7));
  const all = places
    .map(([x, y, r], k) =>
      balloon(canvas, `balloon${k}`, w * (x + between(random, -0.03, 0.03)), h * y + float(k), unit * r, k),
    )
    .reverse();
  const land = times(4, (k) => {
    const noise = lineNoise(random, 3, 0.4);
    const points = times(
      61,
      (i): Point => [(w * i) / 60, h * (0.76 + k * 0.065 + 0.05 * noise((i / 60) * (w / h) * 2))],
    );
    return path(under(points, h), mix(palette.far, palette.near, k / 3.4));
  });
  return (
    sky(canvas, 0.75) +
    sun(canvas, between(random, 0.15, 0.85), 0.6, 0.06) +
    clouds(canvas, 3, 0.55, 0.68) +
    land.join('') +
    all.join('')
  );
};

/** Northern lights over a dark treeline. */
export const aurora: Scene = (canvas) => {
  const { w, h, palette, random, moment } = canvas;
  const night = mix(palette.sky[0], '#050914', 0.6);
  const greens = ['#5ff2b0', '#7de8d2', palette.accents[2], '#b58cf0'];
  const curtains = times(4, (k) => {
    const noise = lineNoise(random, 3);
    const base = between(random, 0.4, 0.62);
    const colour = greens[k % greens.length] ?? palette.sun;
    const fade = downward(`curtain${k}`, [
      [0, k % 2 ? '#9a7bea' : colour, 0],
      [0.7, colour, 0.75],
      [1, lighten(colour, 0.4), 0],
    ]);
    const rays = times(170, (i) => {
      const x = i / 170;
      const foot = h * (base + 0.13 * noise(x * 2.5 + k + moment * 0.3));
      const tall = h * (0.22 + 0.16 * Math.abs(noise(x * 14 + 20)));
      return rect(
        x * w,
        foot - tall,
        w / 150,
        tall,
        `url(#curtain${k})`,
        `opacity="${(0.25 + 0.6 * Math.abs(noise(x * 22 + 50))).toFixed(2)}"`,
      );
    });
    return fade + rays.join('');
  });
  const ground = mix(mix(palette.near, palette.sky[0], 0.6), '#04070e', 0.7);
  const slope = mix(ground, '#2c4a55', 0.35);
  return [
    rect(0, 0, w, h, night),
    stars(canvas, 260, 0.8),
    curtains.join(''),
    firs(canvas, 0.86, 0.2, slope, 22),
    rect(0, h * 0.855, w, h * 0.145, slope),
    firs(canvas, 0.97, 0.26, ground, 14),
    rect(0, h * 0.95, w, h * 0.05, ground),
  ].join('');
};

/** A ringed planet and its moons. */
export const planet: Scene = (canvas) => {
  const { w, h, palette, random } = canvas;
  const r = Math.min(w, h) * 0.24;
  const [x, y] = [w * 0.5, h * 0.52];
  const night = round('night', 0.5, 0.4, 0.85, [
    [0, mix(palette.sky[1], palette.sky[0], 0.6)],
    [1, mix(palette.sky[0], '#05060f', 0.75)],
  ]);
  const bands = times(11, (k) =>
    ellipse(
      x,
      y - r + (2 * r * (k + 0.5)) / 11,
      r * 1.1,
      (r / 11) * between(random, 0.5, 1.2),
      [palette.accents[0], palette.accents[1], palette.sky[2], palette.far][k % 4] ?? palette.far,
      'opacity="0.55"',
    ),
  );
  const light = round('light', 0.3, 0.28, 0.85, [
    [0, '#ffffff', 0.5],
    [0.4, '#ffffff', 0],
    [1, '#02030a', 0.85],
  ]);
  const rings = (side: 'back' | 'front') => {
    const clip = side === 'back' ? rect(-w, -h, w * 2, h, '#fff') : rect(-w, 0, w * 2, h, '#fff');
    const hoops = times(5, (k) =>
      ellipse(
        0,
        0,
        r * (1.45 + k * 0.14),
        r * (0.34 + k * 0.035),
        'none',
        `stroke="${k % 2 ? palette.accents[1] : palette.sky[2]}" stroke-width="${n(r * 0.09)}" opacity="${0.75 - k * 0.1}"`,
      ),
    );
    return `<clipPath id="${side}">${clip}</clipPath><g transform="translate(${n(x)} ${n(y)}) rotate(-16)"><g clip-path="url(#${side})">${hoops.join('')}</g></g>`;
  };
  const moons = times(3, (k) =>
    circle(w * (0.14 + k * 0.36), h * between(random, 0.12, 0.3), r * (0.07 + k * 0.03), lighten(palette.far, 0.35)),
  );
  return [
    night,
    rect(0, 0, w, h, 'url(#night)'),
    stars(canvas, 420, 1),
    moons.join(''),
    rings('back'),
    `<clipPath id="disc"><circle cx="${n(x)}" cy="${n(y)}" r="${n(r)}"/></clipPath>`,
    circle(x, y, r, palette.accents[1]),
    `<g clip-path="url(#disc)">${bands.join('')}</g>`,
    light,
    circle(x, y, r, 'url(#light)'),
    rings('front'),
  ].join('');
};

/** Paper lanterns rising in the evening; they sway with the moment. */
export const lanterns: Scene = (canvas) => {
  const { w, h, palette, random, moment } = canvas;
  const unit = Math.min(w, h);
  const paper = sideways('lantern', [
    [0, mix(palette.accents[0], palette.accents[1], 0.3)],
    [0.5, '#fff0b8'],
    [1, mix(palette.accents[0], palette.accents[1], 0.4)],
  ]);
  const halo = round('halo', 0.5, 0.5, 0.5, [
    [0, palette.accents[1], 0.6],
    [1, palette.accents[1], 0],
  ]);
  const count = 24;
  const all = times(count, (k) => {
    const near = (k / count) ** 1.6;
    const r = unit * (0.012 + near * 0.07);
    const phase = random();
    const x = w * random() + r * 0.6 * Math.sin(2 * Math.PI * (moment + phase));
    const y = h * between(random, 0.06, 0.84) + r * 0.5 * Math.cos(2 * Math.PI * (moment + phase));
    const d = `M${n(x - r * 0.62)},${n(y + r)} Q${n(x - r * 1.1)},${n(y - r * 0.6)} ${n(x - r * 0.55)},${n(y - r)} Q${n(x)},${n(y - r * 1.25)} ${n(x + r * 0.55)},${n(y - r)} Q${n(x + r * 1.1)},${n(y - r * 0.6)} ${n(x + r * 0.62)},${n(y + r)} Z`;
    return (
      circle(x, y, r * 2.6, 'url(#halo)') +
      path(d, 'url(#lantern)', `opacity="${n(0.6 + near * 0.4)}"`) +
      ellipse(x, y + r, r * 0.62, r * 0.14, '#fff7d8')
    );
  });
  const hill = path(
    `M0,${n(h * 0.9)} Q${n(w * 0.25)},${n(h * 0.78)} ${n(w * 0.55)},${n(h * 0.88)} T${w},${n(h * 0.84)} V${h} H0 Z`,
    darken(palette.near, 0.3),
  );
  return sky(canvas, 0.95) + stars(canvas, 90, 0.5) + veils(canvas, 4, 0.3, 0.6) + hill + paper + halo + all.join('');
};
