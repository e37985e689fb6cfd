/** What each source of keys can meet before it gives any. */
import type { Person } from './secrets-person.ts';
import { MFA_CODE, MFA_DEVICE, type SecretHome } from './secrets-sources.ts';

/** One failure of a source, and how the window tells it. */
export interface Obstacle {
  /** Puts it in the way. */
  before?: () => Promise<void> | void;
  /** What happens elsewhere once the keys were asked for. */
  after?: () => Promise<void> | void;
  /** Null for none: what was in the way is gone by then. */
  says: RegExp | null;
}

/** What a service says of a value that it does not take, which it repeats (AWS, "ValidationError"). */
const quoted = (value: string, name: string): string =>
  `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: Member must have length less than or equal to 8`;

/** By the name of the profile. */
export function obstaclesOf(home: SecretHome, person: Person): Readonly<Record<string, readonly Obstacle[]>> {
  const { services } = home;
  const roleRefused: Obstacle = {
    before: () => services.refuse('AssumeRole', 'AccessDenied', 1),
    says: /may not take on the role/,
  };
  const loginDenied: Obstacle[] = [
    { says: /needs a login/ },
    { after: async () => services.deny(await person.loginCode()), says: /was turned down in the browser/ },
    {
      after: async () => {
        const login = await person.loginCode();
        const message = quoted(newest(services.secrets(), 'device-code'), 'deviceCode');
        services.refuse('CreateToken', { code: 'InvalidRequestException', message }, 1);
        services.expireCode(login);
      },
      says: /is not set up right/,
    },
  ];
  return {
    role: [roleRefused],
    chain: [roleRefused],
    mfa: [
      { before: () => services.setMfaCode(MFA_DEVICE, '000000'), says: /one-time code .* was not accepted/ },
      { before: () => services.setMfaCode(MFA_DEVICE, MFA_CODE), says: null },
    ],
    process: [
      { before: () => home.setProcess('fails'), says: /ended with an error/ },
      { before: () => home.setProcess('babbles'), says: /printed something else than keys/ },
      { before: () => home.setProcess('gives keys'), says: null },
    ],
    web: [
      {
        before: () =>
          services.refuse(
            'AssumeRoleWithWebIdentity',
            { code: 'ValidationError', message: quoted(home.webIdentityToken, 'webIdentityToken') },
            1,
          ),
        says: /gave no keys/,
      },
    ],
    sso: loginDenied,
    'sso-legacy': loginDenied,
  };
}

function newest(secrets: readonly string[], kind: string): string {
  const found = secrets.findLast((secret) => secret.includes(kind));
  if (found === undefined) throw new Error(`expected a secret of the kind ${kind} but found none`);
  return found;
}
