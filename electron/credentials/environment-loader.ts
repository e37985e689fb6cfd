import { fromEnv, fromTokenFile } from '@aws-sdk/credential-providers';
import { AppFailure } from '../../shared/app-error.ts';
import { FIRST_REGION } from '../../shared/endpoint-presets.ts';
import { orAbort } from '../s3/or-abort.ts';
import { explainCredentials } from './explain-credentials.ts';
import { connectToServices } from './service-connection.ts';
import type { SourceLoader } from './source-loader.ts';
import type { AwsVariables } from './variables.ts';

/**
 * The keys of the process's own variables: those named there, or a role taken on with the token of a file. The SDK's
 * providers read `process.env`.
 */
export function environmentLoader(variables: () => AwsVariables): SourceLoader {
  return {
    look: () => {
      const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
      const stamp = JSON.stringify([AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN]);
      return Promise.resolve({ stamp, asksPerson: false, loginProfile: null, takesKeys: false });
    },
    async load(signal) {
      const { keys, region, caBundle } = variables();
      const services = connectToServices({ region: region || FIRST_REGION, caBundle });
      const provider =
        keys === 'web-identity'
          ? fromTokenFile({
              parentClientConfig: { region: region || FIRST_REGION, requestHandler: services.handler },
            })
          : fromEnv();
      try {
        return await orAbort(provider(), signal);
      } catch (thrown) {
        throw new AppFailure(
          explainCredentials(thrown, {
            source: '',
            loginProfile: null,
            role: process.env.AWS_ROLE_ARN ?? '',
            host: services.host(),
            connectionFailure: services.failure(),
            process: { failure: null, finished: false },
          }),
        );
      } finally {
        services.close();
      }
    },
  };
}
