import { describe, expect, it } from 'vitest';
import { firstAcl } from '../../../renderer/upload/acl-choice.ts';
import { connection } from '../store/fake-main.ts';

const open = { kind: 'open', connection } as const;
const { connectionId } = connection;

describe('who may see an upload', () => {
  it('is as the bucket says before anything was chosen', () => {
    expect(firstAcl({ connection: open, lastAcl: null })).toBe('bucket-default');
  });

  it('is what was chosen last in this bucket', () => {
    expect(firstAcl({ connection: open, lastAcl: { connectionId, acl: 'private' } })).toBe('private');
  });

  it('is never everyone because another bucket’s pictures were', () => {
    expect(firstAcl({ connection: open, lastAcl: { connectionId: 'another', acl: 'public-read' } })).toBe(
      'bucket-default',
    );
  });
});
