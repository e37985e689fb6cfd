import type { ListedObject } from '../../electron/s3/bucket.ts';
import type { TransferCatalogue } from '../../electron/transfers/transfer-catalogue.ts';
import { AppFailure } from '../../shared/app-error.ts';
import { parseKey } from '../../shared/object-key.ts';
import { decodeMetadata } from '../../shared/object-metadata.ts';

export interface PlainCatalogue extends TransferCatalogue {
  readonly objects: Map<string, ListedObject>;
  readonly hidden: Set<number>;
  /** What was learnt, by group. */
  readonly learnt: Map<number, Readonly<Record<string, string>>>;
}

/** The part of a catalogue that transfers use, as plainly as can be. */
export function createPlainCatalogue(): PlainCatalogue {
  const objects = new Map<string, ListedObject>();
  const stems: string[] = [];
  const learnt = new Map<number, Readonly<Record<string, string>>>();
  const hidden = new Set<number>();
  const stemOf = (key: string): string => {
    const parsed = parseKey(key);
    return parsed.kind === 'group' ? parsed.stem : key;
  };
  const keysOf = new Map<string, Set<string>>();
  const variantsOf = (groupId: number) => {
    const keys = keysOf.get(stems[groupId] ?? '') ?? [];
    const found = [...keys].flatMap((key) => objects.get(key) ?? []);
    if (found.length === 0) throw new AppFailure({ code: 'unknown-group' });
    return found.map(({ key, bytes, etag }) => {
      const parsed = parseKey(key);
      return { key, bytes, etag, size: parsed.kind === 'group' ? parsed.size : ('original' as const) };
    });
  };
  return {
    objects,
    hidden,
    learnt,
    async hide(groupIds) {
      for (const groupId of groupIds) hidden.add(groupId);
    },
    async reveal(groupIds) {
      for (const groupId of groupIds) hidden.delete(groupId);
    },
    findSources: async () => ({ found: new Map(), known: 0, groups: stems.length }),
    async addObjects(added) {
      for (const object of added) {
        objects.set(object.key, object);
        const stem = stemOf(object.key);
        const keys = keysOf.get(stem);
        if (keys === undefined) stems.push(stem);
        keysOf.set(stem, (keys ?? new Set()).add(object.key));
      }
    },
    async removeKeys(keys) {
      for (const key of keys) objects.delete(key);
    },
    async albums() {
      const albums = [...new Set([...objects.keys()].map((key) => key.slice(0, key.lastIndexOf('/') + 1)))];
      return {
        albums: albums.map((album) => ({ album, label: album, groups: 1, bytes: 0 })),
        groups: 0,
        bytes: 0,
        incomplete: 0,
        nameless: 0,
      };
    },
    async group(groupId) {
      const variants = variantsOf(groupId);
      const facts = decodeMetadata(learnt.get(groupId) ?? {});
      const foreign = variants.some(({ key }) => parseKey(key).kind !== 'group');
      return {
        groupId,
        state: 'complete',
        modified: 0,
        name: facts.name ?? stems[groupId] ?? '',
        version: '',
        placeholder: null,
        album: '',
        foreign,
        originalName: facts.name,
        nameEdited: false,
        originalExtension: facts.extension,
        source: null,
        variants,
      };
    },
    variants: async (groupId) => variantsOf(groupId),
    async groupOfKey(key) {
      const groupId = stems.indexOf(stemOf(key));
      return groupId < 0 ? null : groupId;
    },
    async learn(groupId, metadata) {
      learnt.set(groupId, metadata);
      return true;
    },
  };
}
