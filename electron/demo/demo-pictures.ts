import type { FormatId } from '../../shared/image-format.ts';
import type { SceneName } from './draw.ts';
import type { PaletteName } from './draw-colour.ts';

/** Pixels of the sources: most reach the widest variant or fall short of it, a few lie at the edges. */
const shapes = {
  landscape: [1620, 1080],
  large: [2400, 1600],
  full: [1920, 1280],
  wide: [2000, 1125],
  square: [1400, 1400],
  portrait: [1200, 1600],
  tall: [1080, 1920],
  small: [480, 360],
  panorama: [6000, 1200],
  frame: [640, 480],
} as const;

type Shape = keyof typeof shapes;

const albums = { p: 'post/', t: '여행/', s: 'studio work 2026/', f: 'archive/film/' } as const;

export interface DemoPicture {
  index: number;
  album: string;
  /** The original file name, with its extension. */
  fileName: string;
  format: FormatId;
  scene: SceneName;
  palette: PaletteName;
  width: number;
  height: number;
  animated: boolean;
  /** Stored lying on its side with the EXIF orientation that sets it upright, as cameras do. */
  sideways: boolean;
}

type Row = readonly [keyof typeof albums, SceneName, PaletteName, Shape, string];

/** Newest first. */
const rows: readonly Row[] = [
  ['t', 'mountains', 'rose', 'large', '설악산의 새벽.jpg'],
  ['p', 'balloons', 'lagoon', 'full', '열기구 축제 🎈.jpg'],
  ['t', 'sea', 'golden', 'landscape', '제주 협재 해변.jpg'],
  ['p', 'bouquet', 'blossom', 'square', 'Birthday bouquet.png'],
  ['s', 'city', 'blue', 'wide', 'Seoul at night (final).jpg'],
  ['p', 'coffee', 'autumn', 'landscape', '오후의 커피 ☕️.jpg'],
  ['t', 'dunes', 'desert', 'landscape', '砂丘の朝.jpg'],
  ['p', 'lanterns', 'plum', 'frame', '연등 축제.gif'],
  ['s', 'poster', 'lagoon', 'square', 'poster v1.2.3.png'],
  ['t', 'lake', 'ember', 'full', '호수에 비친 저녁.jpg'],
  ['t', 'birches', 'autumn', 'portrait', '자작나무 숲.jpg'],
  ['f', 'forest', 'moss', 'landscape', 'roll 07 - 12A.tiff'],
  ['p', 'stillLife', 'rose', 'landscape', '매화와 과일.jpg'],
  ['s', 'cutFlower', 'rose', 'square', 'dahlia (clear background).png'],
  ['t', 'quay', 'golden', 'wide', 'København, Nyhavn.jpg'],
  ['t', 'mountains', 'alpine', 'panorama', '알프스 파노라마.jpg'],
  ['p', 'meadow', 'autumn', 'landscape', '양귀비 들판.jpg'],
  ['s', 'ribbons', 'rose', 'landscape', 'paper.study.04.webp'],
  ['f', 'aurora', 'blue', 'landscape', 'オーロラ 2026.jpg'],
  ['p', 'planet', 'plum', 'square', 'Saturn 🪐.png'],
  ['t', 'beach', 'lagoon', 'portrait', '해운대, 위에서.jpg'],
  ['s', 'waves', 'lagoon', 'landscape', '青海波.png'],
  ['f', 'hills', 'golden', 'landscape', 'IMG_2048.jpg'],
  ['p', 'sea', 'rose', 'tall', '노을 돛단배.jpg'],
  ['t', 'forest', 'rose', 'landscape', '霧の森.jpg'],
  ['s', 'contours', 'moss', 'landscape', 'island — height lines.webp'],
  ['p', 'balloons', 'rose', 'portrait', 'up, up & away.jpg'],
  ['t', 'horizonClouds', 'alpine', 'landscape', '수평선 위의 구름.jpg'],
  ['f', 'city', 'ember', 'landscape', 'roll 03 - 24.jpg'],
  ['p', 'cutFlower', 'lagoon', 'portrait', '꽃 한 송이 🌸.png'],
  ['s', 'herbarium', 'autumn', 'landscape', 'herbarium sheet 11.jpg'],
  ['t', 'lake', 'alpine', 'large', 'Lake, no wind.jpg'],
  ['p', 'coffee', 'moss', 'square', 'latte.jpg'],
  ['t', 'dunes', 'golden', 'portrait', '사막의 오후.jpg'],
  ['f', 'birches', 'rose', 'landscape', '白樺.jpg'],
  ['p', 'quay', 'lagoon', 'landscape', '부라노의 집들.jpg'],
  ['s', 'poster', 'rose', 'landscape', 'poster v1.2.3 (wide).webp'],
  ['t', 'aurora', 'plum', 'wide', 'Tromsø ✨.jpg'],
  ['p', 'meadow', 'rose', 'landscape', '코스모스.jpg'],
  ['f', 'mountains', 'storm', 'landscape', 'roll 01 - 03.jpg'],
  ['p', 'stillLife', 'moss', 'portrait', 'quiet morning.jpg'],
  ['t', 'sea', 'lagoon', 'landscape', '夏の海.jpg'],
  ['s', 'ribbons', 'lagoon', 'square', 'ribbons, second try.png'],
  ['p', 'hills', 'alpine', 'landscape', '대관령.jpg'],
  ['f', 'sea', 'storm', 'landscape', 'roll 02 - 17.jpg'],
  ['t', 'city', 'plum', 'landscape', '홍콩의 밤.jpg'],
  ['p', 'bouquet', 'autumn', 'landscape', 'market flowers.jpg'],
  ['s', 'planet', 'lagoon', 'landscape', 'planet.study.webp'],
  ['t', 'balloons', 'desert', 'wide', 'Kapadokya.jpg'],
  ['f', 'lake', 'storm', 'square', '湖.jpg'],
  ['p', 'lanterns', 'blue', 'portrait', '풍등.jpg'],
  ['t', 'beach', 'golden', 'landscape', 'beach from above.jpg'],
  ['s', 'waves', 'rose', 'square', 'seigaiha.png'],
  ['p', 'forest', 'blue', 'landscape', '겨울 숲의 달.jpg'],
  ['f', 'dunes', 'plum', 'landscape', 'roll 04 - 08.jpg'],
  ['t', 'horizonClouds', 'rose', 'tall', '여름 구름 ☁️.jpg'],
  ['p', 'mountains', 'ember', 'landscape', '붉은 능선.jpg'],
  ['s', 'contours', 'desert', 'square', 'contours.2.webp'],
  ['t', 'quay', 'rose', 'landscape', 'Porto ao entardecer.jpg'],
  ['f', 'stillLife', 'storm', 'small', 'scan0001.jpg'],
  ['p', 'hills', 'plum', 'landscape', '보랏빛 언덕.jpg'],
  ['s', 'herbarium', 'moss', 'portrait', '잎 표본.avif'],
  ['t', 'lake', 'plum', 'landscape', '別れの湖.jpg'],
  ['f', 'meadow', 'moss', 'landscape', 'roll 01 - 30.jpg'],
  ['p', 'birches', 'moss', 'landscape', '가을 산책.jpg'],
  ['t', 'sea', 'blue', 'full', '달빛 항해 🌙.jpg'],
];

