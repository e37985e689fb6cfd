import { AppFailure } from '../../shared/app-error.ts';
import type { KeyEntryPurpose, SourceSummary } from '../../shared/connection.ts';
import { type KeyAnswer, type KeyEntry, type KeyRequest, type KeysEntry, problemsOf } from '../../shared/key-entry.ts';
import type { AwsCredentialsFiles, ProfileWrite } from './aws-credentials-file.ts';
import type { KeyPrompts, KeyStore, TypedKeys } from './credentials.ts';
import { loadProfiles, regionOfProfile } from './profiles.ts';
import { endOfKeyId } from './variables.ts';

/** The window in which a person types something secret. */
export interface KeyWindow {
  /** Resolves once the window is gone, whoever closed it. */
  closed: Promise<void>;
  focus(): void;
  /** Ends the window and its page at once, with what stands in it. */
  destroy(): void;
  /** Asks by the system's own dialog, in front of the window. */
  confirmWrite(write: ProfileWrite): Promise<boolean>;
}

export type OpenKeyWindow = (request: KeyRequest, receive: (entry: KeyEntry) => Promise<KeyAnswer>) => KeyWindow;

interface KeyPromptParts {
  openWindow: OpenKeyWindow;
  keyStore: KeyStore;
  files: AwsCredentialsFiles;
  /** Typed keys, or the AWS files, are others now. */
  onChanged(): void;
}

/** What became of an entry: the value that the window was opened for, or what main says to it. */
type Outcome<T> = { kind: 'value'; value: T } | Exclude<KeyAnswer, { kind: 'taken' }>;
type Take<T> = (entry: KeyEntry, window: KeyWindow) => Promise<Outcome<T>>;

/** Asks for keys and codes, one window at a time: a second question brings the first one's window to the front. */
export function createKeyPrompts({ openWindow, keyStore, files, onChanged }: KeyPromptParts): KeyPrompts {
  let current: KeyWindow | null = null;

  async function ask<T>(request: KeyRequest, take: Take<T>, signal?: AbortSignal): Promise<T | null> {
    if (signal?.aborted) return null;
    if (current !== null) {
      current.focus();
      return null;
    }
    let taken: { value: T } | null = null;
    let pending: Promise<KeyAnswer> | null = null;
    const receive = async (entry: KeyEntry): Promise<KeyAnswer> => {
      const problems = problemsOf(request, entry);
      if (problems.length > 0) return { kind: 'problems', problems };
      const outcome = await take(entry, window);
      if (outcome.kind !== 'value') return outcome;
      taken = outcome;
      window.destroy();
      return { kind: 'taken' };
    };
    const window = openWindow(request, (entry) => {
      // A second press while the first is looked at is the same one.
      pending ??= receive(entry).finally(() => {
        pending = null;
      });
      return pending;
    });
    current = window;
    signal?.addEventListener('abort', window.destroy, { once: true });
    try {
      await window.closed;
      // Closed in the middle of a write: what was written counts.
      await (pending as Promise<KeyAnswer> | null)?.catch(() => undefined);
    } finally {
      current = null;
      signal?.removeEventListener('abort', window.destroy);
    }
    return (taken as { value: T } | null)?.value ?? null;
  }

  const keep = async (
    request: KeyRequest,
    store: (entry: KeysEntry) => Promise<SourceSummary>,
  ): Promise<SourceSummary | null> =>
    ask(request, async (entry) => {
      const value = await store(expectKeys(entry));
      onChanged();
      return { kind: 'value', value };
    });

  const write = async (
    request: KeyRequest,
    nameOf: (entry: KeysEntry) => string,
    isTaken: (profile: string) => boolean,
  ): Promise<SourceSummary | null> =>
    ask(request, async (given, window) => {
      const entry = expectKeys(given);
      const profile = nameOf(entry);
      if (isTaken(profile)) return { kind: 'problems', problems: ['profile-taken'] };
      const change = { profile, keys: keysOf(entry), region: request.kind === 'new-profile' ? entry.region : '' };
      if (!(await window.confirmWrite(await files.plan(change)))) return { kind: 'declined' };
      await files.write(change);
      onChanged();
      return { kind: 'value', value: await summaryOfProfile(profile, entry.accessKeyId) };
    });

  return {
    async enterKeys(purpose: KeyEntryPurpose) {
      switch (purpose.kind) {
        case 'new-keys':
          return keep(purpose, (entry) => keyStore.add(keysOf(entry), entry.label));
        case 'replace-keys': {
          const { keysId } = purpose;
          const known = (await keyStore.list()).find(
            ({ source }) => source.kind === 'keys' && source.keysId === keysId,
          );
          if (known === undefined) throw new AppFailure({ code: 'keys-gone' });
          const request = { kind: purpose.kind, label: known.label, keyIdEnd: known.keyIdEnd };
          return keep(request, (entry) => keyStore.replace(keysId, keysOf(entry)));
        }
        case 'new-profile': {
          // As they are now: a write that failed half-way may be tried again in the same window.
          const known = await loadProfiles();
          return write(
            purpose,
            ({ profile }) => profile,
            (profile) => known.has(profile),
          );
        }
        case 'profile-keys':
          return write(
            purpose,
            () => purpose.profile,
            () => false,
          );
      }
    },
    askMfaCode: ({ profile, device }, signal) =>
      ask(
        { kind: 'mfa-code', profile, device },
        async (entry) => ({ kind: 'value', value: expectCode(entry) }),
        signal,
      ),
  };
}

function expectKeys(entry: KeyEntry): KeysEntry {
  if (entry.kind === 'keys') return entry;
  throw new AppFailure({ code: 'bad-request', channel: 'key-window', detail: 'expected keys' });
}

function expectCode(entry: KeyEntry): string {
  if (entry.kind === 'code') return entry.code;
  throw new AppFailure({ code: 'bad-request', channel: 'key-window', detail: 'expected a code' });
}

const keysOf = ({ accessKeyId, secretAccessKey, sessionToken }: KeysEntry): TypedKeys => ({
  accessKeyId,
  secretAccessKey,
  sessionToken,
});

const summaryOfProfile = async (profile: string, accessKeyId: string): Promise<SourceSummary> => ({
  source: { kind: 'profile', profile },
  label: profile,
  method: 'keys',
  region: regionOfProfile(await loadProfiles(), profile),
  keyIdEnd: endOfKeyId(accessKeyId),
  sessionOnly: false,
});
