import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import PQueue from 'p-queue';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { DELETE_UNDO_MS } from '../../../electron/transfers/delete.ts';
import { type SendOptions, sendGroup } from '../../../electron/transfers/send-group.ts';
import type { PlannedPut, UploadPlan } from '../../../electron/transfers/upload-plan.ts';
import { createGate, createScriptedBucket } from '../../support/scripted-bucket.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const stem = 'post/f06bb30d-c640-41bc-b287-9b22111ac762';

async function planned(): Promise<UploadPlan> {
  const folder = await temporaryFolder();
  const put = async (size: PlannedPut['size']): Promise<PlannedPut> => {
    const file = path.join(folder, `${size}.webp`);
    await writeFile(file, 'made');
    return { size, key: `${stem}_${size}.webp`, path: file, bytes: 4, contentType: 'image/webp' };
  };
  const puts = [await put(512), await put(1024)];
  return { puts, marker: await put('thumbnail'), metadata: { uploaded: '1', sha256: 'ab' } };
}

/** Sends a group whose marker comes to wait: in the full queue, while paused, or for the file that is looked at before it. */
async function sendWhere(waits: 'queue' | 'pause' | 'file') {
  const bucket = createScriptedBucket();
  const plan = await planned();
  const sends = new PQueue({ concurrency: 1 });
  const [gate, waiting] = [createGate(), createGate()];
  const hold = (): Promise<void> => {
    waiting.open();
    return gate.passed;
  };
  const areAllThere = (): boolean => bucket.objects.size === plan.puts.length;
  bucket.afterPut = () => {
    // Another group takes its turn before the marker of this one does.
    if (waits === 'queue' && areAllThere()) void sends.add(hold);
  };
  const options: SendOptions = {
    signal: new AbortController().signal,
    acl: 'private',
    written: { keys: new Set(), unsure: new Set(), mayArriveLate: false, earlier: new Set(), parts: new Map() },
    onParts: async () => undefined,
    onSent: () => undefined,
    // The pause begins as late as it can: when the marker has its turn.
    unlessPaused: async () => {
      if (waits === 'pause' && areAllThere() && sends.pending > 0) await hold();
    },
    beforeMarker: async () => {
      if (waits === 'file') await hold();
    },
  };
  const sent = sendGroup({ bucket, sends }, plan, options);
  await waiting.passed;
  if (waits === 'queue') await vi.waitFor(() => expect(sends.size).toBe(1));
  return { bucket, plan, result: Promise.allSettled([sent]), goOn: gate.open };
}

function passTime(ms: number): void {
  const later = Date.now() + ms;
  vi.spyOn(Date, 'now').mockImplementation(() => later);
  onTestFinished(() => void vi.restoreAllMocks());
}

describe('the group that is sent', () => {
  it.each([
    ['waited for its turn', 'queue'],
    ['waited for the end of a pause', 'pause'],
    ['waited for the file to be looked at', 'file'],
  ] as const)('gets no marker where somebody removed a part of it while that %s', async (_, waits) => {
    const { bucket, plan, result, goOn } = await sendWhere(waits);
    const removed = plan.puts[0]?.key ?? '';
    bucket.objects.delete(removed);
    passTime(DELETE_UNDO_MS);
    goOn();
    expect(await result).toMatchObject([{ reason: { error: { code: 'key-vanished', key: removed } } }]);
    expect(bucket.log).not.toContain(`put ${plan.marker.key}`);
  });

  it('gets its marker where all is there after a long wait', async () => {
    const { bucket, plan, result, goOn } = await sendWhere('queue');
    passTime(DELETE_UNDO_MS);
    goOn();
    const all = [...plan.puts, plan.marker].map(({ key }) => key);
    expect(await result).toMatchObject([{ value: all.map((key) => ({ key })) }]);
    expect([...bucket.objects.keys()].sort()).toEqual(all.sort());
  });
});
