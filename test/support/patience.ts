/**
 * Vitest's `setupFiles`: what comes by itself is waited for as long as a machine may take that runs other tests beside this
 * one. Vitest's own second is short for that; a wait that names its limit keeps it.
 */
import { vi } from 'vitest';

const PATIENCE_MS = 10_000;

const { waitFor, waitUntil } = vi;
vi.waitFor = (isDone, limits) => waitFor(isDone, withPatience(limits));
vi.waitUntil = (isDone, limits) => waitUntil(isDone, withPatience(limits));

function withPatience<T extends { timeout?: number }>(limits: number | T | undefined): number | { timeout: number } {
  return typeof limits === 'number' ? limits : { timeout: PATIENCE_MS, ...limits };
}
