/** What is known beforehand of the servers that people use most, as data. */
export const endpointPresetIds = ['amazon', 'r2', 'b2', 'minio', 'ceph', 'wasabi', 'other'] as const;
export type EndpointPresetId = (typeof endpointPresetIds)[number];

interface EndpointPreset {
  id: EndpointPresetId;
  /** The product's own name, in every language. */
  label: string;
  /** Empty for Amazon S3 itself and where nothing can be said; `{region}` and `{account}` stand for what the person fills in. */
  endpoint: string;
  pathStyle: boolean;
  /** Region names to choose from; empty where any text serves. */
  regions: readonly string[];
  /** What the region is where the person names none. */
  defaultRegion: string;
  /** Whether the server knows PutPublicAccessBlock. */
  blocksPublicAccess: boolean;
}

/** Where S3 and its like are asked when nobody names a region: S3 tells the right one from there. */
export const FIRST_REGION = 'us-east-1';

/** AWS General Reference, "Amazon S3 endpoints": every region that a customer can have, those of own partitions last. */
const amazonRegions = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'af-south-1',
  'ap-east-1',
  'ap-east-2',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-south-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ca-central-1',
  'ca-west-1',
  'eu-central-1',
  'eu-central-2',
  'eu-north-1',
  'eu-south-1',
  'eu-south-2',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'mx-central-1',
  'sa-east-1',
  'cn-north-1',
  'cn-northwest-1',
  'us-gov-east-1',
  'us-gov-west-1',
  'eusc-de-east-1',
] as const;

export type AmazonRegion = (typeof amazonRegions)[number];

/** Backblaze, "Introduction to the S3-Compatible API": an account lives in one of them. */
const backblazeRegions = [
  'us-west-000',
  'us-west-001',
  'us-west-002',
  'us-west-004',
  'us-east-005',
  'eu-central-003',
  'ca-east-006',
] as const;

/** Wasabi, "Service URLs for Wasabi's storage regions". */
const wasabiRegions = [
  'us-east-1',
  'us-east-2',
  'us-central-1',
  'us-west-1',
  'us-west-2',
  'ca-central-1',
  'eu-central-1',
  'eu-central-2',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'eu-south-1',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-southeast-1',
  'ap-southeast-2',
] as const;

export const endpointPresets: readonly EndpointPreset[] = [
  {
    id: 'amazon',
    label: 'Amazon S3',
    endpoint: '',
    pathStyle: false,
    regions: amazonRegions,
    defaultRegion: FIRST_REGION,
    blocksPublicAccess: true,
  },
  {
    id: 'r2',
    label: 'Cloudflare R2',
    endpoint: 'https://{account}.r2.cloudflarestorage.com',
    pathStyle: true,
    regions: ['auto'],
    defaultRegion: 'auto',
    blocksPublicAccess: false,
  },
  {
    id: 'b2',
    label: 'Backblaze B2',
    endpoint: 'https://s3.{region}.backblazeb2.com',
    pathStyle: false,
    regions: backblazeRegions,
    defaultRegion: 'us-west-004',
    blocksPublicAccess: false,
  },
  {
    id: 'minio',
    label: 'MinIO',
    endpoint: 'http://localhost:9000',
    pathStyle: true,
    regions: [],
    defaultRegion: FIRST_REGION,
    blocksPublicAccess: false,
  },
  {
    id: 'ceph',
    label: 'Ceph',
    endpoint: '',
    pathStyle: true,
    regions: [],
    defaultRegion: FIRST_REGION,
    blocksPublicAccess: true,
  },
  {
    id: 'wasabi',
    label: 'Wasabi',
    endpoint: 'https://s3.{region}.wasabisys.com',
    pathStyle: false,
    regions: wasabiRegions,
    defaultRegion: FIRST_REGION,
    blocksPublicAccess: false,
  },
  {
    id: 'other',
    label: 'S3',
    endpoint: '',
    pathStyle: true,
    regions: [],
    defaultRegion: FIRST_REGION,
    blocksPublicAccess: false,
  },
];

export function endpointPreset(id: EndpointPresetId): EndpointPreset {
  const found = endpointPresets.find((preset) => preset.id === id);
  if (found === undefined) throw new Error(`expected a known preset but received ${id}`);
  return found;
}

/** Whether the person must say which account: only then is an address known. */
export const needsAccount = ({ endpoint }: EndpointPreset): boolean => endpoint.includes('{account}');

/**
 * The preset's address with the person's region and account in their places; the default region where none is named.
 * Empty for Amazon S3 itself, where the preset knows no address, and while the account is missing.
 */
export function endpointOf(preset: EndpointPreset, { region, account }: { region: string; account: string }): string {
  if (needsAccount(preset) && account.trim() === '') return '';
  return preset.endpoint
    .replace('{region}', region.trim() || preset.defaultRegion)
    .replace('{account}', account.trim());
}
