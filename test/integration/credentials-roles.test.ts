import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CredentialLease } from '../../electron/credentials/credentials.ts';
import { type AwsFiles, useAwsFiles } from '../support/aws-files.ts';
import { ACCOUNT, type AwsServices, startAwsServices } from '../support/aws-services.ts';
import { type CredentialScene, openCredentialScene } from '../support/credential-scene.ts';
import { errorOf } from '../support/failures.ts';
import { refusingEndpoint } from '../support/loopback.ts';

const { signal } = new AbortController();
const role = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const DEVICE = `arn:aws:iam::${ACCOUNT}:mfa/phone`;
const baseKeys = '[base]\naws_access_key_id = AKIABASE\naws_secret_access_key = basesecret\n';

describe('a role', () => {
  let files: AwsFiles;
  let services: AwsServices;
  let scene: CredentialScene;

  beforeEach(async () => {
    files = await useAwsFiles();
    services = await startAwsServices({ callers: ['AKIABASE', 'ASIAINNER'], mfaCodes: { [DEVICE]: '123456' } });
    files.setVariables(services.variables);
    await files.writeCredentials(baseKeys);
    scene = openCredentialScene();
  });
  afterEach(async () => {
    scene.sessions.close();
    await services.stop();
    await files.remove();
  });

  const lease = (profile: string): Promise<CredentialLease> => scene.sessions.lease({ kind: 'profile', profile });

  describe('taken on with other keys', () => {
    it('is taken on once, with the keys of the profile behind it', async () => {
      await files.writeConfig(`[profile deploy]\nrole_arn = ${role('deploy')}\nsource_profile = base\n`);
      const held = await lease('deploy');
      const given = await Promise.all(Array.from({ length: 20 }, () => held.provide()));
      expect(new Set(given).size).toBe(1);
      expect(services.requests).toMatchObject([
        { operation: 'AssumeRole', accessKeyId: 'AKIABASE', parameters: { RoleArn: role('deploy') } },
      ]);
      expect(held.expiresAt()).toBeGreaterThan(Date.now());
    });

    it('is taken on through a chain of roles', async () => {
      const inner = { accessKeyId: 'ASIAINNER', secretAccessKey: 'i', sessionToken: 'i' };
      const outer = { accessKeyId: 'ASIAOUTER', secretAccessKey: 'o', sessionToken: 'o' };
      services.issueKeys(({ parameters }) => (parameters.RoleArn === role('inner') ? inner : outer));
      await files.writeConfig(
        [
          `[profile outer]\nrole_arn = ${role('outer')}\nsource_profile = inner\nexternal_id = ext`,
          `[profile inner]\nrole_arn = ${role('inner')}\nsource_profile = base`,
        ].join('\n'),
      );
      expect(await (await lease('outer')).provide()).toMatchObject(outer);
      expect(services.requests).toMatchObject([
        { accessKeyId: 'AKIABASE', parameters: { RoleArn: role('inner') } },
        { accessKeyId: 'ASIAINNER', parameters: { RoleArn: role('outer'), ExternalId: 'ext' } },
      ]);
    });

    it('is taken on with the keys of the environment', async () => {
      files.setVariables({ AWS_ACCESS_KEY_ID: 'AKIABASE', AWS_SECRET_ACCESS_KEY: 'basesecret' });
      await files.writeConfig(`[profile deploy]\nrole_arn = ${role('deploy')}\ncredential_source = Environment\n`);
      await (await lease('deploy')).provide();
      expect(services.requests).toMatchObject([{ operation: 'AssumeRole', accessKeyId: 'AKIABASE' }]);
    });

    it('is asked of Amazon itself where another profile names a server of its own', async () => {
      const [elsewhere, proxy] = [await refusingEndpoint(), await refusingEndpoint()];
      // No request leaves this computer: the way to Amazon leads through a proxy that is not there.
      const none = Object.fromEntries(Object.keys(services.variables).map((name) => [name, '']));
      files.setVariables({ ...none, HTTPS_PROXY: proxy });
      await files.writeConfig(
        `[default]\nendpoint_url = ${elsewhere}\n[profile deploy]\nrole_arn = ${role('deploy')}\nsource_profile = base\n`,
      );
      const error = { code: 'unreachable', endpoint: expect.stringMatching(/^sts\./) };
      expect(await errorOf((await lease('deploy')).provide())).toMatchObject(error);
    });

    it('is a trouble where it is refused, until the person tries again', async () => {
      services.refuse('AssumeRole', 'AccessDenied');
      await files.writeConfig(`[profile deploy]\nrole_arn = ${role('deploy')}\nsource_profile = base\n`);
      const held = await lease('deploy');
      const error = { code: 'role-refused', profile: 'deploy', role: role('deploy') };
      expect(await errorOf(held.provide())).toEqual(error);
      const [trouble] = scene.sessions.troubles();
      expect(trouble).toMatchObject({ label: 'deploy', error, remedy: 'try-again', keyIdEnd: null });
      services.accept('AssumeRole');
      scene.sessions.reload(trouble?.troubleId ?? '');
      await held.renew({ error: { code: 'role-refused', profile: '', role: '' }, generation: 0 }, signal);
      expect(scene.sessions.troubles()).toEqual([]);
      await held.provide();
    });

    it('says that the keys behind it are wrong', async () => {
      await files.writeCredentials(baseKeys.replace('AKIABASE', 'AKIAOTHER'));
      await files.writeConfig(`[profile deploy]\nrole_arn = ${role('deploy')}\nsource_profile = base\n`);
      const error = await errorOf((await lease('deploy')).provide());
      expect(error).toEqual({ code: 'wrong-keys', bucket: '', endpoint: '127.0.0.1', reason: 'key' });
    });

    it('is no trouble where STS cannot be reached', async () => {
      files.setVariables({ AWS_ENDPOINT_URL_STS: await refusingEndpoint() });
      await files.writeConfig(`[profile deploy]\nrole_arn = ${role('deploy')}\nsource_profile = base\n`);
      const error = await errorOf((await lease('deploy')).provide());
      expect(error).toEqual({ code: 'unreachable', endpoint: '127.0.0.1', detail: 'ECONNREFUSED' });
      expect(scene.sessions.troubles()).toEqual([]);
    });
  });

  describe('that wants a code', () => {
    beforeEach(() =>
      files.writeConfig(
        `[profile deploy]\nrole_arn = ${role('deploy')}\nsource_profile = base\nmfa_serial = ${DEVICE}\n`,
      ),
    );

    it('case 13: is asked for by one prompt for 50 requests', async () => {
      scene.answerCode(' 123456 ');
      const held = await lease('deploy');
      await Promise.all(Array.from({ length: 50 }, () => held.provide()));
      expect(scene.askedCodes).toEqual([{ profile: 'deploy', device: DEVICE }]);
      expect(services.requestsOf('AssumeRole')).toHaveLength(1);
    });

    it('case 13: ends clearly where the prompt is closed, and asks again only when the person reloads', async () => {
      const held = await lease('deploy');
      const attempts = await Promise.all(Array.from({ length: 50 }, () => errorOf(held.provide())));
      const error = { code: 'mfa-cancelled', profile: 'deploy' } as const;
      expect(new Set(attempts.map((attempt) => JSON.stringify(attempt)))).toEqual(new Set([JSON.stringify(error)]));
      const stopping = new AbortController();
      const waiting = errorOf(held.renew({ error, generation: 0 }, stopping.signal));
      const renewed = held.renew({ error, generation: 0 }, signal);
      expect(await errorOf(held.provide())).toEqual(error);
      stopping.abort();
      expect(await waiting).toEqual({ code: 'cancelled' });
      expect([scene.askedCodes.length, services.requests.length]).toEqual([1, 0]);

      scene.answerCode('123456');
      const { troubleId, remedy } = await scene.trouble();
      expect(remedy).toBe('try-again');
      scene.sessions.reload(troubleId);
      await renewed;
      await held.provide();
      expect([scene.askedCodes.length, services.requests.length]).toEqual([2, 1]);
    });

    it.each(['654321', '12345', 'abcdef'])('case 13: ends clearly where the code is %s', async (code) => {
      scene.answerCode(code);
      const held = await lease('deploy');
      const error = { code: 'mfa-refused', profile: 'deploy' };
      expect(await errorOf(held.provide())).toEqual(error);
      expect(await errorOf(held.provide())).toEqual(error);
      expect(scene.askedCodes).toHaveLength(1);
      expect(JSON.stringify(scene.told)).not.toContain(code);
    });

    it('asks for no code where the keys behind the role cannot be had', async () => {
      await files.writeCredentials('');
      expect(await errorOf((await lease('deploy')).provide())).toMatchObject({ code: 'no-credentials' });
      expect(scene.askedCodes).toEqual([]);
    });
  });

  it('is taken on with the token of a web identity, by a profile and by the variables', async () => {
    const token = path.join(files.home, 'token');
    await writeFile(token, 'webidentity');
    await files.writeConfig(`[profile pod]\nrole_arn = ${role('pod')}\nweb_identity_token_file = ${token}\n`);
    files.setVariables({ AWS_ROLE_ARN: role('pod'), AWS_WEB_IDENTITY_TOKEN_FILE: token });
    await (await lease('pod')).provide();
    await (await scene.sessions.lease({ kind: 'environment' })).provide();
    expect(services.requests).toMatchObject([
      { operation: 'AssumeRoleWithWebIdentity', parameters: { RoleArn: role('pod') } },
      { operation: 'AssumeRoleWithWebIdentity', parameters: { RoleArn: role('pod') } },
    ]);
    services.refuse('AssumeRoleWithWebIdentity', 'AccessDenied');
    const other = await scene.sessions.lease({ kind: 'environment' });
    const refusal = { error: { code: 'credentials-expired', bucket: 'b' }, generation: other.generation() } as const;
    other.accepted(other.generation());
    other.renew(refusal, signal).catch(() => undefined);
    const error = { code: 'role-refused', profile: '', role: role('pod') };
    expect((await scene.trouble()).error).toEqual(error);
  });
});
