import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { AppError } from '../../../shared/app-error.ts';
import { errorOf } from '../../support/failures.ts';
import { keysNamed, openScene, type Scene, type ScriptedLogin } from './scripted-session.ts';

const loginNeeded: AppError = { code: 'login-needed', profile: 'staff' };
const denied: AppError = { code: 'login-refused', profile: 'staff', reason: 'denied', detail: '' };
const waitingFacts = { userCode: 'ABCD-EFGH', address: 'https://x', expiresAt: 5 };
const { signal } = new AbortController();

describe('a login for the sake of a trouble', () => {
  let scene: Scene;
  let waiting: Promise<void>;
  const latest = (): ScriptedLogin => {
    const login = scene.logins.at(-1);
    if (login === undefined) throw new Error('expected a login');
    return login;
  };

  beforeEach(async () => {
    scene = openScene();
    scene.look.loginProfile = 'staff';
    scene.look.takesKeys = false;
    scene.give(loginNeeded);
    expect(await errorOf(scene.session.provide())).toEqual(loginNeeded);
    waiting = scene.session.renew({ error: loginNeeded, generation: 0 }, signal);
    waiting.catch(() => undefined);
  });

  it('case 12: tells its course, and lets everything go on in the end', async () => {
    expect(scene.trouble()).toMatchObject({ remedy: 'log-in', login: { kind: 'idle' } });
    scene.session.logIn();
    expect(latest().profile).toBe('staff');
    expect(scene.trouble().login).toEqual({ kind: 'starting' });
    latest().onWaiting(waitingFacts);
    expect(scene.trouble().login).toEqual({ kind: 'waiting', ...waitingFacts });
    scene.give(keysNamed('ASIAONE'));
    latest().succeed();
    await waiting;
    expect(scene.session.trouble()).toBeNull();
    expect((await scene.session.provide()).accessKeyId).toBe('ASIAONE');
  });

  it('is one at a time', () => {
    scene.session.logIn();
    scene.session.logIn();
    expect(scene.logins).toHaveLength(1);
  });

  it('says why it failed, and can be tried again', async () => {
    scene.session.logIn();
    latest().fail(denied);
    await vi.waitFor(() => expect(scene.trouble().login).toEqual({ kind: 'failed', error: denied }));
    scene.session.logIn();
    expect(scene.logins).toHaveLength(2);
    expect(scene.trouble().login).toEqual({ kind: 'starting' });
  });

  it('can be stopped, and shows nothing of its end then', async () => {
    scene.session.logIn();
    const login = latest();
    login.onWaiting(waitingFacts);
    scene.session.stopLogIn();
    expect(login.signal.aborted).toBe(true);
    expect(scene.trouble().login).toEqual({ kind: 'idle' });
    login.onWaiting(waitingFacts);
    await new Promise(setImmediate);
    expect(scene.trouble().login).toEqual({ kind: 'idle' });
  });

  it('is stopped where the person logged in elsewhere', async () => {
    scene.session.logIn();
    scene.give(keysNamed('ASIAONE'));
    scene.session.sourceChanged();
    await waiting;
    expect(latest().signal.aborted).toBe(true);
  });

  it('is stopped with the last lease', async () => {
    scene.session.logIn();
    scene.release();
    expect(latest().signal.aborted).toBe(true);
    expect(await errorOf(waiting)).toEqual({ code: 'cancelled' });
  });

  it('goes back to its beginning where it did not bring what was needed', async () => {
    scene.session.logIn();
    latest().succeed();
    await vi.waitFor(() => expect(scene.trouble().login).toEqual({ kind: 'idle' }));
    expect([scene.trouble().error, scene.loads()]).toEqual([loginNeeded, 2]);
  });

  it('begins nowhere but where one is needed', async () => {
    const other = openScene();
    other.give({ code: 'credential-process', profile: 'work', reason: 'slow' });
    await errorOf(other.session.provide());
    other.session.logIn();
    expect(other.logins).toHaveLength(0);
  });
});
