import { describe, expect, it } from 'vitest';
import type { DeleteOutcome } from '../../../electron/s3/bucket.ts';
import { type DeleteTarget, sortAnswers, type TargetOutcome } from '../../../electron/s3/deletion.ts';
import { requestFacts } from '../../support/request-context.ts';

const context = requestFacts({ action: 'delete', key: null });

function sorted(keys: string[], reply: Parameters<typeof sortAnswers>[1]): DeleteOutcome {
  const outcome: TargetOutcome<DeleteTarget> = { deleted: [], failed: [] };
  const targets = keys.map((key) => ({ key }));
  sortAnswers(targets, reply, context, outcome);
  return {
    deleted: outcome.deleted.map(({ key }) => key),
    failed: outcome.failed.map(({ target: { key }, error }) => ({ key, error })),
  };
}

describe('the answers to a delete', () => {
  it('confirm only the keys they name', () => {
    const outcome = sorted(['a', 'b'], { Deleted: [{ Key: 'a' }, { Key: 'never asked for' }] });
    expect(outcome.deleted).toEqual(['a']);
    expect(outcome.failed).toMatchObject([{ key: 'b', error: { code: 'not-s3' } }]);
  });

  it('case 23: count a key that is gone already as deleted', () => {
    expect(sorted(['a'], { Errors: [{ Key: 'a', Code: 'NoSuchKey' }] })).toEqual({ deleted: ['a'], failed: [] });
  });

  it.each([
    ['AccessDenied', { code: 'access-denied', action: 'delete', bucket: 'photos', key: 'a' }],
    ['SlowDown', { code: 'throttled', endpoint: 'https://s3.example' }],
    ['InternalError', { code: 'server-error', detail: 'InternalError' }],
    [undefined, { code: 'server-error' }],
  ])('case 22: give each refused key its reason: %s', (Code, error) => {
    const { deleted, failed } = sorted(['a', 'b'], { Deleted: [{ Key: 'b' }], Errors: [{ Key: 'a', Code }] });
    expect(deleted).toEqual(['b']);
    expect(failed).toMatchObject([{ key: 'a', error }]);
  });

  it('believe a refusal over a confirmation of the same key', () => {
    const { deleted } = sorted(['a'], { Deleted: [{ Key: 'a' }], Errors: [{ Key: 'a', Code: 'AccessDenied' }] });
    expect(deleted).toEqual([]);
  });

  it('case 21: fail every key where there are none', () => {
    expect(sorted(['a', 'b'], {}).failed.map(({ key }) => key)).toEqual(['a', 'b']);
  });
});
