import type { ListedObject } from './bucket.ts';
import { compareKeys, LAST_CHARACTER } from './key-order.ts';
import { KeyRange, OrderLost } from './key-range.ts';
import type { ListPage } from './list-scanner.ts';
import { ListingPace } from './listing-pace.ts';

/** Pages that wait for whoever reads them; more are not asked for until they are taken. */
const MOST_WAITING_PAGES = 32;

/** Pages in a row in which the end of a range must come, where it lay within one when it was listed. */
const MOST_LOOKS = 3;

/** Where pages come from, and who is told what was found out on the way. */
export interface PageSource {
  /** Every key begins with it. */
  prefix: string;
  /** One page after a key, or the one that a token names. `onThrottled` is called for each try that was refused so. */
  page(
    from: { startAfter: string | undefined; token: string | undefined },
    options: { signal: AbortSignal; onThrottled: () => void },
  ): Promise<ListPage>;
  /** The whole prefix in one stream, for servers that cannot do better. */
  inOneStream(signal: AbortSignal): AsyncGenerator<ListedObject[]>;
  /** Whether the server begins a list where it is told to. */
  onStartAfter?(works: boolean): void;
  /** What the server said does not advance. */
  stuck(): Error;
}

interface ParallelListingOptions {
  signal: AbortSignal;
  /** All pages so far are void: the server's order cannot be relied on, and what follows begins anew, in one stream. */
  onRestart?(): void | Promise<void>;
  /** Ms, for measuring replies. */
  now?: () => number;
}

/**
 * The whole prefix by many streams at a time, each over a range of keys: pages come in no order, every object once. The
 * largest range of which something is known is split wherever a further stream may run. The first page is all that is asked for until a second one is
 * wanted. What the server sends is verified; one whose order cannot be relied on is listed in one stream.
 */
export async function* listInParallel(
  source: PageSource,
  { signal, onRestart, now = () => performance.now() }: ParallelListingOptions,
): AsyncGenerator<ListedObject[]> {
  const streams = new Streams(source, signal, now);
  try {
    yield* streams.pages();
    return;
  } catch (thrown) {
    if (!(thrown instanceof OrderLost)) throw thrown;
    if (thrown.ignoresStart) source.onStartAfter?.(false);
  } finally {
    streams.stop();
  }
  await onRestart?.();
  yield* source.inOneStream(signal);
}

class Streams {
  readonly #source: PageSource;
  readonly #now: () => number;
  readonly #stopped = new AbortController();
  readonly #signal: AbortSignal;
  readonly #pace = new ListingPace();
  readonly #ranges = new Set<KeyRange>();
  readonly #waiting: ListedObject[][] = [];
  /** Of pages without an object since a range got on. */
  readonly #tokens = new WeakMap<KeyRange, Set<string>>();
  #inFlight = 0;
  #failure: { thrown: unknown } | null = null;
  #knowsStart = false;
  #wake: () => void = () => undefined;

  constructor(source: PageSource, signal: AbortSignal, now: () => number) {
    this.#source = source;
    this.#now = now;
    this.#signal = AbortSignal.any([signal, this.#stopped.signal]);
  }

  stop(): void {
    this.#stopped.abort();
  }

  async *pages(): AsyncGenerator<ListedObject[]> {
    const all = new KeyRange('', { top: `${this.#source.prefix}${LAST_CHARACTER}` });
    this.#ranges.add(all);
    await this.#list(all);
    yield this.#waiting.shift() ?? [];
    if (all.isDone) return;
    while (true) {
      this.#startMore();
      if (this.#failure !== null) throw this.#failure.thrown;
      const page = this.#waiting.shift();
      if (page !== undefined) yield page;
      else if (this.#inFlight === 0) return;
      else await this.#change();
    }
  }

  /** Resolves when a stream has got on. */
  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #startMore(): void {
    while (this.#failure === null && this.#inFlight < this.#pace.limit && this.#waiting.length < MOST_WAITING_PAGES) {
      const range = this.#largest((one) => !one.isBusy) ?? this.#splitLargest();
      if (range === null) return;
      this.#start(range);
    }
  }

  #splitLargest(): KeyRange | null {
    for (let largest = this.#largest(isLookedAt); largest !== null; largest = this.#largest(isLookedAt)) {
      const before = largest.remaining;
      const cut = largest.split();
      if (cut !== null) {
        this.#ranges.add(cut);
        return cut;
      }
      if (largest.remaining >= before) return null;
    }
    return null;
  }

