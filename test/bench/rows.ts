/** One row of a bench's table. */
export interface BenchRow {
  metric: string;
  value: number;
  unit: string;
  /** What it must reach; null for what is only told beside. */
  target: { atLeast: number } | { atMost: number } | null;
}

/**
 * Prints a bench's rows as a table and each with a target as a line of JSON. The process ends with 1 where one falls short.
 */
export function report(bench: string, rows: readonly BenchRow[]): void {
  const cells = rows.map((row) => [row.metric, `${round(row.value)} ${row.unit}`, targetText(row), verdict(row)]);
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  for (const line of cells) console.log(line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  for (const row of rows) {
    if (row.target === null) continue;
    const { metric, unit } = row;
    console.log(
      JSON.stringify({ bench, metric, value: round(row.value), unit, target: targetText(row), pass: passes(row) }),
    );
  }
  if (!rows.every(passes)) process.exitCode = 1;
}

const round = (value: number): number => Number(value.toPrecision(3));

const targetText = ({ target }: BenchRow): string => {
  if (target === null) return '';
  return 'atLeast' in target ? `>= ${target.atLeast}` : `<= ${target.atMost}`;
};

const verdict = (row: BenchRow): string => {
  if (row.target === null) return '';
  return passes(row) ? 'ok' : 'FALLS SHORT';
};

function passes({ value, target }: BenchRow): boolean {
  if (target === null) return true;
  return 'atLeast' in target ? value >= target.atLeast : value <= target.atMost;
}
