import type { Catalogue } from '../catalogue/catalogue.ts';

/** What transfers ask of a catalogue, and no more. */
export type TransferCatalogue = Pick<
  Catalogue,
  | 'addObjects'
  | 'albums'
  | 'findSources'
  | 'group'
  | 'groupOfKey'
  | 'hide'
  | 'learn'
  | 'removeKeys'
  | 'reveal'
  | 'variants'
>;
