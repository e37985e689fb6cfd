import { fromIni } from '@aws-sdk/credential-providers';
import type { AwsCredentialIdentity } from '@smithy/types';
import { AppFailure } from '../../shared/app-error.ts';
import { FIRST_REGION } from '../../shared/endpoint-presets.ts';
import { orAbort } from '../s3/or-abort.ts';
import { SERVICE_TRIES } from '../s3/timeouts.ts';
import { assumeRole } from './assume-role.ts';
import { PROCESS_LIMIT_MS, type ProcessRun, withCredentialProcess } from './credential-process.ts';
import type { KeyPrompts } from './credentials.ts';
import { explainCredentials } from './explain-credentials.ts';
import { oddPartOf } from './odd-keys.ts';
import {
  loadProfiles,
  methodOfProfile,
  type ProfileSettings,
  profileChain,
  regionOfProfile,
  ssoProfileOf,
} from './profiles.ts';
import { connectToServices } from './service-connection.ts';
import type { SourceLoader } from './source-loader.ts';
import type { AwsVariables } from './variables.ts';

interface ProfileLoaderOptions {
  profile: string;
  variables: () => AwsVariables;
  prompts: Pick<KeyPrompts, 'askMfaCode'>;
  /** Shorter, for tests. */
  processLimitMs?: number;
}

/**
 * The keys of a profile as the SDK's own provider finds them (keys, SSO, assumed role, web identity, process), read from
 * the files anew each time.
 */
export function profileLoader({ profile, variables, prompts, processLimitMs }: ProfileLoaderOptions): SourceLoader {
  return {
    async look() {
      const profiles = await loadProfiles();
      const chain = profileChain(profiles, profile);
      const method = methodOfProfile(profiles.get(profile) ?? {});
      return {
        stamp: JSON.stringify(chain),
        asksPerson: chain.some(({ settings }) => settings.mfa_serial !== undefined),
        loginProfile: ssoProfileOf(profiles, profile),
        takesKeys: method === 'keys' || method === 'unknown',
      };
    },
    async load(signal) {
      const profiles = await loadProfiles();
      const settings = profiles.get(profile);
      if (settings === undefined) throw new AppFailure({ code: 'no-such-profile', profile });
      const loginProfile = ssoProfileOf(profiles, profile);
      const login = loginProfile === null ? undefined : profiles.get(loginProfile);
      if (login !== undefined) expectSsoSession(login, profile);
      const region = variables().region || regionOfProfile(profiles, profile) || FIRST_REGION;
      const caBundle = variables().caBundle || (settings.ca_bundle ?? '');
      const services = connectToServices({ region, caBundle });
      const process = { signal, limitMs: processLimitMs ?? PROCESS_LIMIT_MS, failure: null, finished: false };
      // Without variables the SDK would ask STS and SSO at the `endpoint_url` of the default profile, whichever this is.
      const ignoreConfiguredEndpointUrls = !variables().namesServices;
      const requestHandler = services.handler;
      const clientConfig = { profile, requestHandler, maxAttempts: SERVICE_TRIES, ignoreConfiguredEndpointUrls };
      const provider = fromIni({
        profile,
        ignoreCache: true,
        // Without a region: SSO's clients would take it for that of the SSO session.
        clientConfig,
        parentClientConfig: { profile, region, requestHandler: services.handler },
        // The code itself is asked for when the role is taken on.
        mfaCodeProvider: () => Promise.resolve(''),
        roleAssumer: (keys, params) =>
          assumeRole(keys, params, {
            profile,
            clientConfig: { ...clientConfig, region },
            askMfaCode: (...request) => prompts.askMfaCode(...request),
            signal,
          }),
      });
      try {
        const keys = await orAbort(
          withCredentialProcess(process, () => provider()),
          signal,
        );
        expectSendable(keys, profile, process);
        return keys;
      } catch (thrown) {
        throw new AppFailure(
          explainCredentials(thrown, {
            source: profile,
            loginProfile,
            role: settings.role_arn ?? login?.sso_role_name ?? '',
            host: services.host(),
            connectionFailure: services.failure(),
            process,
          }),
        );
      } finally {
        services.close();
      }
    },
  };
}

function expectSendable(keys: AwsCredentialIdentity, source: string, { finished }: Pick<ProcessRun, 'finished'>): void {
  const odd = oddPartOf(keys);
  if (odd === null) return;
  if (finished) throw new AppFailure({ code: 'credential-process', profile: source, reason: 'unreadable' });
  throw new AppFailure({ code: 'no-credentials', source, detail: odd });
}

/** The SDK would stumble over a section that is not there. */
function expectSsoSession({ sso_session: session, sso_start_url: address }: ProfileSettings, source: string): void {
  if (session === undefined || address !== undefined) return;
  throw new AppFailure({ code: 'no-credentials', source, detail: `sso-session ${session}` });
}
