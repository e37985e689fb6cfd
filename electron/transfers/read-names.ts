import { type AppError, AppFailure, toAppError } from '../../shared/app-error.ts';
import { BARE_IN_A_ROW, isEnded } from '../../shared/job.ts';
import { decodeMetadata } from '../../shared/object-metadata.ts';
import type { Catalogue, StoredVariant } from '../catalogue/catalogue.ts';
import { forgettingVanished } from '../catalogue/forgetting-vanished.ts';
import type { Bucket } from '../s3/bucket.ts';
import { linkedSignal } from './abort.ts';
import type { GiveWay } from './give-way.ts';
import type { JobContext } from './job.ts';
import type { JobCenter } from './job-center.ts';

/** HEADs in flight: few beside the sockets of one client, for nobody waits for them. */
const REQUESTS_AT_A_TIME = 8;
/** So many objects in a row that may not be read: the rest may not either. */
const REFUSED_IN_A_ROW = 10;

interface ReadNamesParts {
  connectionId: string;
  jobs: JobCenter;
  bucket: Pick<Bucket, 'head'>;
  catalogue: Pick<Catalogue, 'unreadNames' | 'variants' | 'learn' | 'removeKeys'>;
  giveWay: Pick<GiveWay, 'clear'>;
  /** A group's name or facts became known. */
  onLearnt(groupId: number): void;
  /** It is over, and names were found: views that depend on names are to be made anew. */
  onFound(): void;
}

/**
 * Queues the reading of names from the metadata of all groups that have none and answers the job's id; that of the one
 * under way where there is one. A request for each group, none for what was read before: what an earlier job read is
 * known, however it ended. It stops after {@link BARE_IN_A_ROW} objects in a row without any metadata, which is no
 * failure. Only ever on request.
 */
export async function startReadNames(parts: ReadNamesParts): Promise<string> {
  const { connectionId, jobs, catalogue } = parts;
  const groupIds = await catalogue.unreadNames();
  const running = jobs
    .list()
    .find((job) => job.kind === 'read-names' && job.connectionId === connectionId && !isEnded(job.state));
  if (running !== undefined) return running.id;
  return jobs.start({
    kind: 'read-names',
    connectionId,
    subject: null,
    items: [],
    unlisted: groupIds.length,
    run: (job) => new NameReading(parts, groupIds, job).run(),
  });
}

/** What one object in particular may refuse; any other failure would be that of the next object too. */
const ofOneObject: ReadonlySet<AppError['code']> = new Set([
  'access-denied',
  'archived-object',
  'encryption-key',
  'server-error',
]);

class NameReading {
  readonly #parts: ReadNamesParts;
  readonly #groupIds: Uint32Array;
  readonly #job: JobContext;
  #done = 0;
  #found = 0;
  #refused = 0;
  /** In a row, as the answers came. */
  #bare = 0;
  #refusedInARow = 0;
  #failure: { thrown: unknown } | null = null;

  constructor(parts: ReadNamesParts, groupIds: Uint32Array, job: JobContext) {
    this.#parts = parts;
    this.#groupIds = groupIds;
    this.#job = job;
  }

  async run(): Promise<void> {
    const requests = linkedSignal(this.#job.signal);
    const underWay = new Set<Promise<void>>();
    let next = 0;
    try {
      while (next < this.#groupIds.length && this.#bare < BARE_IN_A_ROW && this.#failure === null) {
        // Not one request more than may be needed to see that the rest is bare.
        if (underWay.size >= Math.min(REQUESTS_AT_A_TIME, BARE_IN_A_ROW - this.#bare)) {
          await Promise.race(underWay);
          continue;
        }
        await this.#parts.giveWay.clear(requests.signal);
        const one = this.#read(this.#groupIds[next] ?? 0, requests.signal).finally(() => underWay.delete(one));
        underWay.add(one);
        next += 1;
      }
      if (this.#failure === null) await Promise.all(underWay);
      this.#job.signal.throwIfAborted();
    } finally {
      requests.abort();
      requests.unlink();
      await Promise.all(underWay);
      this.#tell(next < this.#groupIds.length && this.#bare >= BARE_IN_A_ROW);
      if (this.#found > 0) this.#parts.onFound();
    }
    this.#expectNoFailure();
  }

  /** Asks for one group's metadata. Never rejects: what all of it fails for is kept. */
  async #read(groupId: number, signal: AbortSignal): Promise<void> {
    const { bucket, catalogue, onLearnt } = this.#parts;
    try {
      const key = chooseKey(await catalogue.variants(groupId));
      const { metadata } = await forgettingVanished(catalogue, () => bucket.head(key, { signal }));
      this.#note(metadata);
      if (await catalogue.learn(groupId, metadata)) onLearnt(groupId);
    } catch (thrown) {
      if (signal.aborted) return;
      this.#noteFailure(thrown);
    }
    this.#done += 1;
    this.#tell(false);
  }

  #note(metadata: Readonly<Record<string, string>>): void {
    const facts = decodeMetadata(metadata);
    const isBare = Object.values(facts).every((fact) => fact === null);
    this.#bare = isBare ? this.#bare + 1 : 0;
    this.#refusedInARow = 0;
    if (facts.name !== null) this.#found += 1;
  }

  #noteFailure(thrown: unknown): void {
    const { code } = toAppError(thrown);
    // Gone meanwhile: there is nothing to name.
    if (code === 'key-vanished' || code === 'unknown-group') return;
    this.#refused += 1;
    this.#refusedInARow += 1;
    if (!ofOneObject.has(code) || this.#refusedInARow >= REFUSED_IN_A_ROW) this.#failure ??= { thrown };
  }

  #expectNoFailure(): void {
    if (this.#failure !== null) throw this.#failure.thrown;
  }

  #tell(hasGivenUp: boolean): void {
    this.#job.counted(this.#done);
    const stoppedAfter = hasGivenUp ? BARE_IN_A_ROW : null;
    this.#job.brought({ found: this.#found, refused: this.#refused, stoppedAfter });
  }
}

/** The thumbnail's, which is small and always there, else the largest variant's: all carry the same metadata. */
function chooseKey(variants: readonly StoredVariant[]): string {
  const chosen = variants.find(({ size }) => size === 'thumbnail') ?? variants[0];
  if (chosen === undefined) throw new AppFailure({ code: 'unknown-group' });
  return chosen.key;
}
