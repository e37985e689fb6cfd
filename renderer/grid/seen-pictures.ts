/** More addresses than any window shows; the oldest are forgotten. */
const MAX_SEEN = 4096;

const seen = new Set<string>();

/** Whether a picture was on screen before: it comes back at once, without fading in again. */
export const wasSeen = (src: string): boolean => seen.has(src);

export function markSeen(src: string): void {
  seen.delete(src);
  seen.add(src);
  const [oldest] = seen;
  if (seen.size > MAX_SEEN && oldest !== undefined) seen.delete(oldest);
}
