/**
 * Making all variants of 20 photos of 2 to 24 megapixels, beside four separate sharp calls a photo and beside Pillow, all with
 * every core busy. Words: how often each is run, if not three times; the best of each counts.
 */
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { draw, performPart, type Run, run, runPillow, type Subject, withFolder } from './ingest-runs.ts';
import { compare, type Likeness } from './likeness.ts';
import { type BenchRow, report } from './rows.ts';

const TIMES_FOUR_CALLS = 2.2;
const TIMES_PILLOW = 2.3;
const MORE_BYTES_PERCENT = 8;
const LESS_LIKE = 0.003;
const SHARE_OF_PEAK = 0.6;
const MB = 1e6;
const SUBJECTS: readonly Subject[] = ['ours', 'four-calls'];

const FILE = fileURLToPath(import.meta.url);
/** Not bundled: Python reads it where it is. */
const PILLOW_SCRIPT = fileURLToPath(new URL('../../test/bench/ingest.py', import.meta.url));

interface Measured {
  runs: Record<Subject, Run[]>;
  pillowSeconds: number[];
  likeness: Record<Subject, Likeness>;
}

async function measureAll(repeats: number): Promise<Measured> {
  return withFolder(tmpdir(), async (folder) => {
    const photos = join(folder, 'photos');
    await mkdir(photos);
    await draw(FILE, photos);
    const runs: Measured['runs'] = { ours: [], 'four-calls': [] };
    const pillowSeconds: number[] = [];
    const outputOf = (subject: string, repeat: number): string => join(folder, `${subject}-${repeat}`);
    for (let repeat = 0; repeat < repeats; repeat++) {
      // One after the other, so that what disturbs the machine for a while disturbs each of them.
      for (const subject of SUBJECTS) runs[subject].push(await run(FILE, subject, photos, outputOf(subject, repeat)));
      await mkdir(outputOf('pillow', repeat));
      const seconds = await runPillow(PILLOW_SCRIPT, photos, outputOf('pillow', repeat));
      if (seconds !== null) pillowSeconds.push(seconds);
    }
    const [ours, peer] = await compare(photos, [outputOf('ours', 0), outputOf('four-calls', 0)]);
    if (ours === undefined || peer === undefined) throw new Error('expected two likenesses but received fewer');
    return { runs, pillowSeconds, likeness: { ours, 'four-calls': peer } };
  });
}

function rowsOf({ runs, pillowSeconds, likeness }: Measured): BenchRow[] {
  const best = (subject: Subject, what: keyof Run): number => Math.min(...runs[subject].map((one) => one[what]));
  const most = (subject: Subject): number => Math.max(...runs[subject].map(({ peakBytes }) => peakBytes));
  const [ours, peer] = [likeness.ours, likeness['four-calls']];
  const plain = (metric: string, value: number, unit: string): BenchRow => ({ metric, value, unit, target: null });
  return [
    plain('20 photos', best('ours', 'seconds'), 's'),
    plain('four sharp calls a photo', best('four-calls', 'seconds'), 's'),
    {
      ...plain('times four sharp calls', best('four-calls', 'seconds') / best('ours', 'seconds'), 'x'),
      target: { atLeast: TIMES_FOUR_CALLS },
    },
    plain('the same in CPU time', best('four-calls', 'cpuSeconds') / best('ours', 'cpuSeconds'), 'x'),
    ...pillowRows(pillowSeconds, best('ours', 'seconds')),
    { ...plain('more bytes', (ours.bytes / peer.bytes - 1) * 100, '%'), target: { atMost: MORE_BYTES_PERCENT } },
    { ...plain('lower SSIM', peer.ssim - ours.ssim, ''), target: { atMost: LESS_LIKE } },
    ...[...ours.bySize].flatMap(([size, one]) => {
      const other = peer.bySize.get(size);
      if (other === undefined) return [];
      return [
        plain(`  ${size}: more bytes`, (one.bytes / other.bytes - 1) * 100, '%'),
        plain(`  ${size}: lower SSIM`, other.ssim - one.ssim, ''),
      ];
    }),
    plain('peak RSS', most('ours') / MB, 'MB'),
    {
      ...plain('share of the peak RSS of four calls', most('ours') / most('four-calls'), 'x'),
      target: { atMost: SHARE_OF_PEAK },
    },
  ];
}

function pillowRows(seconds: readonly number[], ours: number): BenchRow[] {
  if (seconds.length === 0) {
    console.log('skipped: Pillow is not installed (python3-pil)');
    return [];
  }
  const best = Math.min(...seconds);
  return [
    { metric: 'Pillow', value: best, unit: 's', target: null },
    { metric: 'times Pillow', value: best / ours, unit: 'x', target: { atLeast: TIMES_PILLOW } },
  ];
}

const words = process.argv.slice(2);
const isPart = await performPart(words.length > 1 ? words : []);
if (!isPart) report('ingest', rowsOf(await measureAll(Number(words[0] ?? 3))));
