import {
  aws,
  bare,
  bucket,
  denied,
  type ErrorReply,
  foreign,
  gone,
  key,
  type Reply,
  refused,
  row,
  throttled,
  xmlHead,
} from './reply.ts';

const html = (status: number, server: string, title: string): Reply => ({
  status,
  headers: { 'content-type': 'text/html', server },
  body: `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>${server}</center>\r\n</body>\r\n</html>\r\n`,
});

/** What stands before a server says instead of it, and replies without any words. */
export const between: ErrorReply[] = [
  row('nginx: a gateway without its server', 'get', html(502, 'nginx/1.25.3', '502 Bad Gateway'), refused(502, '')),
  row(
    'nginx: a server that does not answer it',
    'list',
    html(504, 'nginx/1.25.3', '504 Gateway Time-out'),
    refused(504, ''),
  ),
  row('nginx: overload', 'put', html(503, 'nginx/1.25.3', '503 Service Temporarily Unavailable'), throttled),
  row('nginx: a body larger than it passes on', 'put', html(413, 'nginx/1.25.3', '413 Request Entity Too Large'), {
    code: 'object-refused',
    key,
    reason: 'too-large',
  }),
  row(
    'nginx: a path that it does not know',
    'list',
    html(404, 'nginx/1.25.3', '404 Not Found'),
    foreign('status 404 with an HTML page'),
  ),
  row(
    'nginx: a method that it does not know',
    'put',
    html(405, 'nginx/1.25.3', '405 Not Allowed'),
    foreign('status 405 with an HTML page'),
  ),
  row(
    'squid: a site that the company blocks',
    'get',
    html(403, 'squid/5.7', 'ERROR: The requested URL could not be retrieved'),
    foreign('status 403 with an HTML page'),
  ),
  row(
    'squid: a login to the proxy',
    'list',
    {
      ...html(407, 'squid/5.7', 'ERROR: Cache Access Denied'),
      headers: { 'content-type': 'text/html', 'proxy-authenticate': 'Basic realm="office"' },
    },
    foreign('a proxy asks for a login (status 407)'),
  ),
  row(
    'Cloudflare: a server that is down',
    'list',
    html(521, 'cloudflare', 'photos.example | 521: Web server is down'),
    refused(521, ''),
  ),
  row('a captive portal: a page', 'list', html(200, 'hotel', 'Welcome'), foreign('status 200 with an HTML page')),
  row(
    'a captive portal: a redirect',
    'get',
    bare(302, { location: 'http://10.0.0.1/login' }),
    foreign('a redirect (status 302) to elsewhere'),
  ),
  row(
    'a captive portal: RFC 6585',
    'put',
    html(511, 'hotel', 'Network Authentication Required'),
    foreign('the network asks for a login (status 511)'),
  ),
  row(
    'a web service: a refusal in JSON',
    'list',
    { status: 404, headers: { 'content-type': 'application/json' }, body: '{"message":"Not Found"}' },
    foreign('status 404 with application/json'),
  ),
  row('nothing but 503', 'get', bare(503), throttled),
  row('nothing but 500', 'put', bare(500), refused(500, '')),
  row('nothing but 403', 'list', bare(403), denied('list')),
  row('nothing but 404', 'get', bare(404), gone),
  row('nothing but 404, for a bucket', 'list', bare(404), { code: 'no-such-bucket', bucket }),
  row('nothing but 200, for a list', 'list', bare(200), foreign('a list without the name of its bucket')),
  row('nothing but 200, for an upload', 'put', bare(200), foreign('a reply without the ETag of what was stored')),
  row(
    'nothing but 200, for a delete',
    'delete',
    bare(200),
    foreign('a reply that does not say whether the object was deleted'),
  ),
  row(
    'XML that breaks off',
    'list',
    { ...aws(200, '', ''), body: `${xmlHead}<ListBucketResult><Name>photos</Na` },
    foreign('status 200 with a body that cannot be read'),
  ),
  row(
    'an error whose XML breaks off',
    'list',
    { ...aws(500, '', ''), body: `${xmlHead}<Error><Code>Intern` },
    refused(500, ''),
  ),
];
