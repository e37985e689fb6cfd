import { describe, expect, it } from 'vitest';
import { foreignReplyReason } from '../../../electron/s3/reply-guard.ts';

const s3 = { 'x-amz-request-id': 'tx1' };
const html = { 'content-type': 'text/html; charset=utf-8' };
const xml = { 'content-type': 'application/xml' };

describe('a reply', () => {
  it.each([
    ['a list', 200, { ...s3, ...xml }],
    ['a list of a server without request ids', 200, xml],
    ['an object that is a page of HTML', 200, { ...s3, ...html }],
    ['a put', 200, { etag: '"x"' }],
    ['an error in XML', 404, xml],
    ['an error with nothing', 403, {}],
    ['a redirect to the right region', 301, { ...s3, ...xml }],
    ['an object that did not change', 304, {}],
    ['a load balancer’s page for an overload', 503, html],
    ['a gateway’s page for a body that is too large', 413, html],
    ['a limit of requests, in JSON', 429, { 'content-type': 'application/json' }],
  ])('is let through where S3 may have sent it: %s', (_, statusCode, headers) => {
    expect(foreignReplyReason({ statusCode, headers })).toBeNull();
  });

  it.each([
    ['a portal’s page', 200, html, 'status 200 with an HTML page'],
    ['a portal’s redirect', 302, { location: 'http://login' }, 'a redirect (status 302) to elsewhere'],
    ['a web server’s page for a path it does not know', 404, html, 'status 404 with an HTML page'],
    [
      'a web service’s refusal',
      404,
      { 'content-type': 'application/json; charset=utf-8' },
      'status 404 with application/json',
    ],
    ['a proxy that asks for a login', 407, html, 'a proxy asks for a login (status 407)'],
    ['a network that asks for a login', 511, html, 'the network asks for a login (status 511)'],
  ])('is refused where S3 cannot have sent it: %s', (_, statusCode, headers, reason) => {
    expect(foreignReplyReason({ statusCode, headers })).toBe(reason);
  });
});
