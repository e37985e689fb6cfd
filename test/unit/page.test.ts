import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mayOpenOutside, mayRequest } from '../../electron/allowed-addresses.ts';
import { createPageHandler, PAGE_URL } from '../../electron/page.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const ORIGIN = 'app://contact-sheet';

describe('a link of the page', () => {
  it('may open the documentation in the browser', () => {
    expect(mayOpenOutside('https://docs.aws.amazon.com/AmazonS3/latest/userguide/')).toBe(true);
  });

  it.each([
    'http://docs.aws.amazon.com/',
    'https://docs.aws.amazon.com.example.org/',
    'https://docs.aws.amazon.com:8443/',
    'https://user@docs.aws.amazon.com/',
    'https://example.org/?https://docs.aws.amazon.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'docs.aws.amazon.com',
    '',
  ])('case 5: opens nothing outside for %s', (address) => {
    expect(mayOpenOutside(address)).toBe(false);
  });
});

describe('a request of the page', () => {
  it.each([PAGE_URL, 'image://thumbnail/c/1', 'devtools://devtools/bundled/x.js'])(
    'is let through for %s',
    (address) => {
      expect(mayRequest(address, ORIGIN)).toBe(true);
    },
  );

  it.each(['http://localhost:5173/main.tsx', 'ws://localhost:5173/'])(
    'reaches the development server: %s',
    (address) => {
      expect(mayRequest(address, 'http://localhost:5173')).toBe(true);
      expect(mayRequest(address, ORIGIN)).toBe(false);
    },
  );

  it.each(['https://example.org/', 'app://contact-sheet.example.org/', 'file:///etc/passwd', 'data:text/html,x', 'x'])(
    'is refused for %s',
    (address) => {
      expect(mayRequest(address, ORIGIN)).toBe(false);
    },
  );
});

describe('the page’s own files', () => {
  async function served(): Promise<(path: string, method?: string) => Promise<Response>> {
    const root = await temporaryFolder();
    const folder = join(root, 'renderer');
    await mkdir(join(folder, 'assets'), { recursive: true });
    await writeFile(join(folder, 'index.html'), '<!doctype html>');
    await writeFile(join(folder, 'assets', 'notes.txt'), 'no type of the page');
    await writeFile(join(root, 'secret.js'), 'outside');
    const handle = createPageHandler(folder);
    return (path, method = 'GET') => handle({ url: path.includes('://') ? path : `${ORIGIN}${path}`, method });
  }

  it('come with a policy that allows nothing inline', async () => {
    const reply = await (await served())('/index.html');
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = reply.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe-');
  });

  it.each(['/..%2fsecret.js', '/%2e%2e/secret.js', '/assets/..%2f..%2fsecret.js', '/%E0%A4%A.js', '/missing.js'])(
    'case 3: are all that is served: not %s',
    async (path) => {
      expect((await (await served())(path)).status).toBe(404);
    },
  );

  it('are served to no other host, by no other method, and under known types only', async () => {
    const get = await served();
    expect((await get('app://elsewhere/index.html')).status).toBe(404);
    expect((await get('/index.html', 'POST')).status).toBe(404);
    expect((await get('/assets/notes.txt')).status).toBe(404);
  });
});
