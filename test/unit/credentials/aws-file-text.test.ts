import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadSharedConfigFiles } from '@smithy/shared-ini-file-loader';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { keysEdit } from '../../../electron/credentials/aws-credentials-file.ts';
import { editSection, isReadableHeading } from '../../../electron/credentials/aws-file-text.ts';
import type { TypedKeys } from '../../../electron/credentials/credentials.ts';

const keys: TypedKeys = { accessKeyId: 'NEWID', secretAccessKey: 'NEW/SECRET', sessionToken: '' };
const setProfileKeys = (text: string, profile: string, given: TypedKeys): string =>
  editSection(text, keysEdit({ profile, keys: given }));
const lines = (...all: string[]): string => all.map((line) => `${line}\n`).join('');

describe('new keys in the text of ~/.aws/credentials', () => {
  it('stand where the old ones stood, and everything else stays to the byte', () => {
    const text = (id: string, secret: string): string =>
      lines(
        '# my keys; do not share',
        '',
        '[default]',
        'aws_access_key_id=DEFAULTID',
        'aws_secret_access_key=DEFAULTSECRET',
        '',
        '  ; work',
        '[work]   # the agency',
        'region = eu-west-1',
        `aws_access_key_id   =   ${id}  # rotated in May`,
        's3 =',
        '    max_concurrent_requests = 20',
        '    aws_access_key_id = nested',
        `aws_secret_access_key=${secret}`,
        'unknown_thing = [x]',
        '',
        '',
        '[other]',
        'aws_access_key_id = OTHERID',
      );
    expect(setProfileKeys(text('OLDID', 'OLDSECRET'), 'work', keys)).toBe(text('NEWID', 'NEW/SECRET'));
  });

  it('come without the session token of the old ones, whose comment stays', () => {
    const old = lines(
      '[a]',
      'aws_access_key_id = X',
      'aws_session_token = T',
      '  aws_session_token = U # why',
      'region = r',
    );
    const now = ['[a]', 'aws_access_key_id = NEWID', 'aws_secret_access_key = NEW/SECRET', '  # why', 'region = r'];
    expect(setProfileKeys(old, 'a', keys)).toBe(lines(...now));
  });

  it('bring their own session token', () => {
    const temporary = { ...keys, sessionToken: 'a=b+c==' };
    const old = lines('[a]', 'aws_access_key_id = X', 'aws_secret_access_key = Y', 'region = r');
    expect(setProfileKeys(old, 'a', temporary)).toBe(
      lines(
        '[a]',
        'aws_access_key_id = NEWID',
        'aws_secret_access_key = NEW/SECRET',
        'aws_session_token = a=b+c==',
        'region = r',
      ),
    );
  });

  it('make a section at the end where there is none, in the line ends of the file', () => {
    const section = '[new]\r\naws_access_key_id = NEWID\r\naws_secret_access_key = NEW/SECRET\r\n';
    expect(setProfileKeys('[a]\r\nx = y\r\n', 'new', keys)).toBe(`[a]\r\nx = y\r\n\r\n${section}`);
    expect(setProfileKeys('[a]\r\nx = y', 'new', keys)).toBe(`[a]\r\nx = y\r\n\r\n${section}`);
    expect(setProfileKeys('[a]\r\nx = y\r\n\r\n', 'new', keys)).toBe(`[a]\r\nx = y\r\n\r\n${section}`);
    expect(setProfileKeys('', 'new', keys)).toBe(section.replaceAll('\r\n', '\n'));
  });

  it('go before the first setting of a section that has none, below its comment and no less indented', () => {
    const old = lines('[a]', '# the studio', '  region = r', '  s3 =', '    x = y');
    const now = ['  aws_access_key_id = NEWID', '  aws_secret_access_key = NEW/SECRET'];
    expect(setProfileKeys(old, 'a', keys)).toBe(
      lines('[a]', '# the studio', ...now, '  region = r', '  s3 =', '    x = y'),
    );
    expect(setProfileKeys('[a]', 'a', keys)).toBe(`[a]\n${now.map((line) => `${line.trim()}\n`).join('')}`);
  });

  it('stand everywhere where the section or the setting stands twice', () => {
    const old = lines('[a]', 'aws_access_key_id = 1', 'AWS_ACCESS_KEY_ID: 2', '[b]', '[a]', 'aws_access_key_id = 3');
    expect(setProfileKeys(old, 'a', keys)).toBe(
      lines(
        '[a]',
        'aws_access_key_id = NEWID',
        'aws_access_key_id = NEWID',
        'aws_secret_access_key = NEW/SECRET',
        '[b]',
        '[a]',
        'aws_access_key_id = NEWID',
      ),
    );
  });

  it('are no comment where the secret begins like one', () => {
    const hashed = { ...keys, secretAccessKey: '#1;secret' };
    expect(setProfileKeys('[a]\n', 'a', hashed)).toContain('\naws_secret_access_key=#1;secret\n');
  });

  it('leave a name of JavaScript’s own in peace', () => {
    const old = lines('[a]', 'constructor = x', '__proto__ = y', 'tostring = z');
    expect(setProfileKeys(old, 'a', keys)).toContain('constructor = x\n__proto__ = y\ntostring = z\n');
  });

  it.each(['[a]\rb = c\r', '[a]\0', '[__proto__]\n', '[profile __proto__]\n'])(
    'are not put into what is unclear: %j',
    (text) => {
      expect(() => setProfileKeys(text, 'a', keys)).toThrow();
    },
  );
});

