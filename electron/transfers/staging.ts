import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { AppFailure, toAppError } from '../../shared/app-error.ts';
import { imageFormats } from '../../shared/image-format.ts';
import type { RefusedSource, StagedSource, StagedSums, Staging } from '../../shared/staging.ts';
import { planVariants } from '../../shared/variant-plan.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { type SourceFile, type UnreadableSource, walkSources } from '../files/walk.ts';
import type { Pipeline, SourceFacts } from '../pipeline/pipeline.ts';
import { createPacedNotice } from './paced-notice.ts';

/** Files looked at together: enough to keep the image host busy, not more. */
const LOOKS_AT_ONCE = 4;
/** Refusals that are listed by name; the others are counted. */
const MAX_REFUSED_LISTED = 200;
/** Drops that wait for an answer in the upload panel, one after the other; more than anyone makes meanwhile. */
export const MAX_STAGINGS = 100;
const NOTICE_EVERY_MS = 100;

/** A file that was found to be an image. `bytes` and `modified` tell later whether it is still the same file. */
interface StagedFile {
  path: string;
  /** The file's name with its extension, NFC. */
  name: string;
  bytes: number;
  modified: number;
  facts: SourceFacts;
  /** See `StagedSource`. */
  folder: string;
  duplicate: StagedSource['duplicate'];
}

/** Finds groups by the digests of their sources; see `Catalogue.findSources`. */
type SourceFinder = Pick<Catalogue, 'findSources'>;

export interface StagedFiles {
  connectionId: string;
  files: readonly StagedFile[];
}

const NOT_COMPARED = { found: new Map<string, number>(), known: 0, groups: 0 };

interface StageOptions {
  signal: AbortSignal;
  /** Called now and then with the number of files looked at, and with the last number at the end. */
  onLooked?: (looked: number) => void;
  /** The bucket that duplicates are looked for in; where absent only the drop itself is. */
  catalogue?: SourceFinder;
}

/** Keeps what was dropped or picked between the drop and the start of its upload. Nothing is sent from here. */
export interface StagingArea {
  /** Goes through files and folders and looks at each file's content. Rejects only when `signal` aborts or on `stop`. */
  stage(connectionId: string, paths: readonly string[], options: StageOptions): Promise<Staging>;
  /** A stretch of the accepted files. Throws `result-expired` for a staging that is gone. */
  items(stagingId: string, from: number, count: number): StagedSource[];
  /** All accepted files, for an upload; discard the staging once that started. Throws `result-expired`. */
  files(stagingId: string): StagedFiles;
  discard(stagingId: string): void;
  /** Ends every look of a connection that is still under way: its `stage` rejects with `cancelled`. */
  stop(connectionId: string): void;
}

export function createStaging({ pipeline }: { pipeline: Pick<Pipeline, 'inspect'> }): StagingArea {
  const kept = new Map<string, StagedFiles>();
  const looking = new Map<AbortController, string>();
  const known = (stagingId: string): StagedFiles => {
    const staged = kept.get(stagingId);
    if (staged === undefined) throw new AppFailure({ code: 'result-expired' });
    return staged;
  };

  return {
    async stage(connectionId, paths, options) {
      const stopped = new AbortController();
      looking.set(stopped, connectionId);
      const signal = AbortSignal.any([options.signal, stopped.signal]);
      const looks = await lookAtAll(pipeline, paths, { ...options, signal }).finally(() => looking.delete(stopped));
      const accepted = looks.flatMap((look) => (look.kind === 'accepted' ? [look] : []));
      const compared = (await options.catalogue?.findSources(accepted.map(({ sha256 }) => sha256))) ?? NOT_COMPARED;
      const files = markDuplicates(accepted, compared.found);
      const stagingId = randomUUID();
      kept.set(stagingId, { connectionId, files });
      for (const oldest of [...kept.keys()].slice(0, -MAX_STAGINGS)) kept.delete(oldest);
      return summaryOf(stagingId, files, looks, compared);
    },
    items: (stagingId, from, count) =>
      known(stagingId)
        .files.slice(from, from + count)
        .map(stagedSource),
    files: known,
    discard: (stagingId) => void kept.delete(stagingId),
    stop(connectionId) {
      for (const [stopped, lookedFor] of looking) if (lookedFor === connectionId) stopped.abort();
    },
  };
}

