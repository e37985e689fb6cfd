import { createHash } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { CredentialSource } from '../../shared/connection.ts';
import type { CatalogueOptions } from '../catalogue/columnar-catalogue.ts';
import type { BucketPlace } from './open-bucket.ts';

/** Where what the app knows of one bucket lies on this computer. */
export type LocalIndex = Pick<CatalogueOptions, 'namesPath' | 'snapshot'>;

/** What tells one connection's index from another's. */
export interface IndexPlace extends BucketPlace {
  source: CredentialSource;
}

interface IndexFiles {
  /** Folder of names, given and learnt: they serve all prefixes of a bucket. */
  namesPath: string;
  /** A catalogue is of one prefix, and of what these keys may list. */
  snapshot: { file: string; identity: string };
}

/**
 * Where the index of one connection lies in `folder`. Names are alike for all connections to a bucket, the catalogue is for
 * this prefix and this source of keys alone.
 */
export function localIndex(folder: string, { source, endpoint, name, prefix }: IndexPlace): IndexFiles {
  const bucket = `${endpoint}\n${name}`;
  // Keys that may not list the bucket are not shown what others listed.
  const identity = `${bucket}\n${prefix}\n${JSON.stringify(source)}`;
  const file = path.join(folder, `${fileName(identity)}.catalogue`);
  return { namesPath: path.join(folder, fileName(bucket)), snapshot: { file, identity } };
}

/** Whether a bucket's pictures are known from an earlier time; what is in the file need not be sound. */
export async function isKept({ snapshot }: IndexFiles): Promise<boolean> {
  const found = await stat(snapshot.file).catch(() => null);
  return found?.isFile() ?? false;
}

/** Removes of an index what none of the `others` uses. None of it may be open. Throws where it cannot be removed. */
export async function removeIndex(index: IndexFiles, others: readonly IndexFiles[]): Promise<void> {
  const { namesPath, snapshot } = index;
  if (!others.some((other) => other.snapshot.file === snapshot.file)) await rm(snapshot.file, { force: true });
  if (others.some((other) => other.namesPath === namesPath)) return;
  // A damaged store of names was moved there.
  for (const folder of [namesPath, `${namesPath}.damaged`]) await rm(folder, { recursive: true, force: true });
}

/** A name of its own, whatever characters the text has. */
const fileName = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
