import { toAppError } from '../../shared/app-error.ts';
import type { LoginState } from '../../shared/connection.ts';
import type { SsoLogin } from './sso-login.ts';
import type { Trouble } from './trouble.ts';

/** The login for the sake of a session's trouble: one at a time, its course shown in the trouble. */
export class SessionLogin {
  readonly #logIn: SsoLogin;
  readonly #onChange: () => void;
  #running: AbortController | null = null;

  constructor(logIn: SsoLogin, onChange: () => void) {
    this.#logIn = logIn;
    this.#onChange = onChange;
  }

  /** `mend` follows a login that succeeded. Does nothing while one is under way. */
  begin(trouble: Trouble, profile: string, mend: () => Promise<void>): void {
    if (this.#running !== null) return;
    const run = new AbortController();
    this.#running = run;
    const show = (login: LoginState): void => {
      // What was stopped has nothing to say any more.
      if (this.#running === run) this.#show(trouble, login);
    };
    show({ kind: 'starting' });
    this.#run(profile, run, show, mend).then((end) => {
      show(end);
      if (this.#running === run) this.#running = null;
    });
  }

  /** Back to the beginning, by the person's wish. */
  stop(trouble: Trouble): void {
    if (this.#running === null) return;
    this.forget();
    this.#show(trouble, { kind: 'idle' });
  }

  /** The trouble is over. */
  forget(): void {
    this.#running?.abort();
    this.#running = null;
  }

  /** How it ended. Does not throw. */
  async #run(
    profile: string,
    run: AbortController,
    show: (login: LoginState) => void,
    mend: () => Promise<void>,
  ): Promise<LoginState> {
    try {
      await this.#logIn(profile, {
        signal: run.signal,
        onWaiting: (facts) => show({ kind: 'waiting', ...facts }),
      });
      if (this.#running === run) await mend();
      return { kind: 'idle' };
    } catch (thrown) {
      const error = toAppError(thrown);
      return error.code === 'cancelled' ? { kind: 'idle' } : { kind: 'failed', error };
    }
  }

  #show(trouble: Trouble, login: LoginState): void {
    trouble.login = login;
    this.#onChange();
  }
}
