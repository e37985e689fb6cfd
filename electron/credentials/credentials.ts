import type { AwsCredentialIdentity } from '@smithy/types';
import type {
  CredentialSource,
  CredentialTrouble,
  KeyEntryPurpose,
  SourceList,
  SourceSummary,
} from '../../shared/connection.ts';
import type { BucketCredentials } from '../s3/bucket-credentials.ts';

/** What a source says besides its keys. Empty strings stand for "nothing". */
export interface SourceFacts {
  /** Name of the source, for a line of text; empty for the environment. */
  label: string;
  region: string;
  endpoint: string;
  /** Path of a PEM file with further certificate authorities (AWS_CA_BUNDLE, ca_bundle). */
  caBundle: string;
}

/** The right to use a source's keys. While nobody holds one, the source asks nobody for anything. */
export interface CredentialLease extends BucketCredentials {
  readonly facts: SourceFacts;
  /** When the keys given last expire, ms since the epoch; null where they do not. */
  expiresAt(): number | null;
  release(): void;
}

/**
 * The keys of every source in use: one session a source, shared by all who use it, so that a person is asked once. Emits
 * `credentials/troubles` and `credentials/sources-changed`.
 */
export interface CredentialSessions {
  sources(): Promise<SourceList>;
  /** Throws `no-such-profile` or `keys-gone` only where the source does not exist at all. */
  lease(source: CredentialSource): Promise<CredentialLease>;
  /** Sources in trouble that somebody holds a lease of. */
  troubles(): CredentialTrouble[];
  /** Reads the source anew; what waits for it tries again. Throws `unknown-trouble`. */
  reload(troubleId: string): void;
  /** Begins the device authorisation of an SSO profile; its course shows in the trouble. Throws `unknown-trouble`. */
  logIn(troubleId: string): void;
  stopLogIn(troubleId: string): void;
  /** The files, the variables or the typed keys changed: sessions in trouble try again, the others read anew. */
  sourcesChanged(): void;
  /** Stops watching the AWS files and ends what waits. */
  close(): void;
}

/** Keys as a person typed them. Holds secrets: never logged, never sent to a window. */
export interface TypedKeys {
  accessKeyId: string;
  secretAccessKey: string;
  /** Empty for none. */
  sessionToken: string;
}

/** Keys that were typed in, kept encrypted by the system's keyring or, without one, for this run only. */
export interface KeyStore {
  /** Whether what is added now outlives the app. */
  hasKeyring(): boolean;
  list(): Promise<SourceSummary[]>;
  /** `label` may be empty: it is then the last four characters of the key id. Throws `not-writable`, `disk-full`. */
  add(keys: TypedKeys, label: string): Promise<SourceSummary>;
  /** Throws `keys-gone`. */
  replace(keysId: string, keys: TypedKeys): Promise<SourceSummary>;
  /** Throws `keys-gone` or `keys-locked`. */
  read(keysId: string): Promise<AwsCredentialIdentity>;
  forget(keysId: string): Promise<void>;
}

/** What the person is asked in the key window. */
export interface KeyPrompts {
  /** Null where the window was closed. */
  enterKeys(purpose: KeyEntryPurpose): Promise<SourceSummary | null>;
  /** The one-time code of a device, by a window that is destroyed on submit; null where it was closed. */
  askMfaCode(request: { profile: string; device: string }, signal: AbortSignal): Promise<string | null>;
}