describe('any file and any profile', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'contact-sheet-aws-text-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let files = 0;

  /** As the SDK reads it; each time under a path of its own, because the loader remembers paths. */
  async function loaded(text: string, kind: 'credentials' | 'config' = 'credentials') {
    const file = path.join(folder, String(files++));
    await writeFile(file, text);
    const missing = path.join(folder, 'missing');
    const paths =
      kind === 'credentials'
        ? { filepath: file, configFilepath: missing }
        : { filepath: missing, configFilepath: file };
    const { credentialsFile, configFile } = await loadSharedConfigFiles({ ...paths, ignoreCache: true });
    return kind === 'credentials' ? credentialsFile : configFile;
  }

  const names = ['default', 'a', 'b', 'work-1', 'a.b', 'me@x', 'x y z', '한글', 'it’s', '"quoted"', 'profile.a'];
  const name = fc.constantFrom(...names);
  const space = fc.constantFrom('', ' ', '\t', '  ');
  const comment = fc.constantFrom('', '', ' # note', '\t; note', ' #', '#tight');
  const heading = fc
    .tuple(space, fc.oneof(name, fc.constantFrom('profile a', 'two words', '', ' a ', "profile 'a'")), comment)
    .map(([before, inner, after]) => `${before}[${inner}]${after}`);
  const settingName = fc.constantFrom(
    'aws_access_key_id',
    'aws_secret_access_key',
    'aws_session_token',
    'region',
    's3',
    'AWS_Session_Token',
    'odd name',
    'constructor',
  );
  const value = fc.constantFrom('', '', 'v', 'a=b', 'x # y', '[z]', '"q"', '값', '#h');
  const setting = fc
    .tuple(space, settingName, space, fc.constantFrom('=', '=', '=', ':'), space, value, comment)
    .map((parts) => parts.join(''));
  const noise = fc.constantFrom('', '   ', '# a comment of mine', '; another', '  # indented', '= x', ']', '[', 'word');
  const file = fc
    .tuple(
      fc.constantFrom('', '\uFEFF'),
      fc.array(fc.oneof(heading, setting, setting, noise, fc.string({ maxLength: 12 })), { maxLength: 25 }),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
    )
    .map(([mark, all, end, ends]) => `${mark}${all.join(end)}${ends ? end : ''}`)
    .filter((text) => !/\r(?!\n)|\0|__proto__/.test(text));
  const word = fc.stringMatching(/^[!-~]{1,40}$/);
  const anyKeys = fc.record({
    accessKeyId: fc.stringMatching(/^[A-Z0-9]{3,20}$/),
    secretAccessKey: word,
    sessionToken: fc.oneof(fc.constant(''), word),
  });
  const commentsOf = (text: string): string[] =>
    text
      .split(/\r?\n/)
      .flatMap((line) => /(?:^|\s)([;#].*)$/.exec(line)?.[1] ?? [])
      .sort();

  it('the SDK finds the new keys of that profile and the old values of all others, and no comment is lost', () =>
    fc.assert(
      fc.asyncProperty(file, name, anyKeys, async (text, profile, given) => {
        const before = await loaded(text);
        const result = setProfileKeys(text, profile, given);
        const { [profile]: mine, ...others } = await loaded(result);
        const { [profile]: _, ...othersBefore } = before;
        expect(others).toEqual(othersBefore);
        expect(mine).toMatchObject({
          aws_access_key_id: given.accessKeyId,
          aws_secret_access_key: given.secretAccessKey,
        });
        expect(mine?.aws_session_token).toBe(given.sessionToken || undefined);
        const after = commentsOf(result);
        for (const one of commentsOf(text)) expect(after).toContain(one);
      }),
      { numRuns: 500 },
    ));

  it('the SDK finds the new key also where an older one was indented under an empty setting', async () => {
    const text = '[a]\naws_access_key_id=\n  aws_access_key_id=a=b';
    const given = { accessKeyId: 'NEW', secretAccessKey: 's', sessionToken: '' };
    expect((await loaded(setProfileKeys(text, 'a', given))).a).toMatchObject({ aws_access_key_id: 'NEW' });
  });

  it('a second time changes nothing more', () =>
    fc.assert(
      fc.property(file, name, anyKeys, (text, profile, given) => {
        const once = setProfileKeys(text, profile, given);
        expect(setProfileKeys(once, profile, given)).toBe(once);
      }),
    ));

  it('the SDK finds a region where one was put into ~/.aws/config', async () => {
    const edit = { section: 'profile.studio-1', heading: 'profile studio-1', changes: new Map([['region', 'eu-x']]) };
    expect(await loaded(editSection('[default]\nregion = r', edit), 'config')).toEqual({
      default: { region: 'r' },
      'studio-1': { region: 'eu-x' },
    });
    expect(await loaded(editSection('[profile "studio-1"]\nregion = r', edit), 'config')).toEqual({
      'studio-1': { region: 'eu-x' },
    });
  });

  it('a heading counts as readable exactly where the SDK finds its section by that name', () =>
    fc.assert(
      fc.asyncProperty(fc.oneof(name, fc.string({ maxLength: 8 })), async (profile) => {
        if (!isReadableHeading(profile, profile)) return;
        const found = await loaded(`[${profile}]\nregion = r\n`);
        expect(Object.entries(found)).toEqual([[profile, { region: 'r' }]]);
      }),
    ));
});
