import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { AppError } from '../../../shared/app-error.ts';
import { errorOf } from '../../support/failures.ts';
import { keysNamed, openScene, type Scene } from './scripted-session.ts';

const wrongKeys: AppError = { code: 'wrong-keys', bucket: 'photos', endpoint: 'https://s3', reason: 'key' };
const wrongSignature: AppError = { ...wrongKeys, reason: 'signature' };
const expired: AppError = { code: 'credentials-expired', bucket: 'photos' };
const offline: AppError = { code: 'unreachable', endpoint: 'sts', detail: 'ENOTFOUND' };
const processFailed: AppError = { code: 'credential-process', profile: 'work', reason: 'failed' };
const { signal } = new AbortController();
const MINUTE_MS = 60_000;

/** Whether a promise is settled once everything that is ready has run. */
async function isWaiting(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  promise.then(
    () => {
      settled = true;
    },
    () => {
      settled = true;
    },
  );
  await new Promise(setImmediate);
  return !settled;
}

describe('the keys of a source', () => {
  let scene: Scene;
  const { now } = { now: () => scene.time.now };
  const refuse = (error: AppError, at = signal): Promise<void> =>
    scene.session.renew({ error, generation: scene.session.generation() }, at);

  beforeEach(() => {
    scene = openScene();
  });

  it('are loaded once for 50 requests at a time, and kept', async () => {
    const open = scene.hold();
    const given = Promise.all(Array.from({ length: 50 }, () => scene.session.provide()));
    open();
    expect(new Set((await given).map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(['AKIAFIRST']));
    await scene.session.provide();
    expect([scene.loads(), scene.session.generation()]).toEqual([1, 0]);
  });

  it('are loaded anew a minute before they end, and not sooner', async () => {
    scene.give(keysNamed('A', now() + 10 * MINUTE_MS));
    await scene.session.provide();
    scene.give(keysNamed('B', now() + 60 * MINUTE_MS));
    scene.time.now += 9 * MINUTE_MS - 1;
    expect((await scene.session.provide()).accessKeyId).toBe('A');
    scene.time.now += 1;
    expect((await scene.session.provide()).accessKeyId).toBe('B');
    expect([scene.session.generation(), scene.session.expiresAt()]).toEqual([1, 1_000_000 + 60 * MINUTE_MS]);
  });

  it('serve to their last moment while the network is away', async () => {
    scene.give(keysNamed('A', now() + MINUTE_MS / 2));
    await scene.session.provide();
    scene.give(offline);
    expect((await scene.session.provide()).accessKeyId).toBe('A');
    scene.time.now += MINUTE_MS / 2;
    expect(await errorOf(scene.session.provide())).toEqual(offline);
    expect(scene.session.trouble()).toBeNull();
  });

  it('are a trouble in their last minute where the source gives no others', async () => {
    scene.give(keysNamed('A', now() + MINUTE_MS / 2));
    await scene.session.provide();
    scene.give(processFailed);
    expect(await errorOf(scene.session.provide())).toEqual(processFailed);
    expect(scene.trouble().error).toEqual(processFailed);
  });

  it('are others where only their token is another', async () => {
    scene.give({ ...keysNamed('ASIAONE'), sessionToken: 'one' });
    await scene.session.provide();
    scene.give({ ...keysNamed('ASIAONE'), sessionToken: 'two' });
    await refuse(expired);
    expect([scene.loads(), scene.session.generation(), scene.session.trouble()]).toEqual([2, 1, null]);
  });

  it('are asked for once more by 50 refusals at a time', async () => {
    await scene.session.provide();
    scene.session.accepted(0);
    scene.give(keysNamed('AKIASECOND'));
    await Promise.all(Array.from({ length: 50 }, () => refuse(expired)));
    expect([scene.loads(), scene.session.generation()]).toEqual([2, 1]);
    expect((await scene.session.provide()).accessKeyId).toBe('AKIASECOND');
    expect(scene.loads()).toBe(2);
  });

  it('are left alone by a refusal of earlier ones', async () => {
    await scene.session.provide();
    scene.session.accepted(0);
    scene.give(keysNamed('AKIASECOND'));
    await refuse(expired);
    await scene.session.renew({ error: expired, generation: 0 }, signal);
    expect([scene.loads(), scene.session.trouble()]).toEqual([2, null]);
  });

  it('are no matter for the person where one request of many is signed wrong', async () => {
    await scene.session.provide();
    scene.session.accepted(0);
    expect(await errorOf(refuse(wrongSignature))).toEqual(wrongSignature);
    expect([scene.loads(), scene.session.trouble()]).toEqual([1, null]);
  });

  it('are a trouble where no request was ever signed right', async () => {
    await scene.session.provide();
    expect(await isWaiting(refuse(wrongSignature))).toBe(true);
    expect(scene.trouble().error).toEqual(wrongSignature);
  });

  it('count as believed by what was signed with them, and not by a late reply to earlier ones', async () => {
    await scene.session.provide();
    scene.session.accepted(0);
    scene.give(keysNamed('AKIASECOND'));
    await refuse(expired);
    scene.session.accepted(0);
    expect(await isWaiting(refuse(wrongKeys))).toBe(true);
    expect(scene.loads()).toBe(2);
  });

  it('are a trouble where the same ones come again, by the end of their id', async () => {
    await scene.session.provide();
    const waiting = refuse(wrongKeys);
    expect(await isWaiting(waiting)).toBe(true);
    expect(scene.trouble()).toMatchObject({ error: wrongKeys, remedy: 'new-keys', keyIdEnd: 'IRST' });
    expect(await errorOf(scene.session.provide())).toEqual(wrongKeys);
    expect(scene.loads()).toBe(2);
  });

  it('are a trouble where those in place of refused ones are refused as well', async () => {
    await scene.session.provide();
    scene.give(keysNamed('AKIASECOND'));
    await refuse(wrongKeys);
    scene.give(keysNamed('AKIATHIRD'));
    expect(await isWaiting(refuse(wrongKeys))).toBe(true);
    expect([scene.loads(), scene.trouble().keyIdEnd]).toEqual([2, 'COND']);
  });

  it('case 13: are not asked of the person again where the server never believed them', async () => {
    scene.look.asksPerson = true;
    await scene.session.provide();
    expect(await isWaiting(refuse(wrongKeys))).toBe(true);
    expect(scene.loads()).toBe(1);
  });

  it('are asked of the person again once those that the server believed have ended', async () => {
    scene.look.asksPerson = true;
    await scene.session.provide();
    scene.session.accepted(0);
    scene.give(keysNamed('AKIASECOND'));
    await refuse(expired);
    expect([scene.loads(), scene.session.trouble()]).toEqual([2, null]);
  });

  it('are asked of the person again where the source was edited since', async () => {
    scene.look.asksPerson = true;
    await scene.session.provide();
    scene.session.sourceChanged();
    scene.give(keysNamed('AKIASECOND'));
    await refuse(wrongKeys);
    expect([scene.loads(), scene.session.trouble()]).toEqual([2, null]);
  });

  it('are a trouble where they cannot be had at first, and nothing is asked again by itself', async () => {
    scene.give(processFailed);
    scene.look.takesKeys = false;
    expect(await errorOf(scene.session.provide())).toEqual(processFailed);
    expect(await errorOf(scene.session.provide())).toEqual(processFailed);
    expect(await isWaiting(refuse(processFailed))).toBe(true);
    expect([scene.loads(), scene.trouble().remedy]).toEqual([1, 'try-again']);
  });

  it('are no trouble where the network keeps them away', async () => {
    scene.give(offline);
    expect(await errorOf(scene.session.provide())).toEqual(offline);
    scene.give(keysNamed('A'));
    await scene.session.provide();
    scene.session.accepted(0);
    scene.give(offline);
    expect(await errorOf(refuse(expired))).toEqual(offline);
    expect(scene.session.trouble()).toBeNull();
  });

  it('are no trouble to anybody where nobody holds a lease', async () => {
    scene.release();
    scene.give(processFailed);
    expect(await errorOf(scene.session.provide())).toEqual(processFailed);
    expect([scene.session.trouble(), scene.changes()]).toEqual([null, 0]);
  });

  it('are not kept where they came after the last lease was given back', async () => {
    scene.ignoreCancel();
    const open = scene.hold();
    const given = scene.session.provide();
    expect(await isWaiting(given)).toBe(true);
    scene.release();
    expect(await errorOf(given)).toEqual({ code: 'cancelled' });
    open();
    await new Promise(setImmediate);
    scene.session.lease();
    await scene.session.provide();
    expect(scene.loads()).toBe(2);
  });
});

describe('a trouble with keys', () => {
  let scene: Scene;
  const refuse = (error: AppError, at = signal): Promise<void> =>
    scene.session.renew({ error, generation: scene.session.generation() }, at);

  beforeEach(async () => {
    scene = openScene();
    await scene.session.provide();
  });

  it('ends for all who wait when the person brings other keys and reloads', async () => {
    const waiting = Promise.all(Array.from({ length: 50 }, () => refuse(wrongKeys)));
    expect(await isWaiting(waiting)).toBe(true);
    scene.give(keysNamed('AKIASECOND'));
    scene.session.reload();
    await waiting;
    expect(scene.session.trouble()).toBeNull();
    expect((await scene.session.provide()).accessKeyId).toBe('AKIASECOND');
    expect(scene.loads()).toBe(3);
  });

  it('gives each request one more try for each reload with the same keys, and no more', async () => {
    const waiting = refuse(wrongKeys);
    expect(await isWaiting(waiting)).toBe(true);
    const { id } = scene.trouble();
    scene.session.reload();
    await waiting;
    expect(scene.session.trouble()).toBeNull();
    await scene.session.provide();
    expect(await isWaiting(refuse(wrongKeys))).toBe(true);
    expect(scene.trouble().id).not.toBe(id);
    expect(scene.loads()).toBe(4);
  });

  it('lets a refusal from before the reload try again rather than begin another trouble', async () => {
    const { session } = scene;
    const before = session.generation();
    const waiting = refuse(wrongKeys);
    expect(await isWaiting(waiting)).toBe(true);
    session.reload();
    await waiting;
    await session.renew({ error: wrongKeys, generation: before }, signal);
    expect(session.trouble()).toBeNull();
  });

  it('stays with the new reason where a reload fails', async () => {
    void refuse(wrongKeys).catch(() => undefined);
    await vi.waitFor(() => scene.trouble());
    const { id } = scene.trouble();
    scene.give(processFailed);
    scene.session.reload();
    await vi.waitFor(() => expect(scene.trouble().error).toEqual(processFailed));
    expect(scene.trouble().id).toBe(id);
  });

  it('ends where it is the network now that keeps the keys away', async () => {
    const waiting = refuse(wrongKeys);
    expect(await isWaiting(waiting)).toBe(true);
    scene.give(offline);
    scene.session.reload();
    await waiting;
    expect(await errorOf(scene.session.provide())).toEqual(offline);
  });

  it('takes the keys after it for new ones, which may be refused and replaced once', async () => {
    scene.give(keysNamed('AKIASECOND'));
    await refuse(wrongKeys);
    const waiting = refuse(wrongKeys);
    expect(await isWaiting(waiting)).toBe(true);
    scene.give(keysNamed('AKIATHIRD'));
    scene.session.reload();
    await waiting;
    scene.give(keysNamed('AKIAFOURTH'));
    await refuse(wrongKeys);
    expect((await scene.session.provide()).accessKeyId).toBe('AKIAFOURTH');
  });

  it('is tried once more where the source was edited while a reload failed', async () => {
    expect(await isWaiting(refuse(wrongKeys))).toBe(true);
    const loads = scene.loads();
    scene.give(processFailed);
    const open = scene.hold();
    scene.session.reload();
    await new Promise(setImmediate);
    scene.look.stamp = 'two';
    scene.session.sourceChanged();
    await new Promise(setImmediate);
    open();
    await new Promise(setImmediate);
    expect(scene.loads()).toBe(loads + 2);
    expect(scene.trouble().error).toEqual(processFailed);
  });

  it('is left alone by a reload, or by an edit, that ends after it', async () => {
    const waiting = refuse(wrongKeys);
    waiting.catch(() => undefined);
    expect(await isWaiting(waiting)).toBe(true);
    scene.hold();
    scene.session.reload();
    scene.look.stamp = 'two';
    scene.session.sourceChanged();
    scene.release();
    const [loads, changes, generation] = [scene.loads(), scene.changes(), scene.session.generation()];
    await new Promise(setImmediate);
    expect([scene.loads(), scene.changes(), scene.session.generation()]).toEqual([loads, changes, generation]);
  });

  it('lets go of the one who cancels, and only of that one', async () => {
    const cancelling = new AbortController();
    const [gone, staying] = [refuse(wrongKeys, cancelling.signal), refuse(wrongKeys)];
    expect(await isWaiting(gone)).toBe(true);
    cancelling.abort();
    expect(await errorOf(gone)).toEqual({ code: 'cancelled' });
    expect(await isWaiting(staying)).toBe(true);
    expect(await errorOf(refuse(wrongKeys, cancelling.signal))).toEqual({ code: 'cancelled' });
  });

  it('goes with the last lease, and what waits is cancelled', async () => {
    const second = scene.session.lease();
    const waiting = refuse(wrongKeys);
    expect(await isWaiting(waiting)).toBe(true);
    scene.release();
    scene.release();
    expect(scene.session.trouble()).not.toBeNull();
    const changes = scene.changes();
    second();
    expect(await errorOf(waiting)).toEqual({ code: 'cancelled' });
    expect([scene.session.trouble(), scene.changes()]).toEqual([null, changes + 1]);
  });

  it('is not made by a load that nobody wants any more', async () => {
    const open = scene.hold();
    scene.session.accepted(0);
    const waiting = refuse(expired);
    expect(await isWaiting(waiting)).toBe(true);
    scene.release();
    expect(await errorOf(waiting)).toEqual({ code: 'cancelled' });
    scene.give(processFailed);
    open();
    await new Promise(setImmediate);
    expect(scene.session.trouble()).toBeNull();
  });

  it('case 11: ends by itself when the source is edited', async () => {
    const waiting = refuse(wrongKeys);
    expect(await isWaiting(waiting)).toBe(true);
    scene.look.stamp = 'two';
    scene.give(keysNamed('AKIASECOND'));
    scene.session.sourceChanged();
    await waiting;
    expect((await scene.session.provide()).accessKeyId).toBe('AKIASECOND');
  });

  it('asks nothing of the source when something else was edited', async () => {
    expect(await isWaiting(refuse(wrongKeys))).toBe(true);
    const loads = scene.loads();
    scene.session.sourceChanged();
    await new Promise(setImmediate);
    expect([scene.loads(), scene.session.trouble()?.error]).toEqual([loads, wrongKeys]);
  });
});

describe('an edit of a source without trouble', () => {
  it('case 11: takes the new keys with the next request', async () => {
    const scene = openScene();
    await scene.session.provide();
    scene.give(keysNamed('AKIASECOND'));
    scene.look.stamp = 'two';
    scene.session.sourceChanged();
    const given = await Promise.all([scene.session.provide(), scene.session.provide()]);
    expect(given.map(({ accessKeyId }) => accessKeyId)).toEqual(['AKIASECOND', 'AKIASECOND']);
    expect([scene.loads(), scene.session.generation()]).toEqual([2, 1]);
  });

  it('loads nothing where it was another source’s', async () => {
    const scene = openScene();
    await scene.session.provide();
    scene.session.sourceChanged();
    await scene.session.provide();
    expect(scene.loads()).toBe(1);
  });
});
