import { darken, lighten, mix } from './draw-colour.ts';
import { between, lineNoise, times } from './draw-random.ts';
import { birds, type Canvas, clouds, type Scene, sky, sun, veils } from './draw-sky.ts';
import { circle, downward, ellipse, line, n, type Point, path, rect, under } from './draw-svg.ts';

/** Strokes of light on water below `horizon`, densest under the sun. */
function glitter({ w, h, palette, random, moment }: Canvas, horizon: number, sunX: number): string {
  return times(260, (k) => {
    const depth = (k / 260) ** 1.5;
    const y = h * (horizon + 0.004 + depth * (1 - horizon));
    const underSun = random() < 0.55;
    const spread = (0.02 + depth * 0.14) * (random() + random() - 1);
    const drift = 0.03 * Math.sin(2 * Math.PI * (moment + random()));
    const x = w * ((underSun ? sunX + spread : random()) + drift * depth);
    const wide = w * between(random, 0.008, 0.05) * (0.35 + depth * 1.6);
    const fill = underSun ? lighten(palette.sun, 0.1) : random() < 0.5 ? palette.sky[2] : darken(palette.near, 0.15);
    const opacity = (underSun ? between(random, 0.35, 0.85) : between(random, 0.08, 0.3)).toFixed(2);
    return rect(x - wide / 2, y, wide, h * (0.0014 + depth * 0.006), fill, `rx="${n(h * 0.002)}" opacity="${opacity}"`);
  }).join('');
}

function sailboat({ w, h, palette }: Canvas, x: number, y: number, size: number): string {
  const s = Math.min(w, h) * size;
  const [bx, by] = [x * w, y * h];
  const main = `M${n(bx)},${n(by - s * 0.18)} L${n(bx)},${n(by - s * 1.6)} Q${n(bx + s * 0.75)},${n(by - s * 0.7)} ${n(bx + s * 0.8)},${n(by - s * 0.2)} Z`;
  const jib = `M${n(bx - s * 0.08)},${n(by - s * 0.2)} L${n(bx - s * 0.08)},${n(by - s * 1.35)} L${n(bx - s * 0.6)},${n(by - s * 0.22)} Z`;
  const hull = `M${n(bx - s * 0.75)},${n(by - s * 0.12)} L${n(bx + s * 0.95)},${n(by - s * 0.12)} Q${n(bx + s * 0.7)},${n(by + s * 0.12)} ${n(bx + s * 0.4)},${n(by + s * 0.12)} L${n(bx - s * 0.45)},${n(by + s * 0.12)} Z`;
  return path(main, lighten(palette.sun, 0.3)) + path(jib, palette.accents[0]) + path(hull, darken(palette.near, 0.2));
}

/** The sea under a low sun; a sail where there is room. */
export const sea: Scene = (canvas) => {
  const { w, h, palette, random } = canvas;
  const horizon = between(random, 0.5, 0.6);
  const sunX = between(random, 0.3, 0.7);
  const noise = lineNoise(random, 4);
  const island = times(80, (i): Point => {
    const share = i / 79;
    return [
      w * (share * 0.5 - 0.06),
      h * (horizon - 0.09 * Math.max(0, Math.sin(share * Math.PI)) * (0.75 + 0.5 * noise(share * 6))),
    ];
  });
  const water = downward('sea', [
    [0, mix(palette.sky[2], palette.near, 0.28)],
    [0.25, mix(palette.sky[1], palette.near, 0.5)],
    [1, mix(palette.sky[0], palette.near, 0.72)],
  ]);
  return [
    sky(canvas, horizon),
    sun(canvas, sunX, horizon - between(random, 0.03, 0.2), between(random, 0.05, 0.085)),
    veils(canvas, 9, 0.12, horizon - 0.06),
    birds(canvas, 6, 1 - sunX, horizon - 0.22, darken(palette.near, 0.1)),
    path(under(island, h * horizon), mix(palette.far, palette.near, 0.45)),
    water,
    rect(0, horizon * h, w, (1 - horizon) * h, 'url(#sea)'),
    glitter(canvas, horizon, sunX),
    sailboat(canvas, sunX + (sunX > 0.5 ? -0.16 : 0.16), horizon + 0.07, between(random, 0.07, 0.1)),
  ].join('');
};

