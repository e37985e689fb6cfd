import { describe, expect, it } from 'vitest';
import { answer, type Gate, type Handlers } from '../../../electron/ipc/answer.ts';
import { isOwnPage, type SenderEvent } from '../../../electron/ipc/sender.ts';
import { AppFailure } from '../../../shared/app-error.ts';
import { type Channel, type Request, requests } from '../../../shared/contract.ts';

const OWN = { webContentsId: 7, origin: 'app://contact-sheet' };
const ownEvent: SenderEvent = {
  sender: { id: 7 },
  senderFrame: { url: 'app://contact-sheet/index.html', parent: null },
};

/** Handlers that note what ran, and a gate like main's. */
function setUp() {
  const ran: { channel: string; request: unknown }[] = [];
  const failures: string[] = [];
  const note = (channel: Channel) => (request: unknown) => {
    ran.push({ channel, request });
    if (channel === 'jobs/cancel') throw new AppFailure({ code: 'unknown-job' });
    if (channel === 'jobs/dismiss') throw new Error('a bug');
    return null;
  };
  const handlers = Object.fromEntries(
    (Object.keys(requests) as Channel[]).map((channel) => [channel, note(channel)]),
  ) as unknown as Handlers;
  const gate: Gate = {
    isOwnPage: (event) => isOwnPage(event, OWN),
    onFailure: (channel, error) => failures.push(`${channel} ${error.code}`),
  };
  const ask = (channel: Channel, raw: unknown, event = ownEvent) => answer(channel, handlers, gate, event, raw);
  return { ran, failures, ask };
}

/** A value nested `depth` levels deep. */
function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = { connectionId: value };
  return value;
}

/** A few lists, each of which is a thousand times in the next: more places than could be looked at one by one. */
function crowded(): unknown {
  let value: unknown = 'x';
  for (let level = 0; level < 4; level += 1) value = Array.from({ length: 1_000 }, () => value);
  return { connectionId: value };
}

/** A list that holds nothing but itself. */
function endless(): unknown {
  const value: unknown[] = [];
  value.push(...Array.from({ length: 1_000 }, () => value));
  return value;
}

describe('answer', () => {
  it.each([
    ['an iframe of the own page', { sender: { id: 7 }, senderFrame: { url: 'app://contact-sheet/x', parent: {} } }],
    ['a blank page', { sender: { id: 7 }, senderFrame: { url: 'about:blank', parent: null } }],
    ['a foreign origin', { sender: { id: 7 }, senderFrame: { url: 'https://contact-sheet/', parent: null } }],
    ['a look-alike host', { sender: { id: 7 }, senderFrame: { url: 'app://contact-sheet.evil/', parent: null } }],
    ['a frame that is gone', { sender: { id: 7 }, senderFrame: null }],
    ['another window', { sender: { id: 8 }, senderFrame: ownEvent.senderFrame }],
  ])('case 1: refuses %s before the argument is parsed', async (_, event) => {
    const { ran, failures, ask } = setUp();
    const reply = await ask('settings/set', { theme: 'not even parsed' }, event);
    expect(reply).toEqual({ ok: false, error: { code: 'forbidden-sender' } });
    expect(ran).toEqual([]);
    expect(failures).toEqual(['settings/set forbidden-sender']);
  });

  it.each([
    ['a wrong type', 'catalogue/rows', { viewId: 1, from: 0, count: 1 }],
    ['a missing field', 'catalogue/rows', { viewId: 'v', from: 0 }],
    ['a field too many', 'catalogue/rows', { viewId: 'v', from: 0, count: 1, more: true }],
    ['a negative place', 'catalogue/rows', { viewId: 'v', from: -1, count: 1 }],
    ['more rows than an answer carries', 'catalogue/rows', { viewId: 'v', from: 0, count: 1001 }],
    ['not a number', 'catalogue/rows', { viewId: 'v', from: Number.NaN, count: 1 }],
    ['an id with a path in it', 'catalogue/albums', { connectionId: '../etc' }],
    ['an argument where there is none', 'jobs/list', {}],
    ['null', 'catalogue/albums', null],
    ['an array for an object', 'catalogue/albums', ['c']],
    ['ids that are not packed', 'delete/start', { connectionId: 'c', groupIds: [1, 2] }],
    ['no ids at all', 'delete/start', { connectionId: 'c', groupIds: new Uint32Array() }],
    [
      'an unknown format',
      'save/prepare',
      {
        connectionId: 'c',
        groupId: 1,
        size: 512,
        resultId: 'r',
        choice: { kind: 'convert', format: 'exe', quality: 80 },
      },
    ],
    [
      'a quality of 101',
      'save/prepare',
      {
        connectionId: 'c',
        groupId: 1,
        size: 512,
        resultId: 'r',
        choice: { kind: 'convert', format: 'png', quality: 101 },
      },
    ],
    ['a key over the limit of S3', 'save/object', { connectionId: 'c', key: 'k'.repeat(1025) }],
    ['an own __proto__', 'connections/close', JSON.parse('{"connectionId":"c","__proto__":{"admin":true}}')],
    ['a constructor inside', 'connections/open', JSON.parse('{"kind":"demo","constructor":{"prototype":{}}}')],
    ['extreme depth', 'connections/close', nested(50_000)],
    ['one list in a billion places', 'connections/close', crowded()],
    ['a list within itself', 'connections/close', endless()],
  ] as const)('case 2: refuses %s and runs nothing', async (_, channel, raw) => {
    const { ran, ask } = setUp();
    const reply = await ask(channel, raw);
    expect(reply).toMatchObject({ ok: false, error: { code: 'bad-request', channel } });
    expect(ran).toEqual([]);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it('hands a good argument to its handler, as parsed', async () => {
    const { ran, ask } = setUp();
    const request: Request<'catalogue/rows'> = { viewId: 'v-1', from: 0, count: 1000 };
    expect(await ask('catalogue/rows', request)).toEqual({ ok: true, value: null });
    expect(ran).toEqual([{ channel: 'catalogue/rows', request }]);
  });

  it('answers a failure with its code and any other throw as internal', async () => {
    const { ask } = setUp();
    expect(await ask('jobs/cancel', { jobId: 'j' })).toEqual({ ok: false, error: { code: 'unknown-job' } });
    expect(await ask('jobs/dismiss', { jobId: 'j' })).toEqual({
      ok: false,
      error: { code: 'internal', detail: 'a bug' },
    });
  });

  it('never repeats the refused value', async () => {
    const { ask } = setUp();
    const reply = await ask('connections/forget', { savedId: 'a secret/with a slash', local: 'keep' });
    expect(JSON.stringify(reply)).not.toContain('a secret');
  });
});