interface Accepted {
  kind: 'accepted';
  file: StagedFile;
  /** Of its content, hex. */
  sha256: string;
}

/** The first of a drop is none; that the bucket has it is worth more than that it came before. */
function markDuplicates(accepted: readonly Accepted[], inBucket: ReadonlyMap<string, number>): StagedFile[] {
  const seen = new Set<string>();
  return accepted.map(({ file, sha256 }) => {
    const groupId = inBucket.get(sha256);
    const isRepeated = seen.has(sha256);
    seen.add(sha256);
    if (groupId !== undefined) return { ...file, duplicate: { kind: 'in-bucket', groupId } };
    return isRepeated ? { ...file, duplicate: { kind: 'in-drop' } } : file;
  });
}

type Look = Accepted | { kind: 'refused'; refused: RefusedSource };

/** Answers in the order of the walk, whatever order the looks end in. */
async function lookAtAll(
  pipeline: Pick<Pipeline, 'inspect'>,
  paths: readonly string[],
  { signal, onLooked }: StageOptions,
): Promise<Look[]> {
  const looks: Look[] = [];
  const walk = walkSources(paths, { signal });
  const notice = createPacedNotice<number>((looked) => onLooked?.(looked), NOTICE_EVERY_MS);
  let found = 0;
  let looked = 0;
  const lookOn = async (): Promise<void> => {
    for (let next = await walk.next(); !next.done; next = await walk.next()) {
      const index = found++;
      looks[index] = await lookAt(pipeline, next.value, signal);
      notice.tell(++looked);
    }
  };
  try {
    await Promise.all(Array.from({ length: LOOKS_AT_ONCE }, lookOn));
  } finally {
    notice.flush();
  }
  return looks;
}

async function lookAt(
  pipeline: Pick<Pipeline, 'inspect'>,
  source: SourceFile | UnreadableSource,
  signal: AbortSignal,
): Promise<Look> {
  const name = path.basename(source.path).normalize('NFC');
  if (source.kind === 'unreadable') return { kind: 'refused', refused: { name, error: source.error } };
  try {
    const { sha256, ...facts } = await pipeline.inspect(source.path, { signal });
    const { bytes, modified, folder } = source;
    return {
      kind: 'accepted',
      file: { path: source.path, name, bytes, modified, facts, folder, duplicate: null },
      sha256,
    };
  } catch (thrown) {
    signal.throwIfAborted();
    return { kind: 'refused', refused: { name, error: toAppError(thrown) } };
  }
}

function stagedSource({ name, bytes, facts, folder, duplicate }: StagedFile): StagedSource {
  return {
    name,
    bytes,
    width: facts.width,
    height: facts.height,
    format: imageFormats[facts.format].label,
    losesPixels: planVariants(facts).losesPixels,
    folder,
    duplicate,
  };
}

function summaryOf(
  stagingId: string,
  files: readonly StagedFile[],
  looks: readonly Look[],
  { known, groups }: { known: number; groups: number },
): Staging {
  const refused = looks.flatMap((look) => (look.kind === 'refused' ? [look.refused] : []));
  const fresh = files.filter(({ duplicate }) => duplicate === null);
  return {
    stagingId,
    accepted: files.length,
    duplicates: files.length - fresh.length,
    sent: { skip: sumsOf(fresh), keep: sumsOf(files) },
    compared: { known, groups },
    refused: refused.slice(0, MAX_REFUSED_LISTED),
    refusedMore: Math.max(0, refused.length - MAX_REFUSED_LISTED),
  };
}

const sumsOf = (files: readonly StagedFile[]): StagedSums => ({
  pictures: files.length,
  bytes: files.reduce((sum, file) => sum + file.bytes, 0),
  losingPixels: files.filter(({ facts }) => planVariants(facts).losesPixels).length,
  inFolders: files.filter(({ folder }) => folder !== '').length,
});
