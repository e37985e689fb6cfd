import { AppFailure } from '../../shared/app-error.ts';
import type { S3Server } from '../../shared/connection.ts';
import { endpointPresets, FIRST_REGION } from '../../shared/endpoint-presets.ts';
import type { CredentialLease } from '../credentials/credentials.ts';
import type { S3BucketOptions } from '../s3/s3-bucket.ts';
import { normalizeEndpoint } from './address.ts';

type ServerOptions = Pick<S3BucketOptions, 'region' | 'endpoint' | 'pathStyle' | 'credentials' | 'caBundle'>;

/**
 * How a client reaches a server: what was typed, else what the source says, else what is usual there. `bucket` is for the
 * error only. Throws `wrong-region` for what cannot be a region, `unreachable` for what is no address.
 */
export function serverOptions(server: S3Server, lease: CredentialLease, bucket: string): ServerOptions {
  const { facts } = lease;
  const region = server.region.trim() || facts.region || usualRegion(server) || FIRST_REGION;
  expectRegionName(region, bucket);
  return {
    region,
    endpoint: normalizeEndpoint(server.endpoint || facts.endpoint),
    pathStyle: server.pathStyle,
    credentials: lease,
    ...(facts.caBundle === '' ? {} : { caBundle: facts.caBundle }),
  };
}

const usualRegion = ({ preset }: S3Server): string =>
  endpointPresets.find(({ id }) => id === preset)?.defaultRegion ?? '';

/** A region becomes part of a host name: anything else than one would send the signed request elsewhere. */
export const REGION_NAME = /^[a-z0-9-]{1,63}$/i;

function expectRegionName(region: string, bucket: string): void {
  if (!REGION_NAME.test(region)) throw new AppFailure({ code: 'wrong-region', bucket, region, actual: null });
}
