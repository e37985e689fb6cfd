/** What is known beforehand of the servers that people use most, as data. */
export const endpointPresetIds = ['amazon', 'r2', 'b2', 'minio', 'ceph', 'wasabi', 'other'] as const;
export type EndpointPresetId = (typeof endpointPresetIds)[number];

export interface EndpointPreset {
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
