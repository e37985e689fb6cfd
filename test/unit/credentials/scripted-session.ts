import type { AwsCredentialIdentity } from '@smithy/types';
import { CredentialSession } from '../../../electron/credentials/session.ts';
import type { SourceLook } from '../../../electron/credentials/source-loader.ts';
import type { LoginWaiting, SsoLogin } from '../../../electron/credentials/sso-login.ts';
import type { Trouble } from '../../../electron/credentials/trouble.ts';
import { type AppError, AppFailure } from '../../../shared/app-error.ts';

export const keysNamed = (accessKeyId: string, expiration?: number): AwsCredentialIdentity => ({
  accessKeyId,
  secretAccessKey: `secret of ${accessKeyId}`,
  ...(expiration === undefined ? {} : { expiration: new Date(expiration) }),
});

/** A login that the test ends by hand. */
export interface ScriptedLogin {
  profile: string;
  signal: AbortSignal;
  onWaiting(state: LoginWaiting): void;
  succeed(): void;
  fail(error: AppError): void;
}

export interface Scene {
  session: CredentialSession;
  /** Gives the lease back that the scene holds. */
  release(): void;
  /** What the source gives from now on. */
  give(outcome: AwsCredentialIdentity | AppError): void;
  /** The source gives nothing until the returned function is called. */
  hold(): () => void;
  /** What is being loaded goes on though nobody wants it any more. */
  ignoreCancel(): void;
  loads(): number;
  look: SourceLook;
  logins: ScriptedLogin[];
  time: { now: number };
  /** How often the trouble was told to have changed. */
  changes(): number;
  trouble(): Trouble;
}

export function openScene(): Scene {
  let outcome: AwsCredentialIdentity | AppError = keysNamed('AKIAFIRST');
  let loads = 0;
  let changes = 0;
  let gate = Promise.resolve();
  let heedsCancel = true;
  const time = { now: 1_000_000 };
  const logins: ScriptedLogin[] = [];
  const look: SourceLook = { stamp: 'one', asksPerson: false, loginProfile: null, takesKeys: true };
  const logIn: SsoLogin = (profile, { signal, onWaiting }) =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new AppFailure({ code: 'cancelled' })));
      const fail = (error: AppError): void => reject(new AppFailure(error));
      logins.push({ profile, signal, onWaiting, succeed: resolve, fail });
    });
  const session = new CredentialSession({
    loader: {
      look: () => Promise.resolve({ ...look }),
      load: async (signal) => {
        loads++;
        await gate;
        if (heedsCancel && signal.aborted) throw new AppFailure({ code: 'cancelled' });
        if ('code' in outcome) throw new AppFailure(outcome);
        return outcome;
      },
    },
    logIn,
    now: () => time.now,
    onChange: () => {
      changes++;
    },
  });
  return {
    session,
    release: session.lease(),
    give: (next) => {
      outcome = next;
    },
    hold: () => {
      let open = (): void => undefined;
      gate = new Promise((resolve) => {
        open = resolve;
      });
      return open;
    },
    ignoreCancel: () => {
      heedsCancel = false;
    },
    loads: () => loads,
    look,
    logins,
    time,
    changes: () => changes,
    trouble: () => {
      const trouble = session.trouble();
      if (trouble === null) throw new Error('expected a trouble');
      return trouble;
    },
  };
}