const formats: Record<string, FormatId> = {
  jpg: 'jpeg',
  png: 'png',
  webp: 'webp',
  gif: 'gif',
  tiff: 'tiff',
  avif: 'avif',
};

function picture([album, scene, palette, shape, fileName]: Row, index: number): DemoPicture {
  const [width, height] = shapes[shape];
  const format = formats[fileName.slice(fileName.lastIndexOf('.') + 1)] ?? 'jpeg';
  const animated = format === 'gif';
  const sideways = shape === 'tall' && format === 'jpeg';
  return { index, album: albums[album], fileName, format, scene, palette, width, height, animated, sideways };
}

/** The pictures of the demo bucket, newest first. */
export const demoPictures: readonly DemoPicture[] = rows.map(picture);

/** A picture that is not in the bucket, for whoever needs one to upload. */
export const sourcePicture: DemoPicture = picture(
  ['p', 'hills', 'lagoon', 'large', '새로 올린 언덕 🌿.jpg'],
  rows.length,
);

const SPAN_DAYS = 720;
const DAY_MS = 86_400_000;

/** When a picture is said to have been put there: spread over two years, closer together towards `now`. In whole seconds. */
export function demoDate(index: number, now: number): number {
  const share = (index + 1) / rows.length;
  const days = SPAN_DAYS * share ** 2.4 + index * 0.15;
  return Math.floor((now - days * DAY_MS) / 1000) * 1000;
}

/** The same uuid for the same picture at every start, so that what was cached of it still fits. */
export function demoUuid(index: number): string {
  const tail = (0xc0de_5eed_0000 + index * 7919).toString(16).padStart(12, '0');
  const head = ((0x5eed_0000 + Math.imul(index + 1, 0x9e37_79b1)) >>> 0).toString(16).padStart(8, '0');
  return `${head}-da7a-4c5e-8c57-${tail}`;
}
