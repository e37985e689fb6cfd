/**
 * How a bucket is reached, as both sides speak of it. The renderer knows a credential source by its name only; of a key it
 * sees the last four characters of the id, where a person has to tell one key from another.
 */
import * as v from 'valibot';
import type { AppError, S3Action } from './app-error.ts';
import { endpointPresetIds } from './endpoint-presets.ts';
import { MAX_KEY_BYTES } from './object-key.ts';

const MAX_PROFILE_LENGTH = 256;
const MAX_BUCKET_LENGTH = 255;

export const opaqueId = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/));
const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
export const profileName = v.pipe(text(MAX_PROFILE_LENGTH), v.minLength(1));

/** Where keys come from: a profile of the AWS files, the variables of this process, or keys that were typed in. */
export const credentialSourceSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('profile'), profile: profileName }),
  v.strictObject({ kind: v.literal('environment') }),
  v.strictObject({ kind: v.literal('keys'), keysId: opaqueId }),
]);

const serverEntries = {
  source: credentialSourceSchema,
  /** Which kind of server the person chose; only what the form shows follows from it. */
  preset: v.picklist(endpointPresetIds),
  /** Empty for "as the source says". */
  region: text(64),
  /** Empty for "as the source says", which is Amazon S3 itself where it says nothing. */
  endpoint: text(2048),
  pathStyle: v.boolean(),
};

/** An S3 server as one set of keys sees it, without a bucket. */
export const serverSchema = v.strictObject(serverEntries);

/** How to reach one bucket, or a prefix of it. */
export const bucketConnectionSchema = v.strictObject({
  kind: v.literal('bucket'),
  ...serverEntries,
  bucket: v.pipe(text(MAX_BUCKET_LENGTH), v.minLength(1)),
  prefix: text(MAX_KEY_BYTES),
});

export type CredentialSource = v.InferOutput<typeof credentialSourceSchema>;
export type S3Server = v.InferOutput<typeof serverSchema>;
export type BucketConnection = v.InferOutput<typeof bucketConnectionSchema>;

/** How a source comes by its keys, for a word beside its name. */
export type CredentialMethod =
  | 'keys'
  | 'sso'
  | 'role'
  | 'process'
  | 'web-identity'
  | 'environment'
  | 'typed'
  | 'unknown';

/** One row of the menu of sources. */
export interface SourceSummary {
  source: CredentialSource;
  /** A profile's name, or what the person called typed keys; empty for the environment. */
  label: string;
  method: CredentialMethod;
  region: string | null;
  /** Last four characters of the access key id; null where it is not a fixed one. */
  keyIdEnd: string | null;
  /** Typed keys that are gone when the app ends, because there is no keyring. */
  sessionOnly: boolean;
}

export interface SourceList {
  /** The one to choose first (AWS_PROFILE, else the environment's keys, else the default profile), then by name. */
  sources: SourceSummary[];
  /** What the AWS_* variables say where the form says nothing. */
  region: string | null;
  endpoint: string | null;
  /** Whether typed keys can be kept after the app ends. */
  hasKeyring: boolean;
}

/** What the key window is opened for. */
export const keyEntryPurposeSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('new-keys') }),
  v.strictObject({ kind: v.literal('replace-keys'), keysId: opaqueId }),
  v.strictObject({ kind: v.literal('new-profile') }),
  v.strictObject({ kind: v.literal('profile-keys'), profile: profileName }),
]);
export type KeyEntryPurpose = v.InferOutput<typeof keyEntryPurposeSchema>;

/** The app's own login to an SSO session (OAuth 2.0 device authorisation, RFC 8628). */
export type LoginState =
  | { kind: 'idle' }
  | { kind: 'starting' }
  /** The browser was opened at `address`; it shows `userCode` to compare. `expiresAt` is ms since the epoch. */
  | { kind: 'waiting'; userCode: string; address: string; expiresAt: number }
  | { kind: 'failed'; error: AppError };

/** A source whose keys do not work now. Requests that need them wait until it is mended or they are cancelled. */
export interface CredentialTrouble {
  troubleId: string;
  source: CredentialSource;
  label: string;
  keyIdEnd: string | null;
  error: AppError;
  /** What can mend it: a login, other keys, or only another try. */
  remedy: 'log-in' | 'new-keys' | 'try-again';
  login: LoginState;
}

/** Whether the keys may do something: not known before it was tried; `denied` with the reason. */
type Ability = { state: 'unknown' } | { state: 'allowed' } | { state: 'denied'; error: AppError };
export type Abilities = Readonly<Record<Extract<S3Action, 'list' | 'get' | 'put' | 'delete'>, Ability>>;

export const unknownAbilities: Abilities = {
  list: { state: 'unknown' },
  get: { state: 'unknown' },
  put: { state: 'unknown' },
  delete: { state: 'unknown' },
};

/** Whether the server can be reached at all. `nextTryAt` is ms since the epoch. */
export type NetworkState =
  | { state: 'online' }
  | { state: 'offline'; error: AppError; since: number; nextTryAt: number };

/** Who may read an uploaded object: as the bucket says, the owner only, or everyone. */
export const uploadAcls = ['bucket-default', 'private', 'public-read'] as const;
export type UploadAcl = (typeof uploadAcls)[number];

export interface BucketSummary {
  name: string;
  /** Ms since the epoch; null where the server does not say. */
  created: number | null;
}

/** How a link to an object is written. */
export const linkKinds = ['s3-uri', 'public', 'presigned'] as const;
export type LinkKind = (typeof linkKinds)[number];
/** Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters": X-Amz-Expires is at most seven days. */
export const MAX_LINK_SECONDS = 7 * 24 * 60 * 60;
export const MIN_LINK_SECONDS = 60;
