import { darken, lighten, mix } from './draw-colour.ts';
import { firs } from './draw-land.ts';
import { between, times } from './draw-random.ts';
import { type Canvas, type Scene, sky, sun } from './draw-sky.ts';
import { circle, downward, n, path, rect } from './draw-svg.ts';

/** Firs behind firs in fog. */
export const forest: Scene = (canvas) => {
  const { w, h, palette, random } = canvas;
  const layers = times(6, (k) => {
    const depth = k / 5;
    const base = 0.56 + depth * 0.46;
    const fog = downward(`fog${k}`, [
      [0, palette.sky[2], 0],
      [1, palette.sky[2], 0.75 * (1 - depth)],
    ]);
    const colour = mix(mix(palette.far, palette.sky[2], 0.35), palette.near, depth ** 1.1);
    const trees = firs(canvas, base, 0.2 + depth * 0.34, colour, 20 - depth * 12);
    const ground = rect(0, h * base, w, h * (1.1 - base), colour);
    return trees + ground + fog + rect(0, h * (base - 0.22), w, h * 0.4, `url(#fog${k})`);
  });
  return (
    sky(canvas, 0.6) + sun(canvas, between(random, 0.25, 0.75), between(random, 0.2, 0.32), 0.06) + layers.join('')
  );
};

function birch({ w, h, palette, random }: Canvas, x: number, width: number, light: number): string {
  const half = (h * width) / 2;
  const lean = h * between(random, -0.04, 0.04);
  const cx = x * w;
  const trunk = `M${n(cx - half)},${n(h * 1.01)} L${n(cx + lean - half * 0.75)},0 L${n(cx + lean + half * 0.75)},0 L${n(cx + half)},${n(h * 1.01)} Z`;
  const bark = mix(palette.near, '#f7f2e8', light);
  const marks = times(16, () => {
    const y = h * random();
    const at = cx + lean * (1 - y / h);
    const side = random() < 0.5 ? -1 : 1;
    const length = half * between(random, 0.4, 1.2);
    return `M${n(at + side * half * 0.85)},${n(y)} q${n(-side * length * 0.5)},${n(-half * 0.16)} ${n(-side * length)},${n(half * 0.05)} q${n(side * length * 0.5)},${n(half * 0.16)} ${n(side * length)},${n(half * 0.1)} Z`;
  });
  const shade = `M${n(cx + half * 0.25)},${n(h * 1.01)} L${n(cx + lean + half * 0.2)},0 L${n(cx + lean + half * 0.75)},0 L${n(cx + half)},${n(h * 1.01)} Z`;
  return (
    path(trunk, bark) +
    path(shade, palette.near, 'opacity="0.16"') +
    path(marks.join(' '), darken(palette.near, 0.2), `opacity="${n(0.2 + light * 0.6)}"`)
  );
}

/** White trunks among leaves of the season. */
export const birches: Scene = (canvas) => {
  const { w, h, palette, random } = canvas;
  const back = downward('wood', [
    [0, lighten(palette.accents[1], 0.55)],
    [0.6, lighten(mix(palette.accents[1], palette.accents[2], 0.4), 0.3)],
    [1, mix(palette.accents[2], palette.near, 0.35)],
  ]);
  const leaves = (count: number, low: number, size: number, opacity: number) =>
    times(count, () => {
      const y = h * random() ** 1.4 * low;
      const fill = mix(palette.accents[random() < 0.6 ? 1 : 0] ?? palette.far, '#fff6dc', random() * 0.4);
      return circle(random() * w, y, h * size * between(random, 0.5, 1.4), fill, `opacity="${opacity}"`);
    }).join('');
  const trunks = (count: number, width: number, light: number) =>
    times(count, (i) =>
      birch(canvas, (i + between(random, 0.15, 0.85)) / count, width * between(random, 0.7, 1.2), light),
    ).join('');
  const across = w / h;
  return [
    back,
    rect(0, 0, w, h, 'url(#wood)'),
    leaves(260, 0.9, 0.018, 0.35),
    trunks(Math.round(9 * across), 0.022, 0.6),
    leaves(240, 0.7, 0.014, 0.6),
    trunks(Math.round(4 * across), 0.055, 0.95),
    leaves(170, 0.45, 0.02, 0.85),
    times(420, () =>
      circle(
        random() * w,
        h * between(random, 0.9, 1.01),
        h * between(random, 0.004, 0.011),
        palette.accents[random() < 0.7 ? 0 : 1] ?? palette.far,
        'opacity="0.8"',
      ),
    ).join(''),
  ].join('');
};

/** A meadow of poppies or of cosmos, close to the ground. */
export const meadow: Scene = (canvas) => {
  const { w, h, palette, random } = canvas;
  const green = mix(palette.accents[2], palette.near, 0.25);
  const ground = downward('meadow', [
    [0, lighten(green, 0.45)],
    [1, darken(green, 0.35)],
  ]);
  const blades = times(340, () => {
    const x = random() * w;
    const y = h * between(random, 0.62, 1.02);
    const tall = h * between(random, 0.05, 0.16);
    const bend = h * between(random, -0.03, 0.03);
    return `M${n(x)},${n(y)} q${n(bend * 0.2)},${n(-tall * 0.6)} ${n(bend)},${n(-tall)} q${n(-bend * 0.4)},${n(tall * 0.5)} ${n(-bend + h * 0.004)},${n(tall)} Z`;
  });
  const count = Math.round(70 * (w / h));
  const flowers = times(count, (i) => {
    const depth = i / count;
    const y = h * (0.56 + depth * 0.42);
    const size = h * (0.008 + depth ** 1.6 * 0.05) * between(random, 0.75, 1.2);
    return flower(canvas, random() * w, y, size, palette.accents[random() < 0.8 ? 0 : 1] ?? palette.far, green);
  });
  return [
    sky(canvas, 0.55),
    sun(canvas, between(random, 0.3, 0.7), 0.28, 0.06),
    path(
      `M0,${n(h * 0.55)} Q${n(w * 0.3)},${n(h * 0.47)} ${n(w * 0.6)},${n(h * 0.54)} T${w},${n(h * 0.5)} V${h} H0 Z`,
      lighten(mix(palette.far, green, 0.5), 0.15),
    ),
    ground,
    path(`M0,${n(h * 0.58)} Q${n(w * 0.5)},${n(h * 0.52)} ${w},${n(h * 0.58)} V${h} H0 Z`, 'url(#meadow)'),
    path(blades.join(' '), darken(green, 0.15), 'opacity="0.65"'),
    flowers.join(''),
  ].join('');
};

function flower({ random }: Canvas, x: number, y: number, size: number, colour: string, green: string): string {
  const stem = `M${n(x)},${n(y)} q${n(size * 0.3)},${n(size * 1.4)} ${n(size * between(random, -0.4, 0.6))},${n(size * 3)}`;
  const turn = random() * 72;
  const petals = times(5, (k) => {
    const angle = ((turn + k * 72) * Math.PI) / 180;
    const [px, py] = [x + Math.cos(angle) * size * 0.52, y + Math.sin(angle) * size * 0.36];
    return `<ellipse cx="${n(px)}" cy="${n(py)}" rx="${n(size * 0.6)}" ry="${n(size * 0.46)}" fill="${k % 2 ? colour : lighten(colour, 0.16)}"/>`;
  });
  return `${path(stem, 'none', `stroke="${darken(green, 0.1)}" stroke-width="${n(size * 0.12)}"`)}${petals.join('')}${circle(x, y, size * 0.24, darken(colour, 0.55))}${circle(x, y, size * 0.1, lighten(colour, 0.55))}`;
}