  #largest(isFit: (range: KeyRange) => boolean = () => true): KeyRange | null {
    let largest: KeyRange | null = null;
    for (const range of this.#ranges)
      if (isFit(range) && (largest === null || range.remaining > largest.remaining)) largest = range;
    return largest;
  }

  #start(range: KeyRange): void {
    range.isBusy = true;
    this.#inFlight++;
    void this.#list(range)
      .catch((thrown: unknown) => {
        this.#failure ??= { thrown };
      })
      .finally(() => {
        this.#inFlight--;
        range.isBusy = false;
        if (range.isDone) this.#ranges.delete(range);
        this.#startMore();
        this.#wake();
      });
  }

  async #list(range: KeyRange): Promise<void> {
    const before = { position: range.position, token: range.token };
    const isFirst = range.first === undefined;
    const page = await this.#ask(before);
    const own = range.take(page);
    if (!range.isDone && range.position === before.position) this.#expectNewToken(range);
    else this.#tokens.delete(range);
    if (isFirst && before.position !== '') this.#tellStart(range);
    if (own.length > 0 || before.position === '') this.#waiting.push(own);
    await this.#verifySeams(range);
  }

  /** Pages without an object may come one after the other, but a token that comes again leads in a circle. */
  #expectNewToken(range: KeyRange): void {
    const known = this.#tokens.get(range) ?? new Set();
    if (range.token === undefined || known.has(range.token)) throw this.#source.stuck();
    this.#tokens.set(range, known.add(range.token));
  }

  async #ask({ position, token }: { position: string; token: string | undefined }): Promise<ListPage> {
    const began = this.#now();
    const { round } = this.#pace;
    let isThrottled = false;
    const onThrottled = (): void => {
      isThrottled = true;
      this.#pace.throttled(round);
    };
    const startAfter = position === '' ? undefined : position;
    const page = await this.#source.page({ startAfter, token }, { signal: this.#signal, onThrottled });
    if (!isThrottled) this.#pace.listed(this.#now() - began);
    return page;
  }

  #tellStart(range: KeyRange): void {
    if (this.#knowsStart || range.first === null) return;
    this.#knowsStart = true;
    this.#source.onStartAfter?.(true);
  }

  async #verifySeams(range: KeyRange): Promise<void> {
    const { previous, next } = range;
    if (previous !== null) await this.#verifySeam(previous, range);
    if (next !== null) await this.#verifySeam(range, next);
  }

  /** Objects may come and go while both sides are listed, so a difference is looked at once more. */
  async #verifySeam(left: KeyRange, right: KeyRange): Promise<void> {
    const { until, beyond } = left;
    if (until === null || beyond === undefined || right.first === undefined || beyond === right.first) return;
    const [fromLeft, fromRight] = await Promise.all([
      this.#firstAfter(until, left.lastOwn),
      this.#firstAfter(until, until),
    ]);
    if (fromLeft !== fromRight) throw new OrderLost('ranges of keys that do not meet');
    left.beyond = right.first;
  }

  /** The first key beyond `until` of a list that begins after `start`. */
  async #firstAfter(until: string, start: string): Promise<string | null> {
    let position = start;
    for (let looks = 0; looks < MOST_LOOKS; looks++) {
      const { objects, isTruncated } = await this.#ask({ position, token: undefined });
      const beyond = objects.find(({ key }) => compareKeys(key, until) > 0);
      if (beyond !== undefined) return beyond.key;
      if (!isTruncated) return null;
      position = objects.at(-1)?.key ?? position;
    }
    throw new OrderLost('a range of keys without an end');
  }
}

/** Whether a page of it came: halving what nobody has looked at asks many times for the same nothing. */
const isLookedAt = (range: KeyRange): boolean => range.first !== undefined;
