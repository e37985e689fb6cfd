/** A home with one source of keys of every shape, each secret in it of a marker's make. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ACCOUNT, type AwsServices, startAwsServices } from './aws-services.ts';
import { EMBEDDED_REGION } from './embedded-server.ts';
import { makeMarker } from './secrets.ts';

/** The code that the device shows; six digits, which cannot bear a mark. */
export const MFA_CODE = '904713';
export const MFA_DEVICE = `arn:aws:iam::${ACCOUNT}:mfa/phone`;
const roleArn = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;
/** Soon enough for each load of keys to renew it, which the SDK does in the last five minutes. */
const SHORT_LOGIN_S = 240;

export interface SecretKeys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

export interface SecretHome {
  /** In every secret of the home, and of what the services give, but for those of the variables. */
  mark: string;
  /** In the secrets of the variables, of which the system itself gives every process of the app a copy. */
  variablesMark: string;
  folder: string;
  /** What the app is started with. */
  env: Readonly<Record<string, string>>;
  services: AwsServices;
  /** Fixed keys, by who holds them. */
  keys: Readonly<Record<KeyHolder, SecretKeys>>;
  webIdentityToken: string;
  /** What the program of `credential_process` does from now on: both ways out print secrets on both streams. */
  setProcess(outcome: 'gives keys' | 'fails' | 'babbles'): Promise<void>;
  /** Whether a file of the home is one of those that hold secrets by design: the AWS ones. */
  isAwsFile(path: string): boolean;
  remove(): Promise<void>;
}

const holders = [
  'static',
  'temporary',
  'environment',
  'behind-role',
  'behind-chain',
  'behind-mfa',
  'process',
  'typed',
  'typed-temporary',
  'written',
] as const;
export type KeyHolder = (typeof holders)[number];
const withToken: readonly KeyHolder[] = ['temporary', 'environment', 'process', 'typed-temporary', 'written'];

export async function makeSecretHome(): Promise<SecretHome> {
  const folder = await mkdtemp(join(tmpdir(), 'contact-sheet-secrets-'));
  const { mark, secret } = makeMarker();
  const ofVariables = makeMarker();
  const keysOf = (holder: KeyHolder, index: number): SecretKeys => {
    const make = holder === 'environment' ? ofVariables.secret : secret;
    return {
      accessKeyId: `AKIA${holder.toUpperCase().replaceAll('-', '')}${index}`,
      secretAccessKey: make(`${holder}-key`),
      sessionToken: withToken.includes(holder) ? make(`${holder}-token`) : '',
    };
  };
  const keys = Object.fromEntries(
    holders.map((holder, index) => [holder, keysOf(holder, index)]),
  ) as SecretHome['keys'];
  const webIdentityToken = secret('web-identity');
  const services = await startAwsServices({
    secretMark: `${mark}/+`,
    tokenSeconds: SHORT_LOGIN_S,
    mfaCodes: { [MFA_DEVICE]: MFA_CODE },
    mfaRoles: [roleArn('coded')],
    webIdentityToken,
  });
  const aws = join(folder, '.aws');
  const inAws = (name: string): string => join(aws, name);
  await mkdir(aws, { mode: 0o700 });
  await mkdir(join(folder, 'temp'));
  await writeFile(inAws('credentials'), credentialsText(keys));
  await writeFile(inAws('config'), configText({ services, aws }));
  await writeFile(inAws('web-identity-token'), webIdentityToken);
  const setProcess: SecretHome['setProcess'] = (outcome) =>
    writeFile(inAws('process.sh'), processScript(outcome, keys.process, secret));
  await setProcess('gives keys');
  return {
    mark,
    variablesMark: ofVariables.mark,
    folder,
    services,
    keys,
    webIdentityToken,
    setProcess,
    env: {
      HOME: folder,
      TMPDIR: join(folder, 'temp'),
      AWS_CONFIG_FILE: inAws('config'),
      AWS_SHARED_CREDENTIALS_FILE: inAws('credentials'),
      AWS_ACCESS_KEY_ID: keys.environment.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.environment.secretAccessKey,
      AWS_SESSION_TOKEN: keys.environment.sessionToken,
      ...services.variables,
    },
    isAwsFile: (path) => path.startsWith('.aws/'),
    async remove() {
      await services.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function credentialsText(keys: SecretHome['keys']): string {
  const inFile = (['static', 'temporary', 'behind-role', 'behind-chain', 'behind-mfa'] as const).map((name) => {
    const { accessKeyId, secretAccessKey, sessionToken } = keys[name];
    const token = sessionToken === '' ? '' : `aws_session_token = ${sessionToken}\n`;
    return `[${name}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n${token}`;
  });
  return inFile.join('\n');
}

function configText({ services, aws }: { services: AwsServices; aws: string }): string {
  const sso = `sso_region = ${EMBEDDED_REGION}`;
  const startUrl = (name: string): string => `sso_start_url = ${services.endpoint}/${name}`;
  const account = `sso_account_id = ${ACCOUNT}\nsso_role_name = viewer`;
  const role = (name: string, source: string): string => `role_arn = ${roleArn(name)}\nsource_profile = ${source}`;
  const profiles: Readonly<Record<string, string>> = {
    sso: `sso_session = company\n${account}`,
    'sso-legacy': `${startUrl('legacy')}\n${sso}\n${account}`,
    role: role('single', 'behind-role'),
    middle: role('middle', 'behind-chain'),
    chain: role('last', 'middle'),
    mfa: `${role('coded', 'behind-mfa')}\nmfa_serial = ${MFA_DEVICE}`,
    process: `credential_process = sh "${join(aws, 'process.sh')}"`,
    web: `role_arn = ${roleArn('web')}\nweb_identity_token_file = ${join(aws, 'web-identity-token')}`,
  };
  const session = `[sso-session company]\n${startUrl('start')}\n${sso}\nsso_registration_scopes = sso:account:access\n`;
  const sections = Object.entries(profiles).map(([name, settings]) => `[profile ${name}]\n${settings}\n`);
  return [session, ...sections].join('\n');
}

function processScript(
  outcome: Parameters<SecretHome['setProcess']>[0],
  { accessKeyId, secretAccessKey, sessionToken }: SecretKeys,
  secret: (name: string) => string,
): string {
  const output = JSON.stringify({
    Version: 1,
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
  });
  const printed = outcome === 'babbles' ? secret('babble') : output;
  const aside = `printf '%s\\n' '${secret('stderr')}' >&2`;
  return `${aside}\nprintf '%s\\n' '${printed}'\nexit ${outcome === 'fails' ? 1 : 0}\n`;
}
