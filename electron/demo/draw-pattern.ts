import { darken, lighten, mix } from './draw-colour.ts';
import { between, lineNoise, times } from './draw-random.ts';
import type { Scene } from './draw-sky.ts';
import { circle, downward, n, type Point, path, rect, smooth, under } from './draw-svg.ts';

/** Ribbons of colour that fold over one another. */
export const ribbons: Scene = ({ w, h, palette, random, moment }) => {
  const colours = [
    palette.sky[0],
    palette.accents[0],
    palette.accents[1],
    palette.sky[2],
    palette.accents[2],
    palette.far,
    palette.near,
  ];
  const noise = lineNoise(random, 2);
  const count = 13;
  const layers = times(count, (k) => {
    const points = times(49, (i): Point => {
      const x = i / 48;
      const wave = Math.sin(x * 5 + k * 0.55 + moment * 2 * Math.PI) * 0.06 + noise(x * 3 + k * 0.42) * 0.16;
      return [x * w, h * (k / count - 0.06 + wave)];
    });
    const colour = mix(
      colours[k % colours.length] ?? palette.far,
      colours[(k + 1) % colours.length] ?? palette.near,
      random() * 0.5,
    );
    const fill = downward(`ribbon${k}`, [
      [0, lighten(colour, 0.28)],
      [0.16, colour],
      [0.7, darken(colour, 0.3)],
    ]);
    const shade = path(
      smooth(points.map(([x, y]): Point => [x, y - h * 0.008])),
      'none',
      `stroke="#000000" stroke-width="${n(h * 0.02)}" opacity="0.13"`,
    );
    return fill + shade + path(under(points, h), `url(#ribbon${k})`);
  });
  return rect(0, 0, w, h, palette.sky[1]) + layers.join('');
};

/** Overlapping fans, the old wave pattern of cloth. */
export const waves: Scene = ({ w, h, palette, random }) => {
  const r = Math.min(w, h) / 8;
  const rows = Math.ceil(h / (r * 0.5)) + 2;
  const columns = Math.ceil(w / (r * 2)) + 2;
  const inks = [
    mix(palette.sky[0], palette.near, 0.3),
    palette.sky[1],
    palette.accents[2],
    mix(palette.sky[0], palette.accents[2], 0.5),
  ];
  const body: string[] = [];
  for (let line = 0; line < rows; line++) {
    for (let column = 0; column < columns; column++) {
      const x = column * r * 2 - (line % 2) * r;
      const y = line * r * 0.5;
      const ink = random() < 0.07 ? palette.accents[0] : (inks[Math.floor(random() * inks.length)] ?? palette.near);
      for (let ring = 0; ring < 5; ring++)
        body.push(circle(x, y, r * (1 - ring * 0.2), ring % 2 ? '#faf3e3' : mix(ink, '#ffffff', ring * 0.06)));
    }
  }
  return rect(0, 0, w, h, '#faf3e3') + body.join('');
};

/** Quarter circles and squares, as on a poster of the nineteen-twenties. */
export const poster: Scene = ({ w, h, palette, random }) => {
  const across = w >= h ? Math.round((w / h) * 4) : 4;
  const cell = w / across;
  const down = Math.ceil(h / cell);
  const inks = [
    palette.accents[0],
    palette.accents[1],
    palette.accents[2],
    palette.near,
    palette.sky[0],
    '#f7efdf',
    palette.sky[2],
  ];
  const ink = () => inks[Math.floor(random() * inks.length)] ?? palette.near;
  const tiles = times(across * down, (k) => {
    const [x, y] = [(k % across) * cell, Math.floor(k / across) * cell];
    const turn = Math.floor(random() * 4) * 90;
    const kind = Math.floor(random() * 5);
    const front = ink();
    const shape = [
      path(`M0,0 H${n(cell)} A${n(cell)},${n(cell)} 0 0 1 0,${n(cell)} Z`, front) +
        path(`M0,0 H${n(cell / 2)} A${n(cell / 2)},${n(cell / 2)} 0 0 1 0,${n(cell / 2)} Z`, ink()),
      circle(cell / 2, cell / 2, cell * 0.5, front) + circle(cell / 2, cell / 2, cell * 0.22, ink()),
      path(`M0,0 L${n(cell)},${n(cell)} L0,${n(cell)} Z`, front),
      path(`M0,${n(cell / 2)} A${n(cell / 2)},${n(cell / 2)} 0 0 1 ${n(cell)},${n(cell / 2)} Z`, front) +
        path(`M0,${n(cell)} A${n(cell / 2)},${n(cell / 2)} 0 0 1 ${n(cell)},${n(cell)} Z`, ink()),
      times(4, (i) => rect(0, (cell * i) / 4, cell, cell / 8, front)).join(''),
    ][kind];
    return `${rect(x, y, cell + 1, cell + 1, ink())}<g transform="translate(${n(x)} ${n(y)}) rotate(${turn} ${n(cell / 2)} ${n(cell / 2)})">${shape}</g>`;
  });
  return tiles.join('');
};

/** Height lines of an invented island. */
export const contours: Scene = ({ w, h, palette, random }) => {
  const unit = Math.min(w, h);
  const noise = lineNoise(random, 4, 0.55);
  const [x, y] = [w * between(random, 0.44, 0.56), h * between(random, 0.45, 0.55)];
  const count = 22;
  const rings = times(count, (k) => {
    const height = k / (count - 1);
    const radius = unit * 0.62 * (1 - height) ** 0.8;
    const points = times(181, (i): Point => {
      const angle = (i / 180) * 2 * Math.PI;
      const bump =
        1 + 0.42 * noise(10 + Math.cos(angle) * 2 + height) + 0.3 * noise(30 + Math.sin(angle) * 2 + height * 1.5);
      return [x + Math.cos(angle) * radius * bump * (w > h ? 1.35 : 1), y + Math.sin(angle) * radius * bump];
    });
    const low = mix(palette.accents[2], '#dfe8c4', 0.35);
    const fill =
      height < 0.16
        ? mix(lighten(palette.sky[0], 0.25), '#f4e6bf', height * 5)
        : mix(mix(low, palette.accents[1], height), '#ffffff', Math.max(0, height - 0.65) * 2.4);
    return path(
      `${smooth(points)} Z`,
      fill,
      `stroke="${darken(fill, 0.42)}" stroke-width="${n(unit * (k % 5 ? 0.0012 : 0.0026))}"`,
    );
  });
  return rect(0, 0, w, h, mix(palette.sky[0], palette.sky[1], 0.4)) + rings.join('');
};
