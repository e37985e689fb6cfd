import * as v from 'valibot';
import { AppFailure } from '../../shared/app-error.ts';
import { type Channel, type Request, requests } from '../../shared/contract.ts';

/** No argument of the contract nests deeper than this. */
const MAX_DEPTH = 4;
/** Keys that could reach an object's prototype. */
const HOSTILE_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * The argument of a channel, parsed against its schema.
 *
 * @throws AppFailure `bad-request`, with the place and the expectation but never the value.
 */
export const parseRequest = <C extends Channel>(channel: C, raw: unknown): Request<C> =>
  parseArgument(channel, requests[channel] as v.GenericSchema<unknown, Request<C>>, raw);

/** As {@link parseRequest}, for a channel that is not of the contract. */
export function parseArgument<T>(channel: string, schema: v.GenericSchema<unknown, T>, raw: unknown): T {
  const hostile = hostileShape(raw);
  if (hostile !== null) throw new AppFailure({ code: 'bad-request', channel, detail: hostile });
  const parsed = v.safeParse(schema, raw);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const place = v.getDotPath(issue) ?? 'argument';
  const expected = issue.expected ?? issue.type;
  throw new AppFailure({ code: 'bad-request', channel, detail: `expected ${expected} for ${place}` });
}

/**
 * Why a value is refused before its schema looks at it, or null. Walks without recursion, so depth cannot exhaust it, and
 * goes through an object that stands in many places once for each level: a few lists of themselves are billions of places.
 */
function hostileShape(raw: unknown): string | null {
  const pending: { value: unknown; depth: number }[] = [{ value: raw, depth: 0 }];
  const deepest = new Map<object, number>();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, depth } = next;
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) continue;
    if (depth > MAX_DEPTH) return `expected at most ${MAX_DEPTH} levels`;
    if (depth <= (deepest.get(value) ?? -1)) continue;
    deepest.set(value, depth);
    for (const [key, inner] of Object.entries(value)) {
      if (HOSTILE_KEYS.has(key)) return 'expected no key that names a prototype';
      pending.push({ value: inner, depth: depth + 1 });
    }
  }
  return null;
}
