import { HeadBucketCommand, type ServiceInputTypes, type ServiceOutputTypes } from '@aws-sdk/client-s3';
import type { FinalizeRequestMiddleware } from '@smithy/types';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createS3Client, type S3ClientOptions } from '../../../electron/s3/client.ts';
import { DEFAULT_PACE } from '../../../electron/s3/timeouts.ts';
import { useAwsFiles } from '../../support/aws-files.ts';

/** Where a client would send a request for a bucket, found out without sending it. */
async function addressFor(options: Partial<S3ClientOptions>, Bucket: string): Promise<string> {
  const credentials = () => Promise.resolve({ accessKeyId: 'A', secretAccessKey: 'B' });
  const given = { region: 'ap-northeast-2', endpoint: '', pathStyle: false, credentials, ...options };
  const client = createS3Client(given, DEFAULT_PACE);
  const stop: FinalizeRequestMiddleware<ServiceInputTypes, ServiceOutputTypes> = () => (args) => {
    const { protocol, hostname, port, path } = args.request as Record<string, string | number | undefined>;
    throw new Error(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`);
  };
  client.middlewareStack.add(stop, { step: 'finalizeRequest', priority: 'low' });
  try {
    await client.send(new HeadBucketCommand({ Bucket }));
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : '';
  } finally {
    client.destroy();
  }
  return '';
}

describe('a request', () => {
  it('goes to Amazon S3 in the region, with the bucket in the host name', async () => {
    expect(await addressFor({}, 'photos')).toBe('https://photos.s3.ap-northeast-2.amazonaws.com/');
  });

  it('names the bucket in the path where that is asked for', async () => {
    const options = { endpoint: 'http://127.0.0.1:9000', pathStyle: true };
    expect(await addressFor(options, 'photos')).toBe('http://127.0.0.1:9000/photos/');
  });

  it('names a bucket with dots in the path: no certificate covers it in the host name', async () => {
    expect(await addressFor({}, 'my.photos')).toBe('https://s3.ap-northeast-2.amazonaws.com/my.photos/');
  });

  it('is not sent to an endpoint of the default profile', async () => {
    const files = await useAwsFiles();
    onTestFinished(files.remove);
    await files.writeConfig('[default]\nendpoint_url = http://elsewhere.example\n');
    expect(await addressFor({}, 'photos')).toBe('https://photos.s3.ap-northeast-2.amazonaws.com/');
  });
});
