/** Vitest's `setupFiles`: what this worker starts shows its windows on the worker's own screen. */
import { inject } from 'vitest';

Object.assign(process.env, inject('displays')[Number(process.env.VITEST_POOL_ID) - 1]);
