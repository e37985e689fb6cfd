import { describe, expect, it, vi } from 'vitest';
import { amazonFeatures, createEndpointMemory, isAmazon } from '../../../electron/s3/endpoint-features.ts';

describe('the memory of endpoints', () => {
  it('knows Amazon’s own servers without having asked, and cannot be told otherwise', () => {
    const memory = createEndpointMemory();
    for (const endpoint of ['', 'https://s3.ap-northeast-2.amazonaws.com', 'https://s3.cn-north-1.amazonaws.com.cn/']) {
      memory.learn(endpoint, { conditionalWrites: false });
      expect(memory.features(endpoint)).toEqual(amazonFeatures);
    }
  });

  it.each([
    'http://s3.amazonaws.com',
    'https://amazonaws.com.example',
    'https://s3.amazonaws.com.evil.example',
    'https://minio.example',
  ])('takes %s for another server', (endpoint) => {
    expect(isAmazon(endpoint)).toBe(false);
  });

  it('adds what is learnt to what is known, of one server only', () => {
    const memory = createEndpointMemory([['https://a.example', { startAfter: true }]]);
    memory.learn('https://a.example', { multipart: false });
    expect(memory.features('https://a.example')).toEqual({ startAfter: true, multipart: false });
    expect(memory.features('https://b.example')).toEqual({});
  });

  it('takes two spellings of one address for one server', () => {
    const memory = createEndpointMemory();
    memory.learn('https://S3.Example/', { multipart: true });
    expect(memory.features('https://s3.example')).toEqual({ multipart: true });
  });

  it('tells of what is new, and of nothing else', () => {
    const learnt = vi.fn();
    const memory = createEndpointMemory([], learnt);
    memory.learn('https://a.example', { checksums: true });
    memory.learn('https://a.example', { checksums: true });
    memory.learn('https://a.example', {});
    expect(learnt).toHaveBeenCalledTimes(1);
  });

  it('forgets one server, and tells of that', () => {
    const learnt = vi.fn();
    const memory = createEndpointMemory(
      [
        ['https://a.example', { multipart: true }],
        ['https://b.example', { multipart: true }],
      ],
      learnt,
    );
    memory.forget('https://A.example/');
    memory.forget('https://c.example');
    expect(memory.features('https://a.example')).toEqual({});
    expect(memory.features('https://b.example')).toEqual({ multipart: true });
    expect(learnt).toHaveBeenCalledTimes(1);
  });
});
