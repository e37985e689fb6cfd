import type { ObjectFacts } from '../../shared/object-metadata.ts';
import { type ImportedName, knownFacts, readLearnt } from './names-records.ts';
import type { NamesStore } from './names-store.ts';

/** Names that are gone with the process: for a connection that keeps nothing, and where the disk takes nothing. */
export function memoryNames(): NamesStore {
  const imported = new Map<string, ImportedName>();
  const learnt = new Map<string, Partial<ObjectFacts>>();
  const edited = new Map<string, string>();
  const nameless = new Map<string, string>();
  const digests = new Map<string, string>();
  return {
    isEmpty: () => learnt.size + imported.size + edited.size + nameless.size === 0,
    learnt: (stem) => readLearnt(learnt.get(stem)),
    imported: (uuid) => imported.get(uuid) ?? null,
    saveLearnt(stem, facts) {
      learnt.set(stem, knownFacts(facts));
      if (facts.sha256 !== null) digests.set(facts.sha256, stem);
    },
    saveNameless: (stem, version) => void nameless.set(stem, version),
    nameless: (stem) => nameless.get(stem) ?? null,
    allNameless: () => nameless.keys(),
    stemOfDigest: (sha256) => digests.get(sha256) ?? null,
    digests: () => digests.size,
    async indexDigests() {},
    forgetLearnt(stem) {
      const sha256 = learnt.get(stem)?.sha256;
      if (sha256 && digests.get(sha256) === stem) digests.delete(sha256);
      learnt.delete(stem);
      nameless.delete(stem);
    },
    edited: (stem) => edited.get(stem) ?? null,
    async saveEdited(stem, name) {
      if (name === null) edited.delete(stem);
      else edited.set(stem, name);
    },
    mark: () => '',
    since: () => null,
    async saveImported(names) {
      for (const [uuid, name] of names) imported.set(uuid, name);
    },
    async close() {},
  };
}
