import path from 'node:path';
import type PQueue from 'p-queue';
import { AppFailure } from '../../shared/app-error.ts';
import { type BatchSize, chooseVariant } from '../../shared/batch-variant.ts';
import type { NameTemplate } from '../../shared/name-template.ts';
import { stemOf } from '../../shared/object-key.ts';
import type { GroupDetails } from '../../shared/pictures.ts';
import type { ExistingChoice, SaveChoice } from '../../shared/save-choice.ts';
import type { StoredVariant } from '../catalogue/catalogue.ts';
import { TimeSlice } from '../catalogue/time-slice.ts';
import type { TemporaryWatch } from '../files/write.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { type BatchPicture, makeBatchFile, mayHaveName } from './batch-file.ts';
import { giveName, holdsStored, type NameVerdict, type NamingRules, templateName } from './batch-names.ts';
import { wantedVariant } from './downloads.ts';
import type { FolderNames } from './folder-names.ts';
import type { SaveConnection } from './prepare-result.ts';
import type { SavedFiles, SavedFrom } from './saved-files.ts';

/** A batch goes on for long, and what a person looks at meanwhile is not to stutter. */
const SLICE_MS = 2;

export interface BatchRequest {
  groupIds: Uint32Array;
  /** What the batch is about, for a line of text; null where there is no single thing. */
  subject: string | null;
  folder: string;
  size: BatchSize;
  choice: SaveChoice;
  template: NameTemplate;
  existing: ExistingChoice;
}

/** One picture of a batch, from 0; `name` is what its file was called when it was tried before. */
export interface BatchPosition {
  position: number;
  name: string | null;
}

interface BatchPicturesParts {
  connection: SaveConnection;
  request: BatchRequest;
  pipeline: Pipeline;
  ledger: SavedFiles;
  conversions: PQueue;
  names: FolderNames;
  /** Takes the names of the files that are there now, as {@link FolderNames.digestOf} has them. */
  settled: Set<number>;
  /** For what is to be converted. */
  tempFolder: string;
  watch?: TemporaryWatch;
  signal: AbortSignal;
}

interface FoundPicture extends BatchPicture {
  /** What its file is called, as far as that can be told yet. */
  label: string;
  /** Null where its name may still be found in its objects' metadata. */
  verdict: Promise<NameVerdict> | null;
}

/** Who is told of one picture while it is saved. */
interface PictureNews {
  named(name: string): void;
  /** `bytes` is the whole. */
  received(received: number, bytes: number): void;
}

/** Saves the pictures of one batch, each by itself. */
export class BatchPictures {
  readonly #parts: BatchPicturesParts;
  readonly #rules: NamingRules;
  /** Looking a picture up waits for nothing but memory: a million in a row would hold the thread. */
  readonly #slice = new TimeSlice(SLICE_MS);
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: BatchPicturesParts) {
    this.#parts = parts;
    const { folder, template, choice, existing, groupIds } = parts.request;
    const { prefix } = parts.connection.bucket;
    this.#rules = { folder, template, choice, existing, total: groupIds.length, prefix };
  }

  /** Looks a picture up and gives it a name. One after the other, so that the same batch gives the same names. Throws `unknown-group`. */
  find(at: BatchPosition): Promise<FoundPicture> {
    const found = this.#turn.then(() => this.#find(at));
    this.#turn = found.catch(() => undefined);
    return found;
  }

  /** Saves one picture and answers its bytes; null where its file is there already. Throws what fetching, converting and writing throw. */
  async save(found: FoundPicture, news: PictureNews): Promise<number | null> {
    const { connection, request, pipeline, conversions, tempFolder, watch, signal, ledger, names, settled } =
      this.#parts;
    let verdict = found.verdict;
    const written: { name: string; plain: string; from: SavedFrom }[] = [];
    const askForTarget = async (group: GroupDetails): Promise<string | null> => {
      const { kind, name } = await (verdict ?? this.#nameByTemplate({ ...found, group }));
      // Where it is asked for once more, another has taken the name.
      verdict = null;
      news.named(name);
      written.splice(0);
      if (kind === 'there') {
        settled.add(names.digestOf(name));
        return null;
      }
      const plain = templateName(this.#rules, { ...found, group });
      written.push({ name, plain, from: this.#savedFrom({ ...found, group }) });
      return path.join(request.folder, name);
    };
    const isThere = found.verdict !== null && (await found.verdict).kind === 'there';
    if (isThere) return askForTarget(found.group).then(() => null);
    const { bytes: whole } = found.variant;
    const replaces = request.existing === 'replace';
    const bytes = await makeBatchFile(
      { connection, pipeline, conversions, choice: request.choice, tempFolder, watch, replaces, signal },
      found,
      askForTarget,
      (received) => news.received(received, whole),
    );
    for (const { name, plain, from } of written) {
      settled.add(names.digestOf(name));
      await ledger.note(from, name, plain);
    }
    return bytes;
  }

  async #find({ position, name }: BatchPosition): Promise<FoundPicture> {
    await this.#slice.rest();
    const { connection, request, ledger, names } = this.#parts;
    const groupId = request.groupIds[position] ?? 0;
    const { catalogue } = connection;
    const [group, variants] = await Promise.all([catalogue.group(groupId), catalogue.variants(groupId)]);
    const variant = chooseVariant(variants, request.size);
    if (variant === null) throw new AppFailure({ code: 'unknown-group' });
    const picture = { position, groupId, group, variant };
    const kept = await ledger.find(this.#savedFrom(picture));
    if (kept !== null && !names.isGiven(kept)) {
      names.give(kept);
      return { ...picture, label: kept, verdict: Promise.resolve({ kind: 'there', name: kept }) };
    }
    const label = name ?? templateName(this.#rules, picture);
    if (name === null && mayHaveName(group)) return { ...picture, label, verdict: null };
    const verdict = name === null ? this.#give(picture, label) : this.#giveAgain(picture, name);
    return { ...picture, label, verdict };
  }

  /** What its file was called before is its own, unless another took it meanwhile. */
  #giveAgain(picture: BatchPicture, name: string): Promise<NameVerdict> {
    const { names, request } = this.#parts;
    const isTaken = names.isGiven(name) || (names.isPresent(name) && request.existing !== 'replace');
    if (isTaken) return this.#nameByTemplate(picture);
    names.give(name);
    return Promise.resolve({ kind: 'write', name });
  }

  #nameByTemplate(picture: BatchPicture): Promise<NameVerdict> {
    return this.#give(picture, templateName(this.#rules, picture));
  }

  #give(picture: BatchPicture, plain: string): Promise<NameVerdict> {
    const { names, signal, connection, request, ledger } = this.#parts;
    const file = (name: string): string => path.join(request.folder, name);
    return giveName(this.#rules, names, plain, {
      isRight: async (name) =>
        request.choice.kind === 'as-stored' &&
        (await holdsStored(file(name), connection.bucket, picture.variant, signal)),
      isAnothers: (name) => ledger.isAnothers(this.#savedFrom(picture), name),
      own: () => ledger.fileOf(this.#savedFrom(picture), plain),
    });
  }

  #savedFrom({ group, variant }: { group: GroupDetails; variant: StoredVariant }): SavedFrom {
    const { connection, request } = this.#parts;
    const { key, version } = wantedVariant(connection.summary.connectionId, group, variant);
    const { endpoint, name: bucket } = connection.bucket;
    const form = JSON.stringify([request.choice, request.template.parts, group.originalName]);
    const picture = stemOf(key);
    return { endpoint, bucket, key, picture, version, folder: request.folder, form };
  }
}
