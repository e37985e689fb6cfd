import type { ObjectFacts } from '../../shared/object-metadata.ts';

/** A row of an imported table. The name has no extension. */
export interface ImportedName {
  name: string;
  extension: string;
}

/** What is worth a record. */
export const knownFacts = (facts: ObjectFacts): Partial<ObjectFacts> =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null));

export const readText = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const number = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);

/** A file of another version may hold anything: what is not understood is null. */
export function readLearnt(stored: unknown): ObjectFacts | null {
  if (typeof stored !== 'object' || stored === null) return null;
  const facts = stored as Record<keyof ObjectFacts, unknown>;
  return {
    name: readText(facts.name),
    extension: readText(facts.extension),
    width: number(facts.width),
    height: number(facts.height),
    uploaded: number(facts.uploaded),
    thumbhash: readText(facts.thumbhash),
    sha256: readText(facts.sha256),
  };
}

export function readImported(stored: unknown): ImportedName | null {
  if (!Array.isArray(stored)) return null;
  const name = readText(stored[0]);
  return name === null ? null : { name, extension: readText(stored[1]) ?? '' };
}
