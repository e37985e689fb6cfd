import type { BucketConnection, CredentialSource, S3Server } from '../../shared/connection.ts';
import { type EndpointPresetId, endpointOf, endpointPreset, needsAccount } from '../../shared/endpoint-presets.ts';

/** The form as it was filled in. What is empty follows the preset, then the source of the keys. */
export interface FormFields {
  /** Null for the one to choose first. */
  source: CredentialSource | null;
  preset: EndpointPresetId;
  /** Of presets whose address holds one. */
  account: string;
  region: string;
  endpoint: string;
  /** Null for what is usual there. */
  pathStyle: boolean | null;
  bucket: string;
  prefix: string;
}

export const emptyFields: FormFields = {
  source: null,
  preset: 'amazon',
  account: '',
  region: '',
  endpoint: '',
  pathStyle: null,
  bucket: '',
  prefix: '',
};

/** The one thing that a preset asks for at once; the rest stands under Advanced. */
export function askedFirst(id: EndpointPresetId): 'nothing' | 'account' | 'region' | 'endpoint' {
  const preset = endpointPreset(id);
  if (id === 'amazon') return 'nothing';
  if (needsAccount(preset)) return 'account';
  return preset.endpoint.includes('{region}') ? 'region' : 'endpoint';
}

/** The address where none is typed; empty where the preset knows none. */
export const usualEndpoint = ({ preset, region, account }: Pick<FormFields, 'preset' | 'region' | 'account'>): string =>
  endpointOf(endpointPreset(preset), { region, account });

/** The region where none is typed; empty where the source of the keys is to say it. */
export const usualRegion = ({ preset }: Pick<FormFields, 'preset'>): string => {
  const asked = askedFirst(preset);
  return asked === 'account' || asked === 'region' ? endpointPreset(preset).defaultRegion : '';
};

export const isPathStyle = ({ preset, pathStyle }: Pick<FormFields, 'preset' | 'pathStyle'>): boolean =>
  pathStyle ?? endpointPreset(preset).pathStyle;

/** Where a new bucket is made unless the person says otherwise; `inherited` is what the source of the keys says. */
export const regionFor = (fields: FormFields, inherited: string | null): string =>
  fields.region.trim() || usualRegion(fields) || inherited || endpointPreset(fields.preset).defaultRegion;

/** The server that the form comes to: what was typed, else what the preset says. */
export function serverOf(fields: FormFields, source: CredentialSource): S3Server {
  return {
    source,
    preset: fields.preset,
    region: fields.region.trim() || usualRegion(fields),
    endpoint: fields.endpoint.trim() || usualEndpoint(fields),
    pathStyle: isPathStyle(fields),
  };
}

export const connectionOf = (fields: FormFields, source: CredentialSource): BucketConnection => ({
  kind: 'bucket',
  ...serverOf(fields, source),
  bucket: fields.bucket.trim(),
  prefix: fields.prefix.trim(),
});

/** The form that comes to a connection: what the preset says anyway is left empty. */
export function fieldsOf(connection: Omit<BucketConnection, 'kind'>): FormFields {
  const { source, preset, region, endpoint, pathStyle, bucket, prefix } = connection;
  const account = accountIn(endpointPreset(preset).endpoint, endpoint);
  const isUsual = endpoint === usualEndpoint({ preset, region, account });
  return {
    source,
    preset,
    account: isUsual ? account : '',
    region: region === usualRegion({ preset }) ? '' : region,
    endpoint: isUsual ? '' : endpoint,
    pathStyle: pathStyle === endpointPreset(preset).pathStyle ? null : pathStyle,
    bucket,
    prefix,
  };
}

/** The form for another bucket of the same server with the same keys. */
export function fieldsForAnotherBucket(connection: Omit<BucketConnection, 'kind'>): FormFields {
  const fields = fieldsOf(connection);
  // At Amazon each bucket has a region of its own, which is found out.
  const region = connection.endpoint === '' ? '' : fields.region;
  return { ...fields, region, bucket: '', prefix: '' };
}

/** What stands in an address where the template says `{account}`; empty where the address is another. */
function accountIn(template: string, endpoint: string): string {
  const [before, after] = template.split('{account}');
  if (before === undefined || after === undefined) return '';
  return endpoint.startsWith(before) && endpoint.endsWith(after)
    ? endpoint.slice(before.length, endpoint.length - after.length)
    : '';
}

/** Whether something is typed under Advanced: what takes effect is not to be hidden. */
export function hasHiddenChoice(fields: FormFields): boolean {
  const asked = askedFirst(fields.preset);
  return (
    (fields.region !== '' && asked !== 'region') ||
    (fields.endpoint !== '' && asked !== 'endpoint') ||
    fields.pathStyle !== null
  );
}
