import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fromIni, fromTokenFile } from '@aws-sdk/credential-providers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { awsHome } from '../support/aws-home.ts';
import { type AwsServices, type AwsServicesOptions, startAwsServices } from '../support/aws-services.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const REGION = 'eu-central-1';
const ROLE = 'arn:aws:iam::111122223333:role/gallery';
const DEVICE = 'arn:aws:iam::111122223333:mfa/someone';

async function scene(config: string, options: AwsServicesOptions = {}): Promise<AwsServices> {
  const services = await startAwsServices(options);
  onTestFinished(() => services.stop());
  await awsHome(config, services.variables);
  return services;
}

const roleProfile = `
[profile base]
aws_access_key_id = AKIABASE
aws_secret_access_key = base-secret
region = ${REGION}
[profile gallery]
role_arn = ${ROLE}
source_profile = base
`;

describe('the SDK against the stand-in for AWS', () => {
  it.each([
    ['nothing else', {}],
    ['a parentClientConfig', { parentClientConfig: { region: REGION } }],
    ['a clientConfig', { clientConfig: { maxAttempts: 1 } }],
  ])('takes on a role at the address of the variables, with %s', async (_, init) => {
    const services = await scene(roleProfile, { callers: ['AKIABASE'] });
    const keys = await fromIni({ profile: 'gallery', ignoreCache: true, ...init })();
    expect(services.requestsOf('AssumeRole')).toMatchObject([
      { accessKeyId: 'AKIABASE', parameters: { RoleArn: ROLE, DurationSeconds: '3600' } },
    ]);
    expect(services.secrets()).toContain(keys.secretAccessKey);
    expect(keys.expiration?.getTime()).toBeGreaterThan(Date.now() + 3_500_000);
  });

  it('names the refusals of STS as AWS does', async () => {
    const services = await scene(roleProfile, { callers: ['AKIABASE'] });
    for (const [code, name] of [
      ['AccessDenied', 'AccessDenied'],
      ['ExpiredToken', 'ExpiredToken'],
      ['InvalidClientTokenId', 'InvalidClientTokenId'],
    ] as const) {
      services.refuse('AssumeRole', code);
      await expect(fromIni({ profile: 'gallery', ignoreCache: true })()).rejects.toMatchObject({
        name,
        $metadata: { httpStatusCode: 403 },
      });
    }
  });

  it('asks for the code of the device, and refuses a wrong one', async () => {
    await scene(`${roleProfile}mfa_serial = ${DEVICE}\n`, { mfaCodes: { [DEVICE]: '123456' }, mfaRoles: [ROLE] });
    const withCode = (code: string) =>
      fromIni({ profile: 'gallery', ignoreCache: true, mfaCodeProvider: async () => code })();
    await expect(withCode('000000')).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('invalid MFA one time pass code'),
    });
    expect((await withCode('123456')).sessionToken).toBeTruthy();
  });

  it('takes on a role with a web identity', async () => {
    const services = await scene('', { webIdentityToken: 'identity' });
    const file = path.join(await temporaryFolder(), 'token');
    await writeFile(file, 'identity');
    const keys = await fromTokenFile({
      webIdentityTokenFile: file,
      roleArn: ROLE,
      roleSessionName: 'one',
      parentClientConfig: { region: REGION },
    })();
    expect(services.secrets()).toContain(keys.secretAccessKey);
    await writeFile(file, 'other');
    await expect(
      fromTokenFile({ webIdentityTokenFile: file, roleArn: ROLE, parentClientConfig: { region: REGION } })(),
    ).rejects.toThrow('not a valid JWT');
  });
});
