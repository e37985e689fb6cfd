import type { StateCreator } from 'zustand';
import type { Store } from './store.ts';

/** Makes one slice of the store; it sees the whole store through `set` and `get`. */
export type SliceOf<S> = StateCreator<Store, [], [], S>;
