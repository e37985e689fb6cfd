import type { Colour } from './draw-colour.ts';

export type Point = readonly [x: number, y: number];
export type Stop = readonly [offset: number, colour: Colour, opacity?: number];

/** A number as SVG needs it: one decimal is finer than a pixel. */
export const n = (value: number): string => String(Math.round(value * 10) / 10);

const stopTags = (stops: readonly Stop[]) =>
  stops
    .map(([at, colour, opacity = 1]) => `<stop offset="${at}" stop-color="${colour}" stop-opacity="${opacity}"/>`)
    .join('');

/** A gradient from top to bottom of what it fills. */
export const downward = (id: string, stops: readonly Stop[]): string =>
  `<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1">${stopTags(stops)}</linearGradient>`;

/** A gradient from left to right of what it fills. */
export const sideways = (id: string, stops: readonly Stop[]): string =>
  `<linearGradient id="${id}" x1="0" y1="0" x2="1" y2="0">${stopTags(stops)}</linearGradient>`;

/** A round gradient; centre and radius are shares of what it fills. */
export const round = (id: string, cx: number, cy: number, r: number, stops: readonly Stop[]): string =>
  `<radialGradient id="${id}" cx="${cx}" cy="${cy}" r="${r}">${stopTags(stops)}</radialGradient>`;

export const rect = (x: number, y: number, width: number, height: number, fill: string, more = ''): string =>
  `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" fill="${fill}" ${more}/>`;

export const circle = (x: number, y: number, r: number, fill: string, more = ''): string =>
  `<circle cx="${n(x)}" cy="${n(y)}" r="${n(r)}" fill="${fill}" ${more}/>`;

export const ellipse = (x: number, y: number, rx: number, ry: number, fill: string, more = ''): string =>
  `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(rx)}" ry="${n(ry)}" fill="${fill}" ${more}/>`;

export const path = (d: string, fill: string, more = ''): string => `<path d="${d}" fill="${fill}" ${more}/>`;

export const line = (points: readonly Point[]): string =>
  points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${n(x)},${n(y)}`).join(' ');

/** A shape under a line of points, down to `bottom`. */
export function under(points: readonly Point[], bottom: number): string {
  const first = points[0];
  const last = points.at(-1);
  return first && last ? `${line(points)} L${n(last[0])},${n(bottom)} L${n(first[0])},${n(bottom)} Z` : '';
}

/** A smooth closed or open curve through points (quadratic curves between the middles of neighbours). */
export function smooth(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let d = `M${n(first[0])},${n(first[1])}`;
  rest.forEach(([x, y], i) => {
    const next = rest[i + 1];
    d += next ? ` Q${n(x)},${n(y)} ${n((x + next[0]) / 2)},${n((y + next[1]) / 2)}` : ` L${n(x)},${n(y)}`;
  });
  return d;
}

export const turned = (degrees: number, x: number, y: number, body: string): string =>
  `<g transform="translate(${n(x)} ${n(y)}) rotate(${n(degrees)})">${body}</g>`;

/** A whole picture of that many pixels. */
export const svg = (width: number, height: number, body: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${body}</svg>`;
