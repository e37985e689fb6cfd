import type { BucketConnection, CredentialSource } from '../../shared/connection.ts';
import { type EndpointPresetId, endpointPreset } from '../../shared/endpoint-presets.ts';
import { askedFirst } from './form-fields.ts';
import { sourceName } from './source-text.ts';

/** The bucket, with the folder in it where there is one. */
export const connectionName = ({ bucket, prefix }: Pick<BucketConnection, 'bucket' | 'prefix'>): string =>
  prefix ? `${bucket}/${prefix}` : bucket;

interface Place {
  region: string;
  endpoint: string;
  preset?: EndpointPresetId;
  /** Null for the demo. */
  source: CredentialSource | null;
  /** Name of the source. */
  label: string;
}

/** Region and source of the keys; the service or the server instead of the region where it is not Amazon's. */
export function connectionPlace({ region, endpoint, preset, source, label }: Place): string {
  const keys = source && sourceName({ source, label, keyIdEnd: null });
  // Hosts of services say less than their names, and at greater length.
  const service = preset !== undefined && isService(preset) ? endpointPreset(preset).label : '';
  return [service || hostOf(endpoint) || region, keys].filter(Boolean).join(' · ');
}

const isService = (preset: EndpointPresetId): boolean => ['account', 'region'].includes(askedFirst(preset));

/** `nas:9000` of `http://nas:9000/`; what is no address stays as it is. */
function hostOf(endpoint: string): string {
  return URL.canParse(endpoint) ? new URL(endpoint).host || endpoint : endpoint;
}
