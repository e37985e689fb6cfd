import type { ProfileConnection } from '../../shared/contract.ts';

/** The bucket, with the folder in it where there is one. */
export const connectionName = ({ bucket, prefix }: Pick<ProfileConnection, 'bucket' | 'prefix'>): string =>
  prefix ? `${bucket}/${prefix}` : bucket;

interface Place {
  region: string;
  endpoint: string;
  profile: string | null;
}

/** Region and profile; the server instead of the region where it is not Amazon's. */
export function connectionPlace({ region, endpoint, profile }: Place): string {
  const server = endpoint && URL.canParse(endpoint) ? new URL(endpoint).host : endpoint;
  return [server || region, profile].filter(Boolean).join(' · ');
}