/** Surf running up a beach seen from above. */
export const beach: Scene = (canvas) => {
  const { w, h, palette, random } = canvas;
  const noise = lineNoise(random, 4, 0.45);
  const edge = (share: number, sway: number) =>
    times(121, (i): Point => [(i / 120) * w, h * (share + sway * noise(i / 24) + 0.12 * (i / 120 - 0.5))]);
  const waters = times(9, (k) => {
    const depth = k / 8;
    const fill = mix(mix(palette.sky[0], palette.near, 0.35), lighten(palette.sky[1], 0.45), depth);
    return path(`${under(edge(0.1 + depth * 0.5, 0.05 + depth * 0.05), 0)}`, fill, 'opacity="0.55"');
  });
  const crests = [
    [0.007, 0.4],
    [0.004, 0.35],
    [0.012, 0.6],
    [0.02, 0.9],
  ] as const;
  const foams = crests.map(([width, opacity], k) =>
    path(
      line(edge(0.5 + k * 0.045, 0.1)),
      'none',
      `stroke="#ffffff" stroke-width="${n(h * width)}" opacity="${opacity}"`,
    ),
  );
  const sand = mix(palette.sky[2], palette.far, 0.35);
  const wet = path(under(edge(0.7, 0.1), 0), darken(sand, 0.18), 'opacity="0.5"');
  const pebbles = times(90, () => {
    const x = random() * w;
    const y = h * between(random, 0.78, 1);
    return ellipse(x, y, h * between(random, 0.002, 0.006), h * 0.0025, darken(sand, 0.35), 'opacity="0.5"');
  });
  const umbrellas = times(3, (k) => umbrella(canvas, between(random, 0.12, 0.88), 0.86 + (k % 2) * 0.06, k));
  return (
    rect(0, 0, w, h, sand) + wet + waters.reverse().join('') + foams.join('') + pebbles.join('') + umbrellas.join('')
  );
};

function umbrella({ w, h, palette }: Canvas, x: number, y: number, index: number): string {
  const r = Math.min(w, h) * 0.06;
  const [cx, cy] = [x * w, y * h];
  const colour = palette.accents[index % 2] ?? palette.accents[0];
  const slices = times(8, (k) => {
    const [a, b] = [(k * Math.PI) / 4, ((k + 1) * Math.PI) / 4];
    const d = `M${n(cx)},${n(cy)} L${n(cx + r * Math.cos(a))},${n(cy + r * Math.sin(a))} A${n(r)},${n(r)} 0 0 1 ${n(cx + r * Math.cos(b))},${n(cy + r * Math.sin(b))} Z`;
    return path(d, k % 2 ? '#fffaf0' : colour);
  });
  const shadow = ellipse(cx + r * 0.5, cy + r * 0.45, r, r * 0.95, '#000000', 'opacity="0.18"');
  return shadow + slices.join('') + circle(cx, cy, r * 0.07, '#ffffff');
}

/** Cumulus over open water. */
export const horizonClouds: Scene = (canvas) => {
  const { w, h, palette } = canvas;
  const water = downward('open', [
    [0, lighten(palette.sky[1], 0.15)],
    [1, mix(palette.sky[0], palette.near, 0.55)],
  ]);
  return (
    sky(canvas, 0.72) +
    clouds(canvas, 6, 0.3, 0.62) +
    water +
    rect(0, h * 0.7, w, h * 0.3, 'url(#open)') +
    glitter(canvas, 0.7, 0.5)
  );
};
