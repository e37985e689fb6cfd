import { beforeEach, describe, expect, it } from 'vitest';
import { answerKeyWindow, type KeyWindowParts } from '../../../electron/ipc/answer-key-window.ts';
import type { SenderEvent } from '../../../electron/ipc/sender.ts';
import { type AppError, AppFailure } from '../../../shared/app-error.ts';
import { type KeyEntry, type KeyQuestion, keyChannels } from '../../../shared/key-entry.ts';

const own = { webContentsId: 7, origin: 'app://contact-sheet' };
const url = 'app://contact-sheet/key-window/index.html';
const ownEvent: SenderEvent = { sender: { id: 7 }, senderFrame: { url, parent: null } };
const question: KeyQuestion = { request: { kind: 'new-keys' }, language: 'en', theme: 'light', hasKeyring: true };
const SECRET = 'secret-that-is-never-echoed';
const entry = {
  kind: 'keys',
  accessKeyId: ' AKIA ',
  secretAccessKey: `${SECRET}\n`,
  sessionToken: '',
  label: '',
  profile: '',
  region: '',
};

describe('a message of the key window', () => {
  let received: KeyEntry[];
  let did: unknown[];
  let failures: AppError[];
  let parts: KeyWindowParts;

  beforeEach(() => {
    received = [];
    did = [];
    failures = [];
    parts = {
      own,
      question,
      receive: async (given) => {
        received.push(given);
        return { kind: 'taken' };
      },
      cancel: () => did.push('cancel'),
      fit: (height) => did.push(height),
      onFailure: (_, error) => failures.push(error),
    };
  });

  it('carries an entry, without the space around what was pasted', async () => {
    const answer = await answerKeyWindow(keyChannels.submit, parts, ownEvent, entry);
    expect(answer).toEqual({ ok: true, value: { kind: 'taken' } });
    expect(received).toEqual([{ ...entry, accessKeyId: 'AKIA', secretAccessKey: SECRET }]);
  });

  it('learns what is asked, says how high the page is, and gives up', async () => {
    expect(await answerKeyWindow(keyChannels.question, parts, ownEvent, undefined)).toEqual({
      ok: true,
      value: question,
    });
    await answerKeyWindow(keyChannels.fit, parts, ownEvent, 480);
    await answerKeyWindow(keyChannels.cancel, parts, ownEvent, undefined);
    expect(did).toEqual([480, 'cancel']);
  });

  it.each([
    ['another window', { ...ownEvent, sender: { id: 1 } }],
    ['a frame within the page', { ...ownEvent, senderFrame: { url, parent: {} } }],
    ['a foreign page', { ...ownEvent, senderFrame: { url: 'https://contact-sheet/', parent: null } }],
    ['a page that is gone', { ...ownEvent, senderFrame: null }],
  ])('case 1: is refused before it is looked at when it comes from %s', async (_, event) => {
    for (const channel of Object.values(keyChannels)) {
      const answer = await answerKeyWindow(channel, parts, event, entry);
      expect(answer).toEqual({ ok: false, error: { code: 'forbidden-sender' } });
    }
    expect(received).toEqual([]);
    expect(did).toEqual([]);
  });

  it.each([
    ['nothing', undefined],
    ['text', SECRET],
    ['another kind', { ...entry, kind: SECRET }],
    ['a field too many', { ...entry, other: SECRET }],
    ['a field too few', { kind: 'keys', secretAccessKey: SECRET }],
    ['a list for a text', { ...entry, secretAccessKey: [SECRET] }],
    ['a text without end', { ...entry, secretAccessKey: SECRET.repeat(1000) }],
    ['a prototype', JSON.parse(`{"kind":"keys","__proto__":{"secret":"${SECRET}"}}`)],
    ['depth', { a: { b: { c: { d: { e: { f: SECRET } } } } } }],
  ])('case 2: is refused with a typed error that echoes nothing when it carries %s', async (_, raw) => {
    const answer = await answerKeyWindow(keyChannels.submit, parts, ownEvent, raw);
    expect(answer).toMatchObject({ ok: false, error: { code: 'bad-request', channel: keyChannels.submit } });
    expect(received).toEqual([]);
    expect(JSON.stringify([answer, failures])).not.toContain(SECRET);
  });

  it.each([0, -1, 1.5, Number.NaN, 1e9, '480'])('case 2: is refused for a height of %s', async (height) => {
    expect(await answerKeyWindow(keyChannels.fit, parts, ownEvent, height)).toMatchObject({
      ok: false,
      error: { code: 'bad-request' },
    });
    expect(did).toEqual([]);
  });

  it('comes back as an error where what was typed cannot be kept', async () => {
    parts.receive = () => Promise.reject(new AppFailure({ code: 'disk-full', path: '/data/keys.json' }));
    expect(await answerKeyWindow(keyChannels.submit, parts, ownEvent, entry)).toEqual({
      ok: false,
      error: { code: 'disk-full', path: '/data/keys.json' },
    });
  });
});
