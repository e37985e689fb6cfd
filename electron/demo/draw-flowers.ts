import { darken, lighten, mix } from './draw-colour.ts';
import { between, times } from './draw-random.ts';
import type { Canvas, Scene } from './draw-sky.ts';
import { circle, n, path, rect, round, turned } from './draw-svg.ts';

/** Seeds at the heart's middle. Colours that took turns would draw the arms of a spiral, seen small. */
const DARK_SEEDS = 9;

/** A dahlia seen from above: rings of petals, each ring smaller and lighter. */
function bloom({ random }: Canvas, id: string, x: number, y: number, radius: number, colour: string): string {
  const petal = (length: number, width: number) =>
    `M0,0 C${n(width)},${n(-length * 0.35)} ${n(width * 0.85)},${n(-length * 0.85)} 0,${n(-length)} C${n(-width * 0.85)},${n(-length * 0.85)} ${n(-width)},${n(-length * 0.35)} 0,0 Z`;
  const rings = times(7, (ring) => {
    const share = 1 - ring / 7.6;
    const count = 18 - ring;
    const start = random() * 360;
    const length = radius * share;
    const fill = round(`${id}-${ring}`, 0.5, 1, 1, [
      [0, darken(colour, 0.45)],
      [0.55, mix(colour, '#ffffff', ring * 0.05)],
      [1, lighten(colour, 0.3 + ring * 0.06)],
    ]);
    const petals = times(count, (k) =>
      turned(
        start + (k * 360) / count,
        0,
        0,
        path(
          petal(length, length * 0.24),
          `url(#${id}-${ring})`,
          `stroke="${darken(colour, 0.4)}" stroke-opacity="0.25" stroke-width="${n(radius * 0.006)}"`,
        ),
      ),
    );
    return fill + petals.join('');
  });
  const heart = times(26, (k) => {
    const angle = k * 2.4;
    const r = radius * 0.022 * Math.sqrt(k);
    return circle(Math.cos(angle) * r, Math.sin(angle) * r, radius * 0.02, k < DARK_SEEDS ? '#d9962f' : '#ffd76e');
  });
  return `<g transform="translate(${n(x)} ${n(y)})">${rings.join('')}${heart.join('')}</g>`;
}

/** A long leaf with veins, from its foot at the origin upward. */
function leaf({ random }: Canvas, length: number, colour: string): string {
  const wide = length * between(random, 0.16, 0.24);
  const shape = `M0,0 C${n(wide)},${n(-length * 0.25)} ${n(wide)},${n(-length * 0.7)} 0,${n(-length)} C${n(-wide)},${n(-length * 0.7)} ${n(-wide)},${n(-length * 0.25)} 0,0 Z`;
  const half = `M0,0 C${n(wide)},${n(-length * 0.25)} ${n(wide)},${n(-length * 0.7)} 0,${n(-length)} Z`;
  const veins = times(9, (k) => {
    const y = -length * (0.12 + k * 0.085);
    const reach = wide * 0.72 * Math.sin(((k + 1.5) / 11) * Math.PI);
    return `M0,${n(y)} L${n(reach)},${n(y - length * 0.07)} M0,${n(y)} L${n(-reach)},${n(y - length * 0.07)}`;
  });
  const stroke = `stroke="${lighten(colour, 0.45)}" stroke-width="${n(length * 0.006)}" opacity="0.6"`;
  return (
    path(shape, colour) +
    path(half, darken(colour, 0.18)) +
    path(`M0,0 L0,${n(-length * 0.96)} ${veins.join(' ')}`, 'none', stroke)
  );
}

function leaves(canvas: Canvas, x: number, y: number, count: number, length: number): string {
  const { palette, random } = canvas;
  const green = mix(palette.accents[2], '#3d6b45', 0.55);
  return times(count, (k) => {
    const colour = mix(green, random() < 0.5 ? palette.near : '#a9c48a', between(random, 0, 0.4));
    return turned(
      (k * 360) / count + between(random, -14, 14),
      x,
      y,
      leaf(canvas, length * between(random, 0.8, 1.15), colour),
    );
  }).join('');
}

/** One flower on its leaves with nothing behind it: the picture's background is clear. */
export const cutFlower: Scene = (canvas) => {
  const { w, h, palette, random } = canvas;
  const unit = Math.min(w, h);
  return (
    leaves(canvas, w / 2, h / 2, 11, unit * 0.44) +
    bloom(canvas, 'bloom', w / 2, h / 2, unit * between(random, 0.27, 0.31), palette.accents[0])
  );
};

/** Flowers close together, filling the frame. */
export const bouquet: Scene = (canvas) => {
  const { w, h, palette, random } = canvas;
  const unit = Math.min(w, h);
  const green = mix(palette.near, '#1f3b2c', 0.5);
  const places = [
    [0.5, 0.5, 0.3],
    [0.15, 0.22, 0.22],
    [0.86, 0.2, 0.24],
    [0.14, 0.8, 0.25],
    [0.85, 0.82, 0.23],
    [0.5, 0.05, 0.18],
    [0.5, 1, 0.2],
  ] as const;
  const backs = places.map(([x, y, r]) => leaves(canvas, x * w, y * h, 8, unit * (r + 0.16)));
  const flowers = places.map(([x, y, r], k) => {
    const colour =
      [palette.accents[0], palette.accents[1], lighten(palette.accents[0], 0.5)][(k + 3) % 3] ?? palette.accents[0];
    return bloom(canvas, `bloom${k}`, x * w, y * h, unit * r * between(random, 0.85, 1), colour);
  });
  return rect(0, 0, w, h, green) + backs.join('') + flowers.reverse().join('');
};

/** Pressed leaves on paper, in rows, as in a herbarium. */
export const herbarium: Scene = (canvas) => {
  const { w, h, palette, random } = canvas;
  const paper = round('paper', 0.5, 0.45, 0.8, [
    [0, '#fbf5e6'],
    [1, mix('#eadfc6', palette.far, 0.22)],
  ]);
  const columns = Math.max(2, Math.round((w / h) * 3));
  const sprigs = times(columns * 2, (k) => {
    const x = (w * ((k % columns) + 0.5)) / columns;
    const foot = h * (k < columns ? 0.47 : 0.95);
    const length = h * 0.38;
    const colour =
      [mix(palette.accents[2], '#4f7a4a', 0.5), palette.accents[1], palette.accents[0], palette.near][
        Math.floor(random() * 4)
      ] ?? palette.near;
    const pairs = times(6, (i) => {
      const y = -length * (0.12 + i * 0.14);
      const size = length * (0.3 - i * 0.028);
      return (
        turned(58 - i * 3, 0, y, leaf(canvas, size, colour)) + turned(-58 + i * 3, 0, y, leaf(canvas, size, colour))
      );
    });
    const stem = path(
      `M0,0 Q${n(length * 0.03)},${n(-length * 0.5)} 0,${n(-length)}`,
      'none',
      `stroke="${darken(colour, 0.3)}" stroke-width="${n(length * 0.014)}"`,
    );
    return turned(
      between(random, -7, 7),
      x,
      foot,
      stem + pairs.join('') + turned(0, 0, -length * 0.95, leaf(canvas, length * 0.16, colour)),
    );
  });
  return paper + rect(0, 0, w, h, 'url(#paper)') + sprigs.join('');
};
