/** A colour as `#rrggbb`. */
export type Colour = string;

/** The colours of one light: from the sky's top to the horizon, the land from far to near, and three for small things. */
export interface Palette {
  sky: readonly [Colour, Colour, Colour];
  sun: Colour;
  far: Colour;
  near: Colour;
  accents: readonly [Colour, Colour, Colour];
}

export const palettes = {
  rose: {
    sky: ['#3c4f86', '#c98aa6', '#fbd9c0'],
    sun: '#fff3df',
    far: '#b58fae',
    near: '#2b2447',
    accents: ['#e8637a', '#f6b16b', '#7a86c9'],
  },
  alpine: {
    sky: ['#2f72b5', '#8dc0e4', '#eef5f4'],
    sun: '#fffdf2',
    far: '#a9c6db',
    near: '#17374a',
    accents: ['#e9573f', '#f4c04e', '#3f8f6b'],
  },
  golden: {
    sky: ['#4d6a8f', '#eab676', '#ffe9b8'],
    sun: '#fffbe6',
    far: '#d9a878',
    near: '#3b2a24',
    accents: ['#c8472b', '#f0a63c', '#5e7c6b'],
  },
  blue: {
    sky: ['#0a1836', '#274b82', '#8fb0cf'],
    sun: '#f4f1e1',
    far: '#55779f',
    near: '#0b1527',
    accents: ['#ffcf7a', '#ff9a62', '#8fd6e8'],
  },
  moss: {
    sky: ['#6f9a97', '#b9d2bd', '#f3f1da'],
    sun: '#fffbe4',
    far: '#9dbd9f',
    near: '#14302a',
    accents: ['#e0793f', '#f2cf63', '#c05a6e'],
  },
  storm: {
    sky: ['#39444f', '#7d8a92', '#d5d6cf'],
    sun: '#f5f1e4',
    far: '#93a0a6',
    near: '#1d252b',
    accents: ['#d9654a', '#e5b95c', '#6fa3a8'],
  },
  desert: {
    sky: ['#3a8fb0', '#a7d3cf', '#fdeccb'],
    sun: '#fff9e6',
    far: '#edb887',
    near: '#8f3f26',
    accents: ['#c8502d', '#f2b24f', '#2f7f7b'],
  },
  plum: {
    sky: ['#1b1440', '#6a3577', '#f08b76'],
    sun: '#ffe0b0',
    far: '#8d4f86',
    near: '#180f2c',
    accents: ['#ff8f6b', '#ffd27d', '#b07ad6'],
  },
  blossom: {
    sky: ['#9cc8e6', '#d9e6f2', '#fdebef'],
    sun: '#ffffff',
    far: '#bdd0de',
    near: '#3e5068',
    accents: ['#f29bb4', '#fbd5dd', '#7fa37c'],
  },
  autumn: {
    sky: ['#8fb3c4', '#e2dcc3', '#fbeed0'],
    sun: '#fffaea',
    far: '#d3a25f',
    near: '#4a2318',
    accents: ['#c43d1f', '#ec9a29', '#7d8b3a'],
  },
  lagoon: {
    sky: ['#1b86b0', '#7fd0d6', '#fdf4da'],
    sun: '#fffdf0',
    far: '#6bbcb8',
    near: '#064a55',
    accents: ['#ff7f5c', '#ffd166', '#1f9d94'],
  },
  ember: {
    sky: ['#26202f', '#a13f3a', '#ffb45e'],
    sun: '#fff0c4',
    far: '#b4573f',
    near: '#1b1218',
    accents: ['#ff6b3d', '#ffc45c', '#5c7f92'],
  },
} as const satisfies Record<string, Palette>;

export type PaletteName = keyof typeof palettes;

const channels = (colour: Colour): number[] => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));

/** A colour between two, `share` 0 to 1, mixed in squared light so that the middle is not muddy. */
export function mix(from: Colour, to: Colour, share: number): Colour {
  const goal = channels(to);
  const t = Math.min(1, Math.max(0, share));
  const mixed = channels(from).map((value, i) => Math.sqrt(value ** 2 + ((goal[i] ?? value) ** 2 - value ** 2) * t));
  return `#${mixed.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;
}

export const lighten = (colour: Colour, share: number): Colour => mix(colour, '#ffffff', share);
export const darken = (colour: Colour, share: number): Colour => mix(colour, '#05060a', share);

const DARK_SUM = 250;

/** Whether stars would show on it. */
export const isDark = (colour: Colour): boolean => channels(colour).reduce((sum, value) => sum + value, 0) < DARK_SUM;
