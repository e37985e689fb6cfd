import { LARGE_PIXELS } from './limits.ts';
import type { SourceFacts } from './pipeline.ts';

type Size = Pick<SourceFacts, 'width' | 'height' | 'frames'>;

/** Does work on a picture of that size, at once or when it may take that much memory. */
export type TakeTurn = <T>(size: Size, work: () => Promise<T>) => Promise<T>;

/** For those who work on one picture only. */
export const atOnce: TakeTurn = (_, work) => work();

/** Told while a picture has to wait, so that the wait is not counted against it. */
export interface Waiting {
  waits(): void;
  works(): void;
}

const isLarge = ({ width, height, frames }: Size): boolean => width * height * frames > LARGE_PIXELS;

/**
 * Lets one large picture at a time be worked on, beside as many others as there are cores: a progressive JPEG, an interlaced PNG,
 * a WebP or an AVIF lies in memory as a whole while it is decoded, 1 GB and more of it in a panorama of 300 megapixels.
 */
export class LargePictures {
  #last: Promise<unknown> = Promise.resolve();
  #ahead = 0;

  turn({ waits, works }: Waiting): TakeTurn {
    return async (size, work) => {
      if (!isLarge(size)) return work();
      const waited = this.#ahead++ > 0;
      if (waited) waits();
      const done = this.#last.then(() => {
        if (waited) works();
        return work();
      });
      this.#last = done.catch(() => undefined).finally(() => this.#ahead--);
      return done;
    };
  }
}
