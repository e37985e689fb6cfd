import type { TemplateFacts } from '../../shared/name-template.ts';

/** A picture that a template names. */
export const exampleFacts: TemplateFacts = {
  name: 'IMG_2041',
  base: 'f06bb30d-c640-41bc-b287-9b22111ac762',
  size: 1024,
  extension: 'jpg',
  foreign: false,
  album: 'travel',
  modified: new Date(2026, 2, 1).getTime(),
  counter: 1,
  total: 100,
};
