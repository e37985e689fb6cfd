import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CredentialLease } from '../../electron/credentials/credentials.ts';
import { createSsoLogin } from '../../electron/credentials/sso-login.ts';
import { type AwsFiles, useAwsFiles } from '../support/aws-files.ts';
import { ACCOUNT, type AwsServices, startAwsServices } from '../support/aws-services.ts';
import { type CredentialScene, openCredentialScene } from '../support/credential-scene.ts';
import { errorOf } from '../support/failures.ts';
import { refusingEndpoint } from '../support/loopback.ts';

const { signal } = new AbortController();
/** A login is looked for once a second, on a machine that runs other tests too. */
const PATIENCE = { timeout: 10_000 };
const session = '[sso-session company]\nsso_region = eu-west-1\nsso_start_url = https://company.example/start\n';
const account = `sso_account_id = ${ACCOUNT}\nsso_role_name = viewer\n`;
const profiles = [
  session,
  `[profile staff]\nsso_session = company\n${account}`,
  `[profile legacy]\nsso_start_url = https://old.example/start\nsso_region = eu-west-1\n${account}`,
  `[profile deploy]\nrole_arn = arn:aws:iam::${ACCOUNT}:role/deploy\nsource_profile = staff\n`,
  `[profile lost]\nsso_session = nowhere\n${account}`,
].join('\n');

