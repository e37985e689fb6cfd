import { AppFailure } from '../../shared/app-error.ts';
import type { CredentialSource, CredentialTrouble } from '../../shared/connection.ts';
import type { CredentialLease, CredentialSessions, KeyPrompts, KeyStore, SourceFacts } from './credentials.ts';
import { CredentialSession } from './session.ts';
import { loadedLater, type SourceLoader } from './source-loader.ts';
import { factsOf, listSources } from './sources.ts';
import type { SsoLogin } from './sso-login.ts';
import { typedKeysLoader } from './typed-keys-loader.ts';
import { readAwsVariables } from './variables.ts';
import { watchAwsFiles } from './watch-aws-files.ts';

interface CredentialSessionsOptions {
  keyStore: Pick<KeyStore, 'list' | 'read' | 'hasKeyring'>;
  prompts: Pick<KeyPrompts, 'askMfaCode'>;
  logIn: SsoLogin;
  onTroubles(troubles: CredentialTrouble[]): void;
  /** The menu of sources may be another one now: a file was edited. */
  onSourcesChanged(): void;
  /** Ms since the epoch. */
  now?: () => number;
  /** How long a `credential_process` may take; shorter for tests. */
  processLimitMs?: number;
}

interface OpenSession {
  source: CredentialSource;
  /** As the last lease was told. */
  label: string;
  session: CredentialSession;
}

/** Begins to watch the AWS files; `close` ends that. */
export function createCredentialSessions(options: CredentialSessionsOptions): CredentialSessions {
  const { keyStore } = options;
  const sessions = new Map<string, OpenSession>();
  // Read anew each time: they are few, and what the SDK reads of them is not fixed either.
  const variables = () => readAwsVariables(process.env);

  const loaderOf = (source: CredentialSource): SourceLoader => {
    switch (source.kind) {
      case 'profile':
        return loadedLater(async () => {
          const { profileLoader } = await import('./profile-loader.ts');
          return profileLoader({ ...options, profile: source.profile, variables });
        });
      case 'environment':
        return loadedLater(async () => (await import('./environment-loader.ts')).environmentLoader(variables));
      case 'keys':
        return typedKeysLoader(source.keysId, keyStore);
    }
  };
  const troubles = (): CredentialTrouble[] => [...sessions.values()].flatMap(troubleOf);
  const sessionOf = (source: CredentialSource, label: string): CredentialSession => {
    const key = keyOf(source);
    const known = sessions.get(key);
    if (known !== undefined) {
      known.label = label;
      return known.session;
    }
    const session = new CredentialSession({
      loader: loaderOf(source),
      logIn: options.logIn,
      now: options.now ?? Date.now,
      onChange: () => options.onTroubles(troubles()),
    });
    sessions.set(key, { source, label, session });
    return session;
  };
  const inTrouble = (troubleId: string): CredentialSession => {
    const found = [...sessions.values()].find(({ session }) => session.trouble()?.id === troubleId);
    if (found === undefined) throw new AppFailure({ code: 'unknown-trouble' });
    return found.session;
  };
  const sourcesChanged = (): void => {
    for (const { session } of sessions.values()) session.sourceChanged();
  };
  const stopWatching = watchAwsFiles(() => {
    sourcesChanged();
    options.onSourcesChanged();
  });

  return {
    sources: () => listSources(variables(), keyStore),
    async lease(source) {
      const facts = await factsOf(source, variables(), keyStore);
      return openLease(sessionOf(source, facts.label), facts);
    },
    troubles,
    reload: (troubleId) => inTrouble(troubleId).reload(),
    logIn: (troubleId) => inTrouble(troubleId).logIn(),
    stopLogIn: (troubleId) => inTrouble(troubleId).stopLogIn(),
    sourcesChanged,
    close() {
      stopWatching();
      for (const { session } of sessions.values()) session.end();
      sessions.clear();
    },
  };
}

const keyOf = (source: CredentialSource): string =>
  source.kind === 'profile'
    ? `profile ${source.profile}`
    : source.kind === 'keys'
      ? `keys ${source.keysId}`
      : source.kind;

function troubleOf({ source, label, session }: OpenSession): CredentialTrouble[] {
  const trouble = session.trouble();
  if (trouble === null) return [];
  const { id: troubleId, error, remedy, keyIdEnd, login } = trouble;
  return [{ troubleId, source, label, keyIdEnd, error, remedy, login }];
}

function openLease(session: CredentialSession, facts: SourceFacts): CredentialLease {
  const giveBack = session.lease();
  let released = false;
  const expectHeld = (): void => {
    if (released) throw new AppFailure({ code: 'cancelled' });
  };
  return {
    facts,
    provide: async () => {
      expectHeld();
      return session.provide();
    },
    generation: () => session.generation(),
    accepted: (generation) => session.accepted(generation),
    renew: async (refusal, signal) => {
      expectHeld();
      await session.renew(refusal, signal);
    },
    expiresAt: () => session.expiresAt(),
    release() {
      released = true;
      giveBack();
    },
  };
}
