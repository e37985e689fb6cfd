import type { AwsCredentialIdentity } from '@smithy/types';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AppError, AppFailure } from '../../../shared/app-error.ts';
import type { CredentialSource } from '../../../shared/connection.ts';
import { type AwsFiles, useAwsFiles } from '../../support/aws-files.ts';
import { type CredentialScene, openCredentialScene } from '../../support/credential-scene.ts';
import { errorOf } from '../../support/failures.ts';

const { signal } = new AbortController();
const wrongKeys: AppError = { code: 'wrong-keys', bucket: 'photos', endpoint: 'https://s3', reason: 'key' };
const keysNamed = (accessKeyId: string): AwsCredentialIdentity => ({ accessKeyId, secretAccessKey: 's' });

describe('the sessions of all sources', () => {
  let files: AwsFiles;
  let scene: CredentialScene;
  let typed: AwsCredentialIdentity | AppError;
  const source: CredentialSource = { kind: 'keys', keysId: 'k1' };

  beforeEach(async () => {
    files = await useAwsFiles();
    typed = keysNamed('AKIATYPED');
    scene = openCredentialScene({
      keyStore: {
        hasKeyring: () => true,
        list: () =>
          Promise.resolve([
            { source, label: 'Mine', method: 'typed', region: null, keyIdEnd: 'YPED', sessionOnly: false },
          ]),
        read: () => ('code' in typed ? Promise.reject(new AppFailure(typed)) : Promise.resolve(typed)),
      },
    });
  });
  afterEach(async () => {
    scene.sessions.close();
    await files.remove();
  });

  it('give typed keys, and take others that are entered in their place', async () => {
    const lease = await scene.sessions.lease(source);
    expect(lease.facts.label).toBe('Mine');
    expect((await lease.provide()).accessKeyId).toBe('AKIATYPED');
    const renewed = lease.renew({ error: wrongKeys, generation: lease.generation() }, signal);
    expect(await scene.trouble()).toMatchObject({ source, label: 'Mine', remedy: 'new-keys', keyIdEnd: 'YPED' });
    typed = keysNamed('AKIAENTERED');
    scene.sessions.sourcesChanged();
    await renewed;
    expect((await lease.provide()).accessKeyId).toBe('AKIAENTERED');
  });

  it('ask for typed keys anew where the keyring no longer opens them', async () => {
    typed = { code: 'keys-locked' };
    const lease = await scene.sessions.lease(source);
    expect(await errorOf(lease.provide())).toEqual({ code: 'keys-locked' });
    expect(await scene.trouble()).toMatchObject({ remedy: 'new-keys', keyIdEnd: null });
  });

  it('give the keys of the environment', async () => {
    files.setVariables({ AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 's', AWS_SESSION_TOKEN: 't' });
    const lease = await scene.sessions.lease({ kind: 'environment' });
    expect(await lease.provide()).toMatchObject({ accessKeyId: 'AKIAENV', sessionToken: 't' });
    expect(lease.expiresAt()).toBeNull();
    const renewed = lease.renew({ error: wrongKeys, generation: lease.generation() }, signal);
    const { troubleId, remedy, label } = await scene.trouble();
    expect([remedy, label]).toEqual(['try-again', '']);
    scene.sessions.reload(troubleId);
    await renewed;
  });

  it('share one trouble among all leases of a source, and tell of each source', async () => {
    await files.writeCredentials('[work]\naws_access_key_id = AKIAWORK\naws_secret_access_key = s\n');
    const [one, two] = [await scene.sessions.lease(source), await scene.sessions.lease(source)];
    const work = await scene.sessions.lease({ kind: 'profile', profile: 'work' });
    for (const lease of [one, two, work]) {
      await lease.provide();
      lease.renew({ error: wrongKeys, generation: lease.generation() }, signal).catch(() => undefined);
    }
    await vi.waitFor(() => expect(scene.sessions.troubles()).toHaveLength(2));
    one.release();
    expect(scene.sessions.troubles().map(({ label }) => label)).toEqual(['Mine', 'work']);
    two.release();
    expect(scene.told.at(-1)?.map(({ label }) => label)).toEqual(['work']);
  });

  it('give nothing by a lease that was released', async () => {
    const [one, other] = [await scene.sessions.lease(source), await scene.sessions.lease(source)];
    one.release();
    one.release();
    expect(await errorOf(one.provide())).toEqual({ code: 'cancelled' });
    expect(await errorOf(one.renew({ error: wrongKeys, generation: 0 }, signal))).toEqual({ code: 'cancelled' });
    expect((await other.provide()).accessKeyId).toBe('AKIATYPED');
  });

  it('know no trouble but those there are', () => {
    for (const act of ['reload', 'logIn', 'stopLogIn'] as const)
      expect(() => scene.sessions[act]('nonsense')).toThrow('unknown-trouble');
  });

  it('ask the person to enter keys of a profile that has none, and of one that is gone', async () => {
    await files.writeConfig('[profile bare]\nregion = eu-west-1\n');
    const lease = await scene.sessions.lease({ kind: 'profile', profile: 'bare' });
    expect(await errorOf(lease.provide())).toMatchObject({ code: 'no-credentials', source: 'bare' });
    expect((await scene.trouble()).remedy).toBe('new-keys');
    await files.writeConfig('');
    await vi.waitFor(() =>
      expect(scene.sessions.troubles()).toMatchObject([
        { error: { code: 'no-such-profile', profile: 'bare' }, remedy: 'new-keys' },
      ]),
    );
    const renewed = lease.renew({ error: wrongKeys, generation: lease.generation() }, signal);
    await files.writeCredentials('[bare]\naws_access_key_id = AKIABARE\naws_secret_access_key = s\n');
    await renewed;
    expect((await lease.provide()).accessKeyId).toBe('AKIABARE');
  });

  it('end what waits when the app goes', async () => {
    const lease = await scene.sessions.lease(source);
    await lease.provide();
    const renewed = errorOf(lease.renew({ error: wrongKeys, generation: lease.generation() }, signal));
    await scene.trouble();
    scene.sessions.close();
    expect(await renewed).toEqual({ code: 'cancelled' });
    expect(scene.sessions.troubles()).toEqual([]);
  });
});
