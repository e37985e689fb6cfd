import type { GroupTable } from './group-table.ts';
import type { Naming } from './naming.ts';
import type { Orders } from './orders.ts';
import { TimeSlice } from './time-slice.ts';

/**
 * Groups without a name whose metadata nobody has read, the newest first: those written with metadata are likely the
 * later ones. Gives the thread back between stretches of work.
 */
export async function unreadNames(parts: { table: GroupTable; naming: Naming; orders: Orders }): Promise<Uint32Array> {
  const { table, naming, orders } = parts;
  const slice = new TimeSlice();
  await naming.findRead();
  const rows = await orders.all('newest', slice);
  const unread = new Uint32Array(rows.length);
  let count = 0;
  await slice.each(rows.length, (from, to) => {
    for (let at = from; at < to; at += 1) {
      const row = rows[at] ?? 0;
      if (table.isShown(row) && naming.isUnread(row)) unread[count++] = row;
    }
  });
  return unread.slice(0, count);
}

/** How many groups go by their uuid for want of a name, those left out that are about to be deleted. */
export async function shownNameless({ table, naming }: { table: GroupTable; naming: Naming }): Promise<number> {
  let hidden = 0;
  if (table.hidden.size > 0) {
    await new TimeSlice().each(table.count, (from, to) => {
      for (let row = from; row < to; row += 1) if (table.hidden.has(row) && naming.isNameless(row)) hidden += 1;
    });
  }
  return naming.nameless - hidden;
}
