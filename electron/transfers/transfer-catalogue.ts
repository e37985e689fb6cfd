import type { Catalogue } from '../catalogue/catalogue.ts';

/** What transfers ask of a catalogue, and no more. */
export type TransferCatalogue = Pick<
  Catalogue,
  'addObjects' | 'albums' | 'group' | 'groupOfKey' | 'learn' | 'removeKeys' | 'variants'
>;
