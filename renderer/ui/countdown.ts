import { useEffect, useState } from 'react';

const SECOND_MS = 1000;
const SECONDS_PER_MINUTE = 60;

/** Whole seconds until a moment, a begun one counted whole; 0 from then on. Both in ms since the epoch. */
export const secondsUntil = (moment: number, now: number): number => Math.max(0, Math.ceil((moment - now) / SECOND_MS));

/** Ms until {@link secondsUntil} answers one less; null when there is no less. */
export function untilNextSecond(moment: number, now: number): number | null {
  const seconds = secondsUntil(moment, now);
  return seconds === 0 ? null : moment - now - (seconds - 1) * SECOND_MS;
}

/** `9:05` for 545 seconds. */
export function clockText(seconds: number): string {
  const rest = `${seconds % SECONDS_PER_MINUTE}`.padStart(2, '0');
  return `${Math.floor(seconds / SECONDS_PER_MINUTE)}:${rest}`;
}

/** Seconds until a moment, counting down. */
export function useSecondsUntil(moment: number): number {
  const [seconds, setSeconds] = useState(() => secondsUntil(moment, Date.now()));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tick = () => {
      const now = Date.now();
      setSeconds(secondsUntil(moment, now));
      const wait = untilNextSecond(moment, now);
      if (wait !== null) timer = setTimeout(tick, wait);
    };
    tick();
    return () => clearTimeout(timer);
  }, [moment]);
  return seconds;
}
