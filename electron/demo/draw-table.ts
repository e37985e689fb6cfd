import { darken, lighten, mix } from './draw-colour.ts';
import { between, times } from './draw-random.ts';
import type { Canvas, Scene } from './draw-sky.ts';
import { circle, downward, ellipse, n, path, rect, round, sideways } from './draw-svg.ts';

const TABLE = 0.68;

/** A wall with the light of a window on it, and a table. */
function room({ w, h, palette, random }: Canvas): string {
  const wall = mix(palette.sky[2], palette.far, 0.3);
  const board = mix(palette.near, palette.accents[1], 0.32);
  const wallLight = round('wall', 0.3, 0.25, 0.95, [
    [0, lighten(wall, 0.4)],
    [1, darken(wall, 0.28)],
  ]);
  const boardLight = downward('board', [
    [0, lighten(board, 0.25)],
    [1, darken(board, 0.25)],
  ]);
  const slant = between(random, 0.1, 0.2);
  const panes = times(4, (k) => {
    const [column, line] = [k % 2, Math.floor(k / 2)];
    const x = w * 0.12 + h * (0.03 + column * 0.22);
    const y = h * (0.06 + line * 0.25 + column * 0.05);
    const d = `M${n(x)},${n(y)} l${n(h * 0.2)},${n(h * slant * 0.4)} v${n(h * 0.22)} l${n(-h * 0.2)},${n(-h * slant * 0.4)} Z`;
    return path(d, lighten(palette.sun, 0.2), 'opacity="0.38"');
  });
  return `${wallLight}${boardLight}${rect(0, 0, w, h, 'url(#wall)')}${panes.join('')}${rect(0, h * TABLE, w, h * (1 - TABLE), 'url(#board)')}${rect(0, h * TABLE, w, h * 0.006, lighten(board, 0.5), 'opacity="0.6"')}`;
}

const shadow = (x: number, y: number, r: number) => ellipse(x + r * 0.55, y, r * 1.5, r * 0.24, 'url(#cast)');

const castGradient = round('cast', 0.5, 0.5, 0.5, [
  [0, '#000000', 0.5],
  [0.55, '#000000', 0.28],
  [1, '#000000', 0],
]);

