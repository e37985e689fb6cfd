import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startI18n } from '../../../renderer/i18n/i18n.ts';
import { firstLinkChoice, type LinkChoice } from '../../../renderer/links/link-choice.ts';
import { useStore } from '../../../renderer/store/store.ts';
import type { Request } from '../../../shared/contract.ts';
import { connection, createFakeMain, type FakeMain } from './fake-main.ts';

const now = Date.UTC(2026, 10, 22, 3, 0);
const week = { kind: 'presigned', expiry: { kind: 'quick', quick: 'week' } } as const satisfies LinkChoice;

let main: FakeMain;
let asked: Request<'links/copy'>[];
const copy = (choice: LinkChoice) => useStore.getState().copyLink({ groupId: 3, size: 512, choice });
const noticeText = () => useStore.getState().notices.at(-1)?.text;
/** Main copies, and says that the link ends then. */
const answerWith = (expiresAt: (seconds: number) => number | null) =>
  main.answer('links/copy', (request) => {
    asked.push(request);
    return { expiresAt: expiresAt(request.seconds) };
  });

beforeAll(() => startI18n('en'));

beforeEach(() => {
  vi.useFakeTimers({ now });
  main = createFakeMain([]);
  asked = [];
  vi.stubGlobal('window', { contactSheet: main.bridge });
  useStore.setState({ ...useStore.getInitialState(), connection: { kind: 'open', connection } }, true);
  return () => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  };
});

describe('copying a link', () => {
  it('asks main for the size, the kind and the time, and says until when the link works', async () => {
    answerWith((seconds) => now + seconds * 1000);
    expect(await copy(week)).toBeNull();
    expect(asked).toEqual([{ connectionId: 'c1', groupId: 3, size: 512, kind: 'presigned', seconds: 604_800 }]);
    expect(noticeText()).toMatch(/^Link copied\. It works until .*29, 2026/);
  });

  it('says that the keys end it sooner where they do', async () => {
    answerWith(() => now + 60 * 60 * 1000);
    expect(await copy(week)).toBeNull();
    expect(noticeText()).toMatch(/only until .*22, 2026.*because the keys expire/);
  });

  it('copies what never ends whatever was typed as its time, and says no time', async () => {
    answerWith(() => null);
    const expiry = { kind: 'custom', amount: 'soon', unit: 'days' } as const;
    expect(await copy({ kind: 's3-uri', expiry })).toBeNull();
    expect(noticeText()).toBe('S3 URI copied.');
    expect(await copy({ kind: 'public', expiry })).toBeNull();
    expect(noticeText()).toBe('Public address copied.');
  });

  it('remembers the last choice for this run', async () => {
    expect(useStore.getState().linkChoice).toEqual(firstLinkChoice);
    answerWith(() => now);
    await copy(week);
    expect(useStore.getState().linkChoice).toEqual(week);
  });

  it('answers the reason where nothing was copied, and says nothing by itself', async () => {
    main.failNext('links/copy', { code: 'keys-gone' });
    expect(await copy(week)).toEqual({ code: 'keys-gone' });
    expect(useStore.getState().notices).toEqual([]);
  });
});
