import type { ListedObject } from './bucket.ts';
import { KeyModel } from './key-model.ts';
import { commonLength, compareKeys, LAST_CHARACTER } from './key-order.ts';
import type { ListPage } from './list-scanner.ts';

/** A range that may hold fewer pages than this is left to its stream. */
const WORTH_SPLITTING_PAGES = 2.5;
/** Where the first page seems to be less than this of its range, the range's end is thought to be far off. */
const FAR_OFF = 1e-5;
const MOST_KEYS = 1e12;
/** Ends of what the keys of a page begin with that are tried at once. */
const MOST_ENDS = 24;

/** The server's order is not that of the keys' bytes, or it does not begin where it is told to. */
export class OrderLost extends Error {
  override readonly name = 'OrderLost';
  readonly ignoresStart: boolean;

  constructor(message: string, { ignoresStart = false } = {}) {
    super(message);
    this.ignoresStart = ignoresStart;
  }
}

/**
 * The keys after one and up to another, which one stream of pages lists. Ranges lie side by side: what the server names
 * right after the end of one must be what it names first in the next, so that nothing can lie between them.
 */
export class KeyRange {
  /** The stream goes on after this key. */
  position: string;
  token: string | undefined;
  /** The last key of its own; what it begins after where there was none yet. */
  lastOwn: string;
  isBusy = false;
  isDone = false;
  next: KeyRange | null = null;
  previous: KeyRange | null = null;
  /** What the server named first; null where there was nothing, undefined as long as it was not asked. */
  first: string | null | undefined;
  /** What the server named right after the end; as `first`. */
  beyond: string | null | undefined;
  /** Inclusive; null for the end of the prefix. */
  #until: string | null;
  readonly #top: string;
  #model: KeyModel | null;
  #listed = 0;
  /** Of the longest page so far. */
  #pageKeys = 1;
  /** Keys that are thought to lie in it, before it knows better. */
  #expected: number;
  #ends: string[] | null = null;
  #estimate: number | null = null;

  constructor(after: string, { top }: { top: string }) {
    this.position = after;
    this.lastOwn = after;
    this.#until = null;
    this.#top = top;
    this.#model = null;
    this.#expected = MOST_KEYS;
  }

  get until(): string | null {
    return this.#until;
  }

  /** Keys that are thought to be still to list. */
  get remaining(): number {
    this.#estimate ??= this.#computeRemaining();
    return this.#estimate;
  }

  /** Takes a page of the stream and answers the objects of it that belong to the range. Throws `OrderLost`. */
  take(page: ListPage): ListedObject[] {
    const { objects } = page;
    this.#verify(page);
    if (this.first === undefined) this.first = objects[0]?.key ?? null;
    const own = this.#until === null ? objects : objects.slice(0, countUpTo(objects, this.#until));
    const overrun = objects[own.length];
    if (overrun !== undefined || !page.isTruncated) {
      this.isDone = true;
      this.beyond = overrun?.key ?? null;
    }
    this.position = objects.at(-1)?.key ?? this.position;
    this.lastOwn = own.at(-1)?.key ?? this.lastOwn;
    this.token = page.nextToken;
    this.#learn(objects, own.length);
    return own;
  }

