import { describe, expect, it } from 'vitest';
import { fieldOf } from '../../../renderer/connect/form-errors.ts';

describe('where an error of connecting is shown', () => {
  it('is at the field that it is about', () => {
    expect(fieldOf({ code: 'no-such-bucket', bucket: 'x' })).toBe('bucket');
    expect(fieldOf({ code: 'wrong-keys', bucket: 'x', endpoint: '' })).toBe('profile');
    expect(fieldOf({ code: 'wrong-region', bucket: 'x', region: 'a', actual: null })).toBe('region');
  });

  it('is at the endpoint only where one was given', () => {
    expect(fieldOf({ code: 'unreachable', endpoint: 'http://nas:9000', detail: '' })).toBe('endpoint');
    expect(fieldOf({ code: 'unreachable', endpoint: '', detail: '' })).toBeNull();
  });

  it('is over the button for everything else', () => {
    expect(fieldOf({ code: 'internal', detail: '' })).toBeNull();
  });
});