function fruit(canvas: Canvas, id: string, x: number, foot: number, r: number, colour: string): string {
  const { palette } = canvas;
  const skin = round(id, 0.36, 0.3, 0.8, [
    [0, lighten(colour, 0.55)],
    [0.35, colour],
    [1, darken(colour, 0.5)],
  ]);
  const y = foot - r * 0.94;
  const stalk = `M${n(x)},${n(y - r * 0.86)} q${n(r * 0.06)},${n(-r * 0.25)} ${n(r * 0.22)},${n(-r * 0.34)}`;
  const leaf = `M${n(x + r * 0.1)},${n(y - r * 1.02)} q${n(r * 0.35)},${n(-r * 0.35)} ${n(r * 0.72)},${n(-r * 0.12)} q${n(-r * 0.35)},${n(r * 0.3)} ${n(-r * 0.72)},${n(r * 0.12)} Z`;
  return `${skin}${shadow(x, foot, r)}${ellipse(x, y, r * 1.04, r * 0.97, `url(#${id})`)}${path(stalk, 'none', `stroke="${darken(palette.near, 0.2)}" stroke-width="${n(r * 0.07)}" stroke-linecap="round"`)}${path(leaf, mix(palette.accents[2], '#4f7a3a', 0.5))}`;
}

function vase({ h, palette }: Canvas, x: number, foot: number, tall: number, colour: string): string {
  const r = tall * 0.3;
  const d = `M${n(x - r * 0.42)},${n(foot - tall)} C${n(x - r * 0.3)},${n(foot - tall * 0.72)} ${n(x - r * 1.3)},${n(foot - tall * 0.66)} ${n(x - r)},${n(foot - tall * 0.3)} C${n(x - r * 0.85)},${n(foot - tall * 0.1)} ${n(x - r * 0.6)},${n(foot)} ${n(x - r * 0.55)},${n(foot)} H${n(x + r * 0.55)} C${n(x + r * 0.6)},${n(foot)} ${n(x + r * 0.85)},${n(foot - tall * 0.1)} ${n(x + r)},${n(foot - tall * 0.3)} C${n(x + r * 1.3)},${n(foot - tall * 0.66)} ${n(x + r * 0.3)},${n(foot - tall * 0.72)} ${n(x + r * 0.42)},${n(foot - tall)} Z`;
  const glaze = sideways('glaze', [
    [0, darken(colour, 0.22)],
    [0.3, lighten(colour, 0.45)],
    [0.6, colour],
    [1, darken(colour, 0.5)],
  ]);
  const band = path(d, 'none', `stroke="${palette.sun}" stroke-width="${n(h * 0.002)}" opacity="0.35"`);
  return `${glaze}${shadow(x, foot, r * 1.05)}${path(d, 'url(#glaze)')}${band}${ellipse(x, foot - tall, r * 0.42, r * 0.09, darken(colour, 0.65))}`;
}

/** A branch with blossoms that rises from a vase's mouth. */
function branch({ palette, random }: Canvas, x: number, y: number, length: number, angle: number): string {
  const parts: string[] = [];
  let [bx, by, a] = [x, y, angle];
  const points = [`M${n(bx)},${n(by)}`];
  const blossoms: string[] = [];
  for (let k = 0; k < 9; k++) {
    a += between(random, -0.22, 0.22);
    bx += Math.cos(a) * (length / 9);
    by += Math.sin(a) * (length / 9);
    points.push(`L${n(bx)},${n(by)}`);
    if (k < 2) continue;
    for (let b = 0; b < 3; b++) {
      const [fx, fy] = [bx + length * between(random, -0.07, 0.07), by + length * between(random, -0.07, 0.07)];
      const r = length * between(random, 0.022, 0.042);
      const petal = mix(palette.accents[0], '#ffffff', between(random, 0.25, 0.75));
      for (let p = 0; p < 5; p++) {
        const turn = (p * 2 * Math.PI) / 5 + b;
        blossoms.push(circle(fx + Math.cos(turn) * r * 0.7, fy + Math.sin(turn) * r * 0.7, r * 0.62, petal));
      }
      blossoms.push(circle(fx, fy, r * 0.3, palette.accents[1]));
    }
  }
  parts.push(
    path(
      points.join(' '),
      'none',
      `stroke="${darken(palette.near, 0.1)}" stroke-width="${n(length * 0.014)}" stroke-linejoin="round"`,
    ),
  );
  return parts.join('') + blossoms.join('');
}

/** A vase with blossoming branches and fruit beside it. */
export const stillLife: Scene = (canvas) => {
  const { w, h, palette, random } = canvas;
  const unit = Math.min(w * 1.1, h);
  const x = w * between(random, 0.4, 0.5);
  const foot = h * 0.83;
  const tall = unit * between(random, 0.3, 0.38);
  const branches = times(5, (k) =>
    branch(canvas, x, foot - tall, unit * between(random, 0.3, 0.44), -Math.PI / 2 + (k - 2) * 0.33),
  );
  const count = 2 + Math.floor(random() * 3);
  const fruits = times(count, (k) => {
    const side = k % 2 ? -1 : 1;
    const at = x + side * unit * (0.2 + Math.floor(k / 2) * 0.17);
    return fruit(
      canvas,
      `fruit${k}`,
      at,
      foot + h * between(random, 0, 0.05),
      unit * between(random, 0.065, 0.085),
      palette.accents[k % 3] ?? palette.far,
    );
  });
  return (
    room(canvas) +
    castGradient +
    branches.join('') +
    vase(canvas, x, foot, tall, mix(palette.sky[0], palette.accents[2], 0.4)) +
    fruits.join('')
  );
};

/** A cup from above on a saucer, with foam drawn into it. */
export const coffee: Scene = (canvas) => {
  const { w, h, palette, random } = canvas;
  const unit = Math.min(w, h);
  const [x, y] = [w * between(random, 0.44, 0.56), h * between(random, 0.46, 0.54)];
  const board = mix(palette.near, palette.accents[1], 0.35);
  const planks = times(
    8,
    (k) =>
      rect(0, (h * k) / 8, w, h / 8 + 1, mix(board, palette.near, between(random, 0, 0.25))) +
      rect(0, (h * k) / 8, w, h * 0.002, '#000000', 'opacity="0.35"'),
  );
  const grain = times(70, () =>
    rect(random() * w, random() * h, w * between(random, 0.05, 0.3), h * 0.0012, '#000000', 'opacity="0.13"'),
  );
  const crema = round('crema', 0.45, 0.4, 0.65, [
    [0, '#c58a4e'],
    [0.8, '#8a5227'],
    [1, '#4f2a12'],
  ]);
  const porcelain = round('porcelain', 0.38, 0.34, 0.75, [
    [0, '#ffffff'],
    [0.75, mix('#f2ede4', palette.sky[1], 0.18)],
    [1, mix('#b8aea0', palette.sky[0], 0.25)],
  ]);
  const hearts = times(5, (k) => {
    const r = unit * (0.105 - k * 0.02);
    const top = y - r * 0.55 + unit * 0.018 * k;
    const d = `M${n(x)},${n(top + r * 1.75)} C${n(x - r * 1.9)},${n(top + r * 0.4)} ${n(x - r)},${n(top - r * 0.75)} ${n(x)},${n(top + r * 0.05)} C${n(x + r)},${n(top - r * 0.75)} ${n(x + r * 1.9)},${n(top + r * 0.4)} ${n(x)},${n(top + r * 1.75)} Z`;
    return path(d, k % 2 ? '#a8672f' : '#f7e7cf');
  });
  const handle = ellipse(
    x + unit * 0.265,
    y - unit * 0.05,
    unit * 0.075,
    unit * 0.045,
    'none',
    `stroke="url(#porcelain)" stroke-width="${n(unit * 0.026)}"`,
  );
  return [
    planks.join(''),
    grain.join(''),
    castGradient,
    crema,
    porcelain,
    ellipse(x + unit * 0.05, y + unit * 0.06, unit * 0.43, unit * 0.43, 'url(#cast)'),
    circle(x, y, unit * 0.34, 'url(#porcelain)'),
    circle(x, y, unit * 0.26, '#000000', 'opacity="0.08"'),
    ellipse(x + unit * 0.03, y + unit * 0.035, unit * 0.27, unit * 0.27, 'url(#cast)'),
    handle,
    circle(x, y, unit * 0.215, 'url(#porcelain)'),
    circle(x, y, unit * 0.19, 'url(#crema)'),
    hearts.join(''),
  ].join('');
};
