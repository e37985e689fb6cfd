/**
 * What crosses between main and the key window, the only page that a person types secrets into. It is asked for one thing,
 * hands one entry to main and is destroyed; nothing secret ever goes the other way.
 */
import * as v from 'valibot';
import type { Result } from './app-error.ts';

/** The key window's own channels; `submit` is the one that carries a secret. */
export const keyChannels = {
  question: 'key-window/question',
  submit: 'key-window/submit',
  cancel: 'key-window/cancel',
  fit: 'key-window/fit',
} as const;
export type KeyChannel = (typeof keyChannels)[keyof typeof keyChannels];

/** What the person is asked for. */
export type KeyRequest =
  | { kind: 'new-keys' }
  | { kind: 'replace-keys'; label: string; keyIdEnd: string | null }
  | { kind: 'new-profile' }
  | { kind: 'profile-keys'; profile: string }
  | { kind: 'mfa-code'; profile: string; device: string };

export interface KeyQuestion {
  request: KeyRequest;
  language: 'en' | 'ko';
  theme: 'light' | 'dark';
  /** Whether typed keys outlive the app. */
  hasKeyring: boolean;
}

/** Far more than any server gives out; session tokens grow with the policies in them. */
const MAX_TEXT_LENGTH = 256;
const MAX_SECRET_LENGTH = 1024;
const MAX_TOKEN_LENGTH = 16_384;
/** What is pasted often comes with a space or a line end around it. */
const text = (max: number) => v.pipe(v.string(), v.maxLength(max), v.trim());

export const keyEntrySchema = v.variant('kind', [
  v.strictObject({
    kind: v.literal('keys'),
    accessKeyId: text(MAX_TEXT_LENGTH),
    secretAccessKey: text(MAX_SECRET_LENGTH),
    /** Empty for none. */
    sessionToken: text(MAX_TOKEN_LENGTH),
    /** What typed keys are to be called; empty where that is not asked, or left open. */
    label: text(MAX_TEXT_LENGTH),
    /** Of a new profile; empty where that is not asked. */
    profile: text(MAX_TEXT_LENGTH),
    region: text(MAX_TEXT_LENGTH),
  }),
  v.strictObject({ kind: v.literal('code'), code: text(MAX_TEXT_LENGTH) }),
]);
export type KeyEntry = v.InferOutput<typeof keyEntrySchema>;
export type KeysEntry = Extract<KeyEntry, { kind: 'keys' }>;

/** The field that each complaint is about. */
export const problemFields = {
  'key-id-missing': 'accessKeyId',
  'key-id-odd': 'accessKeyId',
  'secret-missing': 'secretAccessKey',
  'secret-odd': 'secretAccessKey',
  'token-missing': 'sessionToken',
  'token-odd': 'sessionToken',
  'profile-missing': 'profile',
  'profile-odd': 'profile',
  'profile-taken': 'profile',
  'region-odd': 'region',
  'code-odd': 'code',
} as const;
export type KeyProblem = keyof typeof problemFields;
export type KeyField = (typeof problemFields)[KeyProblem] | 'label';

/** What main says to an entry. `declined`: the person was asked once more, and said no. */
export type KeyAnswer = { kind: 'taken' } | { kind: 'declined' } | { kind: 'problems'; problems: KeyProblem[] };

/** What the preload puts on the key window's page as `window.keyWindow`: its only way to main. */
export interface KeyBridge {
  question(): Promise<Result<KeyQuestion>>;
  submit(entry: KeyEntry): Promise<Result<KeyAnswer>>;
  cancel(): void;
  /** The page is this many CSS pixels high. */
  fit(height: number): void;
}

const MAX_HEIGHT = 4096;
export const heightSchema = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_HEIGHT));

/** Shortest id that a server takes: MinIO's access keys have three characters or more. */
const KEY_ID = /^[\x21-\x7e]{3,128}$/;
const PRINTABLE = /^[\x21-\x7e]+$/;
/** IAM User Guide, "Understanding unique ID prefixes": keys that begin so are temporary, and of no use without a token. */
const TEMPORARY_KEY_ID = /^ASIA[A-Z0-9]{12,}$/;
/**
 * What every program that reads ~/.aws takes for a name, quoted or not. The SDK's loader gives sections of other kinds
 * such names as are left out here.
 */
const PROFILE = /^(?!(sso-session|services)\.)[\w.@+%:/-]+$/;
const REGION = /^[\w-]*$/;
const CODE = /^\d{6}$/;

/** What is wrong with an entry by its shape alone; empty where nothing is. */
export function problemsOf(request: KeyRequest, entry: KeyEntry): KeyProblem[] {
  if (entry.kind === 'code') return CODE.test(entry.code) ? [] : ['code-odd'];
  const { accessKeyId, secretAccessKey, sessionToken } = entry;
  return [
    ...(request.kind === 'new-profile' ? profileProblems(entry) : []),
    ...complaint(accessKeyId === '', 'key-id-missing'),
    ...complaint(accessKeyId !== '' && !KEY_ID.test(accessKeyId), 'key-id-odd'),
    ...complaint(secretAccessKey === '', 'secret-missing'),
    ...complaint(secretAccessKey !== '' && !PRINTABLE.test(secretAccessKey), 'secret-odd'),
    ...complaint(sessionToken === '' && TEMPORARY_KEY_ID.test(accessKeyId), 'token-missing'),
    ...complaint(sessionToken !== '' && !PRINTABLE.test(sessionToken), 'token-odd'),
  ];
}

function profileProblems({ profile, region }: KeysEntry): KeyProblem[] {
  // A name that every object has is lost in the tables of the programs that read the files.
  const isOdd = !PROFILE.test(profile) || profile in {};
  return [
    ...complaint(profile === '', 'profile-missing'),
    ...complaint(profile !== '' && isOdd, 'profile-odd'),
    ...complaint(!REGION.test(region), 'region-odd'),
  ];
}

const complaint = (isGiven: boolean, problem: KeyProblem): KeyProblem[] => (isGiven ? [problem] : []);
