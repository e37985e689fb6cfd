import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { type NameTemplate, nameFrom } from '../../shared/name-template.ts';
import type { GroupDetails } from '../../shared/pictures.ts';
import type { ExistingChoice, SaveChoice } from '../../shared/save-choice.ts';
import { nameFacts } from '../../shared/save-name.ts';
import type { StoredVariant } from '../catalogue/catalogue.ts';
import { isTaken } from '../files/write.ts';
import type { Bucket } from '../s3/bucket.ts';
import { md5OfEtag } from '../s3/etag.ts';
import type { FolderNames } from './folder-names.ts';

/** What of a batch its names follow from. */
export interface NamingRules {
  folder: string;
  template: NameTemplate;
  choice: SaveChoice;
  existing: ExistingChoice;
  /** Pictures of the whole batch. */
  total: number;
  /** Of the connection; not shown in names. */
  prefix: string;
}

/** A picture that is to be named. */
interface NamedPicture {
  /** In the batch, from 0. */
  position: number;
  group: GroupDetails;
  variant: StoredVariant;
}

/** What becomes of a picture: it is written under a name that is its own now, or its file is there already. */
export type NameVerdict = { kind: 'write'; name: string } | { kind: 'there'; name: string };

/** The name that the template gives a picture, before it is made distinct. */
export function templateName({ template, choice, total, prefix }: NamingRules, picture: NamedPicture): string {
  const { group, variant, position } = picture;
  const album = group.album.startsWith(prefix) ? group.album.slice(prefix.length) : group.album;
  const { modified } = group;
  return nameFrom(template, { ...nameFacts(group, variant, choice), album, modified, counter: position + 1, total });
}

/** What a file that lies there already holds. */
export interface FileLook {
  /** The very bytes that are to be written. */
  isRight(name: string): Promise<boolean>;
  /** Another picture, as an earlier batch has it. */
  isAnothers(name: string): Promise<boolean>;
  /** The file that an earlier batch made of this picture under the name that the template gives, or a number behind it. */
  own(): Promise<string | null>;
}

/**
 * Gives a picture its file's name, which the template has made as `plain`. A name that a batch has given is always numbered,
 * also by an earlier batch to another picture where files are left out: that one is not this one's. Else one that lay there
 * before is treated as the person chose, but bytes that are the right ones already are never written a second time.
 */
export async function giveName(
  { folder, existing }: Pick<NamingRules, 'existing' | 'folder'>,
  names: FolderNames,
  plain: string,
  { isRight, isAnothers, own }: FileLook,
): Promise<NameVerdict> {
  const kept = existing === 'skip' ? await own() : null;
  if (kept !== null && !names.isGiven(kept)) {
    names.give(kept);
    return { kind: 'there', name: kept };
  }
  for (const name of names.candidates(plain)) {
    if (existing === 'skip' && names.isPresent(name) && (await isAnothers(name))) continue;
    if (names.isGiven(name)) continue;
    // Taken before the wait, so that no other picture comes to it meanwhile.
    names.give(name);
    // What was put there since the batch began lies there too.
    if (!names.isPresent(name) && !(await isTaken(path.join(folder, name)))) return { kind: 'write', name };
    if (existing === 'skip') return { kind: 'there', name };
    if (await isRight(name)) return { kind: 'there', name };
    if (existing === 'replace') return { kind: 'write', name };
  }
  throw new Error('expected a name that is free but received none');
}

/** Whether a file holds the bytes of a variant as they are stored: of the same length, and of the digest that its ETag is. */
export async function holdsStored(
  file: string,
  bucket: Pick<Bucket, 'head'>,
  { key, bytes, etag }: StoredVariant,
  signal: AbortSignal,
): Promise<boolean> {
  const found = await stat(file).catch(() => null);
  if (found?.isFile() !== true || found.size !== bytes) return false;
  const known = etag || (await bucket.head(key, { signal }).catch(() => null))?.etag || '';
  // Where an encrypted object has another digest for an ETag, the two differ and it is fetched again.
  const md5 = md5OfEtag({ etag: known, encryption: undefined, customerKey: undefined });
  return md5 !== null && md5 === (await md5OfFile(file, signal).catch(() => null));
}

async function md5OfFile(file: string, signal: AbortSignal): Promise<string> {
  const digest = createHash('md5');
  for await (const chunk of createReadStream(file, { signal })) digest.update(chunk);
  return digest.digest('hex');
}
