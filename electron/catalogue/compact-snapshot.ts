import { CatalogueParts } from './catalogue-parts.ts';
import { HAS_EXTRAS } from './group-table.ts';
import { openNamesStore } from './names-store.ts';
import { openSnapshot, writeSnapshot } from './snapshot-file.ts';
import type { SnapshotPlace } from './snapshot-keeper.ts';
import { SectionWriter } from './snapshot-sections.ts';
import { TimeSlice } from './time-slice.ts';

/** Rows copied between two looks at the clock. */
const ROWS_AT_ONCE = 256;
/** Less is not worth the work. */
const MIN_WASTED_ROWS = 10_000;
const MIN_WASTED_BYTES = 4 * 1024 * 1024;

/** Sections that say the same of fewer rows. */
const SAME = ['totals', 'names-mark', 'nameless'] as const;

/** Whether more than a third of the rows are of vanished groups, or as much of the names of what is called otherwise now. */
export function isWasteful({ table, naming, bucket }: CatalogueParts): boolean {
  const gone = table.count - bucket.groups;
  const { records, wasted } = naming.facts.byteLength;
  return (gone > MIN_WASTED_ROWS && gone * 3 > table.count) || (wasted > MIN_WASTED_BYTES && wasted * 3 > records);
}

/**
 * Writes a snapshot anew without the rows of vanished groups and what nothing refers to any more, resting between
 * stretches of work. Ids are others then, as they are with each start. Rejects as reading and writing do; the snapshot is as it was then.
 */
export async function compactSnapshot({ file, identity }: SnapshotPlace, signal: AbortSignal): Promise<void> {
  const kept = await openSnapshot(file, identity);
  await kept.loadAll();
  const [from, into] = [emptyParts(), emptyParts()];
  from.table.restore(kept);
  from.naming.facts.restore(kept);
  await new TimeSlice().each(
    from.table.count,
    (start, end) => {
      signal.throwIfAborted();
      for (let row = start; row < end; row += 1) if (from.table.isLive(row)) copyGroup(from, row, into);
    },
    ROWS_AT_ONCE,
  );
  await into.orders.prepare(() => signal.aborted);
  const sections = new SectionWriter();
  into.table.save(sections);
  into.naming.facts.save(sections);
  into.orders.save(sections);
  for (const name of SAME) sections.add(name, [kept.lazy(name).whole()]);
  await writeSnapshot(file, { identity, sections: sections.sections }, { signal });
}

const emptyParts = (): CatalogueParts => new CatalogueParts({ store: openNamesStore(null) });

function copyGroup(from: CatalogueParts, row: number, into: CatalogueParts): void {
  const copy = into.table.copy(from.table, row);
  if (from.table.has(row, HAS_EXTRAS)) {
    // No listing has seen them: that of the next start is the first.
    for (const extra of from.table.extras.list(row).reverse()) into.table.extras.set(copy, extra, 0);
  }
  const facts = from.naming.facts.get(row);
  if (facts !== null) into.naming.facts.set(copy, facts);
}
