import type { AwsCredentialIdentity } from '@smithy/types';
import { type AppError, AppFailure, isCredentialError, toAppError } from '../../shared/app-error.ts';
import type { CredentialTrouble } from '../../shared/connection.ts';
import type { Refusal } from '../s3/bucket-credentials.ts';
import { orAbort } from '../s3/or-abort.ts';
import { SessionLogin } from './session-login.ts';
import { SingleFlight } from './single-flight.ts';
import type { SourceLoader, SourceLook } from './source-loader.ts';
import type { SsoLogin } from './sso-login.ts';
import { Trouble } from './trouble.ts';
import { endOfKeyId } from './variables.ts';

/** Keys that end within this are replaced before they are used: a request takes a while to arrive. */
const RENEW_BEFORE_MS = 60_000;

interface SessionOptions {
  loader: SourceLoader;
  logIn: SsoLogin;
  now: () => number;
  /** The trouble began, changed or ended. */
  onChange: () => void;
}

/**
 * The keys of one source for all who use it. Whatever many requests ask for at once (keys, others in place of refused
 * ones, another try) is done once. Keys that cannot be had, or are refused again, are a trouble: nothing is asked of
 * the source then until a person or an edit of the source mends it.
 */
export class CredentialSession {
  readonly #options: SessionOptions;
  #leases = 0;
  /** Ends with the last lease. */
  #life = new AbortController();
  /** What may be given; null where keys are to be loaded first. */
  #keys: AwsCredentialIdentity | null = null;
  /** What was given last, to tell other keys from the same ones. */
  #given: AwsCredentialIdentity | null = null;
  #generation = 0;
  #accepted = false;
  /** The keys of now were loaded in place of refused ones. */
  #isReplacement = false;
  /** The source as it was when it was loaded. */
  #look: SourceLook | null = null;
  /** Times the source may have been edited: told of, and looked at. */
  #edits = 0;
  #editsSeen = 0;
  #trouble: Trouble | null = null;
  readonly #login: SessionLogin;
  readonly #loading = new SingleFlight<AwsCredentialIdentity>();
  readonly #checking = new SingleFlight<void>();
  readonly #replacing = new SingleFlight<void>();
  readonly #mending = new SingleFlight<void>();

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#login = new SessionLogin(options.logIn, options.onChange);
  }

  /** Returns what gives the lease back. */
  lease(): () => void {
    this.#leases++;
    let held = true;
    return () => {
      if (held && --this.#leases === 0) this.end();
      held = false;
    };
  }

  /** Gives up whatever is under way or waits; the keys stay for the next lease. */
  end(): void {
    this.#life.abort();
    this.#life = new AbortController();
    for (const flight of [this.#loading, this.#checking, this.#replacing, this.#mending]) flight.forget();
    const trouble = this.#dropTrouble();
    trouble?.cancel();
    if (trouble !== null) this.#options.onChange();
  }

  trouble(): Trouble | null {
    return this.#trouble;
  }

  generation(): number {
    return this.#generation;
  }

  expiresAt(): number | null {
    return this.#given?.expiration?.getTime() ?? null;
  }

  accepted(generation: number): void {
    if (generation === this.#generation) this.#accepted = true;
  }

  async provide(): Promise<AwsCredentialIdentity> {
    if (this.#isEdited()) await this.#checking.run(() => this.#checkEdit());
    if (this.#trouble !== null) throw new AppFailure(this.#trouble.error);
    const keys = this.#keys;
    if (keys !== null && this.#leftMs(keys) > RENEW_BEFORE_MS) return keys;
    try {
      return await this.#load();
    } catch (thrown) {
      // A network that is away for a moment must not stop keys that are still good.
      if (keys === null || this.#leftMs(keys) <= 0 || isCredentialError(toAppError(thrown))) throw thrown;
      return keys;
    }
  }

  async renew(refusal: Refusal, signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw new AppFailure({ code: 'cancelled' });
    if (refusal.generation !== this.#generation) return;
    const { error } = refusal;
    // Keys that were believed before sign well: it was this one request that arrived as another.
    if (error.code === 'wrong-keys' && error.reason === 'signature' && this.#accepted) throw new AppFailure(error);
    if (this.trouble() === null)
      await orAbort(
        this.#replacing.run(() => this.#replaceRefused(error)),
        signal,
      );
    await this.trouble()?.wait(signal);
  }

  /** A person says that it may work now. */
  reload(): void {
    const trouble = this.#trouble;
    if (trouble !== null) void this.#mend(trouble);
  }

  /** The source may have been edited. */
  sourceChanged(): void {
    this.#edits++;
    if (this.#trouble !== null) void this.#mendIfEdited(this.#trouble);
  }

  logIn(): void {
    const trouble = this.#trouble;
    const profile = this.#look?.loginProfile ?? null;
    if (trouble === null || profile === null || trouble.remedy !== 'log-in') return;
    this.#login.begin(trouble, profile, () => this.#mend(trouble));
  }

  stopLogIn(): void {
    if (this.#trouble !== null) this.#login.stop(this.#trouble);
  }

  #load(): Promise<AwsCredentialIdentity> {
    return orAbort(
      this.#loading.run(() => this.#loadNow()),
      this.#life.signal,
    );
  }

  async #loadNow(): Promise<AwsCredentialIdentity> {
    const { signal } = this.#life;
    this.#editsSeen = this.#edits;
    const look = await this.#options.loader.look();
    if (signal.aborted) throw new AppFailure({ code: 'cancelled' });
    this.#look = look;
    try {
      const keys = await this.#options.loader.load(signal);
      signal.throwIfAborted();
      this.#adopt(keys);
      return keys;
    } catch (thrown) {
      const error: AppError = signal.aborted ? { code: 'cancelled' } : toAppError(thrown);
      if (isCredentialError(error)) this.#raise(error, null);
      throw new AppFailure(error);
    }
  }

  #adopt(keys: AwsCredentialIdentity): void {
    // The first ones belong to the generation that a request read before there were any.
    const isOther = this.#given !== null && !isSameKey(this.#given, keys);
    this.#keys = keys;
    this.#given = keys;
    if (isOther) this.#nextGeneration();
  }

  #nextGeneration(): void {
    this.#generation++;
    this.#accepted = false;
    this.#isReplacement = false;
  }

  async #replaceRefused(error: AppError): Promise<void> {
    const refused = this.#given;
    const asksPerson = this.#look?.asksPerson === true;
    if (!this.#accepted && !this.#isEdited() && refused !== null && (this.#isReplacement || asksPerson))
      return this.#raise(error, refused);
    this.#keys = null;
    try {
      const keys = await this.#load();
      if (refused !== null && isSameKey(refused, keys)) this.#raise(error, refused);
      else this.#isReplacement = true;
    } catch (thrown) {
      // A trouble now: it is waited for.
      if (!isCredentialError(toAppError(thrown))) throw thrown;
    }
  }

  /** The source's other edits, of another profile for example, leave its keys as they are: loading may ask a person. */
  async #checkEdit(): Promise<void> {
    const edits = this.#edits;
    const { stamp } = await this.#options.loader.look();
    this.#editsSeen = edits;
    if (stamp !== this.#look?.stamp) this.#keys = null;
  }

  async #mendIfEdited(trouble: Trouble): Promise<void> {
    const { stamp } = await this.#options.loader.look();
    // Where a login is missing, it may have been made elsewhere.
    const mayBeMended = stamp !== this.#look?.stamp || trouble.error.code === 'login-needed';
    if (mayBeMended && trouble === this.#trouble) await this.#mend(trouble);
  }

  /** Loads anew; with keys, or where it is the network that keeps them away, everything that waits tries again. */
  #mend(trouble: Trouble): Promise<void> {
    return this.#mending.run(async () => {
      const error = await this.#load().then(
        () => null,
        (thrown: unknown) => toAppError(thrown),
      );
      if (trouble !== this.#trouble) return;
      if (error !== null && isCredentialError(error)) {
        // Edited meanwhile: what was read may be old.
        if (this.#isEdited()) queueMicrotask(() => this.sourceChanged());
        return;
      }
      this.#dropTrouble();
      // Late refusals of the keys before are none of these, even where they are the same: each has another try.
      this.#nextGeneration();
      trouble.end();
      this.#options.onChange();
    });
  }

  #raise(error: AppError, refused: AwsCredentialIdentity | null): void {
    this.#keys = null;
    if (this.#leases === 0) return;
    const trouble = this.#trouble ?? new Trouble(error);
    trouble.error = error;
    trouble.remedy = remedyFor(error, this.#look);
    trouble.keyIdEnd = refused === null ? null : endOfKeyId(refused.accessKeyId);
    this.#trouble = trouble;
    this.#options.onChange();
  }

  #dropTrouble(): Trouble | null {
    const trouble = this.#trouble;
    this.#trouble = null;
    this.#login.forget();
    return trouble;
  }

  #isEdited(): boolean {
    return this.#edits !== this.#editsSeen;
  }

  #leftMs({ expiration }: AwsCredentialIdentity): number {
    return expiration === undefined ? Number.POSITIVE_INFINITY : expiration.getTime() - this.#options.now();
  }
}

function remedyFor(error: AppError, look: SourceLook | null): CredentialTrouble['remedy'] {
  if (error.code === 'login-needed' && look?.loginProfile) return 'log-in';
  return look?.takesKeys ? 'new-keys' : 'try-again';
}

const isSameKey = (a: AwsCredentialIdentity, b: AwsCredentialIdentity): boolean =>
  a.accessKeyId === b.accessKeyId && a.secretAccessKey === b.secretAccessKey && a.sessionToken === b.sessionToken;