describe('a profile of SSO', () => {
  let files: AwsFiles;
  let services: AwsServices;
  let scene: CredentialScene;

  beforeEach(async () => {
    files = await useAwsFiles();
    services = await startAwsServices({ pollSeconds: 0 });
    files.setVariables(services.variables);
    await files.writeConfig(profiles);
    scene = openCredentialScene();
  });
  afterEach(async () => {
    scene.sessions.close();
    await services.stop();
    await files.remove();
  });

  const lease = (profile: string): Promise<CredentialLease> => scene.sessions.lease({ kind: 'profile', profile });
  /** The person in the browser allows the next login. */
  const approveNext = async (): Promise<void> => {
    const code = await vi.waitFor(() => {
      const [waiting] = services.waiting();
      if (waiting === undefined) throw new Error('expected a login to wait');
      return waiting;
    }, PATIENCE);
    services.approve(code);
  };
  /** As `aws sso login` in a terminal. */
  const logInElsewhere = async (profile: string): Promise<void> => {
    const done = createSsoLogin({ openBrowser: () => undefined })(profile, { signal, onWaiting: () => undefined });
    await Promise.all([done, approveNext()]);
  };
  const logInHere = async (): Promise<void> => {
    const { troubleId } = await scene.trouble(({ remedy }) => remedy === 'log-in');
    scene.sessions.logIn(troubleId);
    await scene.trouble(({ login }) => login.kind === 'waiting');
    await approveNext();
  };

  it.each(['staff', 'legacy', 'deploy'])('case 12: wants a login first, by %s', async (profile) => {
    const held = await lease(profile);
    const needed = { code: 'login-needed', profile: profile === 'legacy' ? 'legacy' : 'staff' } as const;
    expect(await errorOf(held.provide())).toEqual(needed);
    const waiting = held.renew({ error: needed, generation: 0 }, signal);
    await logInHere();
    await waiting;
    expect((await held.provide()).sessionToken).toBeTruthy();
    expect(scene.sessions.troubles()).toEqual([]);
    expect(scene.opened).toHaveLength(1);
  });

  it('case 12: that ends in mid-work lets 50 requests wait for one login', async () => {
    await logInElsewhere('staff');
    const held = await lease('staff');
    const before = await held.provide();
    const generation = held.generation();
    held.accepted(generation);
    services.expireLogins();
    const waiting = Array.from({ length: 50 }, () =>
      held.renew({ error: { code: 'credentials-expired', bucket: 'photos' }, generation }, signal),
    );
    await logInHere();
    await Promise.all(waiting);
    expect((await held.provide()).accessKeyId).not.toBe(before.accessKeyId);
    expect(scene.opened).toHaveLength(1);
    // Once at first, once refused, once at the end; the files of both logins are edits, which may each be one more.
    expect(services.requestsOf('GetRoleCredentials').length).toBeLessThanOrEqual(5);
  });

  it('case 12: goes on after a login in a terminal', async () => {
    const held = await lease('staff');
    const needed = await errorOf(held.provide());
    const waiting = held.renew({ error: needed, generation: 0 }, signal);
    await logInElsewhere('staff');
    await waiting;
    await held.provide();
    expect(scene.opened).toEqual([]);
  });

  it('case 12: says why a login failed, and takes another one', async () => {
    const held = await lease('staff');
    await errorOf(held.provide());
    const { troubleId } = await scene.trouble();
    scene.sessions.logIn(troubleId);
    const { login } = await scene.trouble((trouble) => trouble.login.kind === 'waiting');
    services.deny(login.kind === 'waiting' ? login.userCode : '');
    const failed = await scene.trouble((trouble) => trouble.login.kind === 'failed');
    expect(failed.login).toMatchObject({ error: { code: 'login-refused', reason: 'denied' } });
    await logInHere();
    await vi.waitFor(() => expect(scene.sessions.troubles()).toEqual([]), PATIENCE);
    await held.provide();
  });

  it('case 12: can stop waiting for a login', async () => {
    const held = await lease('staff');
    await errorOf(held.provide());
    const { troubleId } = await scene.trouble();
    scene.sessions.logIn(troubleId);
    await scene.trouble((trouble) => trouble.login.kind === 'waiting');
    scene.sessions.stopLogIn(troubleId);
    expect((await scene.trouble()).login).toEqual({ kind: 'idle' });
    held.release();
    expect(scene.sessions.troubles()).toEqual([]);
    expect(() => scene.sessions.logIn(troubleId)).toThrow('unknown-trouble');
  });

  it('is not taken for one without login while the portal cannot be reached', async () => {
    await logInElsewhere('staff');
    files.setVariables({ AWS_ENDPOINT_URL_SSO: await refusingEndpoint() });
    const error = await errorOf((await lease('staff')).provide());
    expect(error).toEqual({ code: 'unreachable', endpoint: '127.0.0.1', detail: 'ECONNREFUSED' });
    expect(scene.sessions.troubles()).toEqual([]);
  });

  it('is not taken for one without login while a renewal cannot be reached', async () => {
    services.setTokenSeconds(-1);
    await logInElsewhere('staff');
    files.setVariables({ AWS_ENDPOINT_URL_SSO_OIDC: await refusingEndpoint() });
    expect(await errorOf((await lease('staff')).provide())).toMatchObject({ code: 'unreachable' });
  });

  it('says so where the role is not for this person', async () => {
    await logInElsewhere('staff');
    services.refuse('GetRoleCredentials', 'ForbiddenException');
    const error = { code: 'role-refused', profile: 'staff', role: 'viewer' };
    expect(await errorOf((await lease('staff')).provide())).toEqual(error);
  });

  it('says so where its session is not configured', async () => {
    const error = { code: 'no-credentials', source: 'lost', detail: 'sso-session nowhere' };
    expect(await errorOf((await lease('lost')).provide())).toEqual(error);
  });

  it('tells no secret to anybody', async () => {
    const held = await lease('staff');
    await errorOf(held.provide());
    await logInHere();
    await vi.waitFor(() => expect(scene.sessions.troubles()).toEqual([]), PATIENCE);
    const { secretAccessKey } = await held.provide();
    const told = JSON.stringify([scene.told, await scene.sessions.sources()]);
    expect(services.secrets()).toContain(secretAccessKey);
    for (const secret of services.secrets()) expect(told).not.toContain(secret);
  });

  it('needs a login again where the files of the login were removed', async () => {
    await logInElsewhere('staff');
    const cache = path.join(files.folder, 'sso', 'cache');
    expect(await readdir(cache)).not.toEqual([]);
    await rm(cache, { recursive: true });
    await mkdir(cache);
    expect(await errorOf((await lease('staff')).provide())).toEqual({ code: 'login-needed', profile: 'staff' });
  });
});
