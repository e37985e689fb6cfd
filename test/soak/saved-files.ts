import type { StoredObject } from '../support/embedded-server.ts';
import { type FlowName, OLD_CONTENT } from './flow-plan.ts';
import { convertedFrom } from './prepared-pipeline.ts';
import { seededKey, uuidAt } from './seeded-bucket.ts';

/** Contents that a file may have; null where it may be missing. */
export type AllowedFiles = Record<string, (Buffer | string | null)[]>;

/** What the batch calls the file of a seeded picture. */
export const batchFile = (index: number): string => `${uuidAt(index)}.webp`;

/** The bytes of the widest object of a seeded picture. */
export function widestOf(seed: readonly StoredObject[], index: number): Buffer {
  const content = seed.find(({ key }) => key === seededKey(index, 'widest'))?.content;
  if (content === undefined) throw new Error(`expected a seeded picture ${index} but there is none`);
  return Buffer.from(content as string);
}

/** What a person may find in the folder of the saves, where a flow did or did not come to its end. */
export function savedFiles(flow: FlowName, seed: readonly StoredObject[], hasEnded: boolean): AllowedFiles {
  const stored = (index: number): Buffer => widestOf(seed, index);
  const converted = convertedFrom(stored(0), { format: 'png' });
  /** A file that was there before, and one that was not. */
  const replaced = (after: Buffer) => (hasEnded ? [after] : [OLD_CONTENT, after]);
  const made = (after: Buffer) => (hasEnded ? [after] : [null, after]);
  const old = [OLD_CONTENT];
  const savesFirst = flow === 'save-object' || flow === 'save-two';
  const isBatch = flow === 'save-batch';
  return {
    'one.webp': savesFirst ? replaced(stored(0)) : old,
    'one.png': flow === 'save-result' ? replaced(converted) : old,
    [batchFile(0)]: isBatch ? replaced(stored(0)) : old,
    ...(flow === 'save-two' ? { 'two.webp': made(stored(1)) } : {}),
    ...(isBatch ? { [batchFile(1)]: made(stored(1)), [batchFile(2)]: made(stored(2)) } : {}),
  };
}
