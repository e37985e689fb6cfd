import { TimeSlice } from '../catalogue/time-slice.ts';

/** Ids of one page of marks: 8 KB of bits. */
const PAGE_BITS = 16;
const WORD_BITS = 5;

/** The ids without repeats, in their order. Gives the thread back between stretches of work. */
export async function distinct(ids: Uint32Array): Promise<Uint32Array<ArrayBuffer>> {
  const pages = new Map<number, Uint32Array>();
  const found = new Uint32Array(ids.length);
  let count = 0;
  await new TimeSlice().each(ids.length, (from, to) => {
    for (let at = from; at < to; at += 1) {
      const id = ids[at] ?? 0;
      const page = pageOf(pages, id >>> PAGE_BITS);
      const word = (id & ((1 << PAGE_BITS) - 1)) >>> WORD_BITS;
      const marks = page[word] ?? 0;
      const mark = 1 << (id & ((1 << WORD_BITS) - 1));
      if ((marks & mark) !== 0) continue;
      page[word] = marks | mark;
      found[count++] = id;
    }
  });
  return found.slice(0, count);
}

function pageOf(pages: Map<number, Uint32Array>, number: number): Uint32Array {
  const known = pages.get(number);
  if (known !== undefined) return known;
  const page = new Uint32Array(1 << (PAGE_BITS - WORD_BITS));
  pages.set(number, page);
  return page;
}
