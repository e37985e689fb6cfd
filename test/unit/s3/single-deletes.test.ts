import { DeleteObjectsCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { deleteObjects } from '../../../electron/s3/deletion.ts';
import { bucketOf } from '../../support/request-context.ts';

const { signal } = new AbortController();
const KEYS = ['a', 'b', 'c'];

const refusal = (name: string, status: number): Error =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode: status } });

/** A server that answers rounds with `rounds`, and single deletes with `single`. Counts both. */
function server(rounds: () => unknown, single: (key: string) => unknown = () => ({})) {
  const sent = { rounds: 0, single: [] as string[] };
  const send = async (command: { input: { Key?: string } }) => {
    if (command instanceof DeleteObjectsCommand) {
      sent.rounds += 1;
      return rounds();
    }
    sent.single.push(command.input.Key ?? '');
    return single(command.input.Key ?? '');
  };
  return { sent, bucket: bucketOf({ send } as Parameters<typeof bucketOf>[0]) };
}

const refuse = (name: string, status: number) => (): never => {
  throw refusal(name, status);
};

describe('deleting where a server takes no rounds', () => {
  it.each([
    ['does not know them', 'NotImplemented', 501],
    ['does not take the method', 'MethodNotAllowed', 405],
    ['wants another digest of the list', 'MissingContentMD5', 400],
    ['cannot verify the digest', 'InvalidDigest', 400],
    ['allows to delete a key but not many', 'AccessDenied', 403],
  ])('goes on one by one where it %s, and asks for no round again', async (_, name, status) => {
    const { sent, bucket } = server(refuse(name, status));
    expect(await deleteObjects(bucket, KEYS, signal)).toEqual({ deleted: KEYS, failed: [] });
    expect(await deleteObjects(bucket, ['d'], signal)).toEqual({ deleted: ['d'], failed: [] });
    // What may be damage on the way was repeated.
    expect(sent.rounds).toBeLessThanOrEqual(4);
    expect(sent.single).toEqual([...KEYS, 'd']);
  });

  it('tries one alone where all is denied, and says of each that it is', async () => {
    const { sent, bucket } = server(refuse('AccessDenied', 403), refuse('AccessDenied', 403));
    const { deleted, failed } = await deleteObjects(bucket, KEYS, signal);
    expect(deleted).toEqual([]);
    expect(failed.map(({ key, error }) => [key, error.code, error.code === 'access-denied' && error.key])).toEqual(
      KEYS.map((key) => [key, 'access-denied', key]),
    );
    expect(sent.single).toEqual(['a']);
  });

  it('case 22: counts only what was confirmed', async () => {
    const { bucket } = server(refuse('NotImplemented', 501), (key) => {
      if (key === 'b') throw refusal('AccessDenied', 403);
      return {};
    });
    const { deleted, failed } = await deleteObjects(bucket, KEYS, signal);
    expect(deleted).toEqual(['a', 'c']);
    expect(failed).toMatchObject([{ key: 'b', error: { code: 'access-denied' } }]);
  });

  it('case 23: counts what is gone already as deleted', async () => {
    const { bucket } = server(refuse('NotImplemented', 501), refuse('NoSuchKey', 404));
    expect(await deleteObjects(bucket, KEYS, signal)).toEqual({ deleted: KEYS, failed: [] });
  });

  it.each([
    ['a bucket that is gone', 'NoSuchBucket', 404],
    ['a wrong secret', 'SignatureDoesNotMatch', 403],
  ])('does not go on one by one for %s', async (_, name, status) => {
    const { sent, bucket } = server(refuse(name, status));
    expect((await deleteObjects(bucket, KEYS, signal)).failed).toHaveLength(3);
    expect(sent.single).toEqual([]);
  });
});
