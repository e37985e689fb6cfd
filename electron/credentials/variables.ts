/**
 * The AWS_* variables of a process, by the names and the order of precedence of the AWS SDKs and Tools Reference Guide.
 * The SDK's providers read process.env themselves; what is read here is what concerns the client of S3 and the menu.
 */
export interface AwsVariables {
  /** Empty strings stand for "nothing". */
  profile: string;
  region: string;
  /** Where S3 is. */
  endpoint: string;
  /** Whether they say where STS or SSO are. */
  namesServices: boolean;
  /** Endpoints of the variables and of the profiles do not count. */
  ignoresEndpoints: boolean;
  caBundle: string;
  keys: 'static' | 'web-identity' | 'none';
  /** Last four characters of a static key id; null without one. */
  keyIdEnd: string | null;
}

const SERVICE_ENDPOINTS = [
  'AWS_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_STS',
  'AWS_ENDPOINT_URL_SSO',
  'AWS_ENDPOINT_URL_SSO_OIDC',
] as const;

type Environment = Readonly<Record<string, string | undefined>>;

export function readAwsVariables(environment: Environment): AwsVariables {
  const first = (...names: string[]): string =>
    names.map((name) => environment[name]?.trim() ?? '').find((value) => value !== '') ?? '';
  const ignoresEndpoints = first('AWS_IGNORE_CONFIGURED_ENDPOINT_URLS').toLowerCase() === 'true';
  const keys = keysOf(first);
  return {
    profile: first('AWS_PROFILE'),
    region: first('AWS_REGION', 'AWS_DEFAULT_REGION'),
    endpoint: ignoresEndpoints ? '' : first('AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL'),
    namesServices: !ignoresEndpoints && first(...SERVICE_ENDPOINTS) !== '',
    ignoresEndpoints,
    caBundle: first('AWS_CA_BUNDLE'),
    keys,
    keyIdEnd: keys === 'static' ? endOfKeyId(first('AWS_ACCESS_KEY_ID')) : null,
  };
}

function keysOf(first: (name: string) => string): AwsVariables['keys'] {
  if (first('AWS_ACCESS_KEY_ID') !== '' && first('AWS_SECRET_ACCESS_KEY') !== '') return 'static';
  if (first('AWS_WEB_IDENTITY_TOKEN_FILE') !== '' && first('AWS_ROLE_ARN') !== '') return 'web-identity';
  return 'none';
}

const SHOWN_CHARACTERS = 4;

/** What a person sees of a key id, to tell one key from another. */
export const endOfKeyId = (accessKeyId: string): string => accessKeyId.slice(-SHOWN_CHARACTERS);