  /** Cuts off what can be listed beside the rest, as a range of its own; null where that is not worth a request. */
  split(): KeyRange | null {
    if (this.isDone || this.remaining < this.#pageKeys * WORTH_SPLITTING_PAGES) return null;
    const at = this.#cut();
    if (at === null) {
      this.#expected = 0;
      this.#estimate = 0;
      return null;
    }
    const other = new KeyRange(at, { top: this.#top });
    other.#until = this.#until;
    other.#model = this.#model;
    other.#pageKeys = this.#pageKeys;
    // What is far off is most likely empty: its first page tells.
    other.#expected = this.#isFarOff ? 0 : this.remaining / 2;
    other.next = this.next;
    other.previous = this;
    if (this.next !== null) this.next.previous = other;
    this.next = other;
    this.#until = at;
    this.#estimate = null;
    if (this.first === undefined) this.#expected /= 2;
    return other;
  }

  #cut(): string | null {
    const high = this.#until ?? this.#top;
    while (this.#ends !== null && this.#ends.length > 0) {
      const end = this.#ends.pop();
      if (end !== undefined && compareKeys(end, this.position) > 0 && compareKeys(end, high) < 0) return end;
    }
    return this.#model?.between(this.position, high) ?? null;
  }

  #verify({ objects, isInOrder }: ListPage): void {
    const first = objects[0]?.key;
    if (first !== undefined && this.position !== '' && compareKeys(this.position, first) >= 0)
      throw new OrderLost('keys that do not begin where they were asked for', { ignoresStart: true });
    if (isInOrder) return;
    for (let index = 1; index < objects.length; index++)
      if (compareKeys(objects[index - 1]?.key ?? '', objects[index]?.key ?? '') >= 0)
        throw new OrderLost('keys that are not in the order of their bytes');
  }

  #learn(objects: readonly ListedObject[], own: number): void {
    this.#listed += own;
    this.#estimate = null;
    this.#pageKeys = Math.max(this.#pageKeys, objects.length);
    if (this.isDone || this.#listed !== own || own === 0) return;
    const high = this.#until ?? this.#top;
    this.#model = new KeyModel(objects);
    this.#ends = this.#isFarOff ? endsAround(objects, high) : [];
  }

  get #isFarOff(): boolean {
    return this.#listed > 0 && this.remaining > this.#listed / FAR_OFF;
  }

  #computeRemaining(): number {
    if (this.isDone) return 0;
    if (this.#listed === 0 || typeof this.first !== 'string' || this.#model === null) return this.#expected;
    const high = this.#until ?? this.#top;
    const done = this.#model.progress(this.first, this.position, high);
    return Math.min(MOST_KEYS, (this.#listed * (1 - done)) / Math.max(done, Number.MIN_VALUE));
  }
}

/**
 * Where what the keys of a page begin with comes to its end, the widest last: what lies beyond these can be far away, in
 * ways that no halving finds soon.
 */
function endsAround(objects: readonly ListedObject[], high: string): string[] {
  const first = objects[0]?.key ?? '';
  const common = first.slice(0, commonLength(first, objects.at(-1)?.key ?? ''));
  const outer = commonLength(common, high);
  const folder = common.lastIndexOf('/') + 1;
  /** Where the name of the folder begins: its neighbours are often named alike. */
  const parent = common.lastIndexOf('/', folder - 2) + 1;
  const ends: string[] = [];
  for (let length = common.length; length > outer; length--) {
    const isWhole = commonLength(common.slice(0, length), common) === length;
    const isInName = length > parent && isBeforeNumber(common, length);
    if (isWhole && (length >= folder || common[length - 1] === '/' || isInName)) ends.push(common.slice(0, length));
  }
  return spread(ends, MOST_ENDS).map((end) => `${end}${LAST_CHARACTER}`);
}

/** At most `most` of them, the first, the last and what lies evenly between: between two ends a halving is soon done. */
function spread(ends: readonly string[], most: number): readonly string[] {
  if (ends.length <= most) return ends;
  return Array.from({ length: most }, (_, at) => ends[Math.round((at * (ends.length - 1)) / (most - 1))] ?? '');
}

/** Whether a number begins there: names that are counted differ after it. */
const isBeforeNumber = (text: string, at: number): boolean => /^\D\d/.test(text.slice(at - 1, at + 1));

/** How many of the objects, which are in order, are not beyond `until`. */
function countUpTo(objects: readonly ListedObject[], until: string): number {
  let low = 0;
  let high = objects.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareKeys(objects[middle]?.key ?? '', until) > 0) high = middle;
    else low = middle + 1;
  }
  return low;
}
