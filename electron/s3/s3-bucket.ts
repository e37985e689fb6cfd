import { abortUpload } from './abort-upload.ts';
import type { Bucket } from './bucket.ts';
import { openBucketContext, type S3AccessOptions } from './bucket-context.ts';
import { deleteObjects } from './deletion.ts';
import { getObject, getObjectBytes, headObject } from './download.ts';
import { downloadFile } from './download-file.ts';
import { listDeleted } from './list-deleted.ts';
import { listUploads } from './list-uploads.ts';
import { listPages } from './listing.ts';
import { presignObject, publicUrl } from './object-address.ts';
import { putObject } from './upload.ts';
import { keepsVersions, restoreObjects } from './versions.ts';
import { listWhole } from './whole-listing.ts';

export interface S3BucketOptions extends S3AccessOptions {
  name: string;
  /** Key prefix that the connection is limited to; empty for the whole bucket. */
  prefix: string;
}

/** One bucket through the AWS SDK. Sends nothing until it is asked something. Throws as `openBucketContext` does. */
export function createS3Bucket(options: S3BucketOptions): Bucket {
  const { name, prefix, region, endpoint } = options;
  const context = openBucketContext(name, options);
  return {
    name,
    prefix,
    region,
    endpoint,
    list: ({ signal, ...range }) => listPages(context, { prefix, ...range }, signal),
    listAll: (listOptions) => listWhole(context, prefix, listOptions),
    head: (key, { signal }) => headObject(context, key, signal),
    get: (key, getOptions) => getObject(context, key, getOptions),
    getBytes: (key, limits) => getObjectBytes(context, key, limits),
    getFile: (key, path, fileOptions) => downloadFile(context, key, path, fileOptions),
    put: (key, body, putOptions) => putObject(context, key, body, putOptions),
    deleteKeys: (keys, { signal }) => deleteObjects(context, keys, signal),
    listUploads: ({ signal }) => listUploads(context, prefix, signal),
    abortUpload: (upload, { signal }) => abortUpload(context, upload, signal),
    keepsVersions: ({ signal }) => keepsVersions(context, signal),
    listDeleted: ({ signal, ...range }) => listDeleted(context, { prefix, ...range }, signal),
    restoreKeys: (objects, { signal }) => restoreObjects(context, objects, signal),
    presign: (key, presignOptions) => presignObject(context, key, presignOptions),
    publicUrl: async (key) => publicUrl(context, options, key),
    close: () => context.client.destroy(),
  };
}
