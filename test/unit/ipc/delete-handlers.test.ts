import { expect, it } from 'vitest';
import { deleteHandlers } from '../../../electron/ipc/delete-handlers.ts';
import type { HandlerParts } from '../../../electron/ipc/handler-parts.ts';
import type { JobRequest } from '../../../electron/transfers/job.ts';

it('brings back what was deleted only once no upload takes it back any more', async () => {
  const steps: unknown[] = [];
  const connection = { summary: { connectionId: 'c1' } };
  const parts = {
    connections: { get: () => connection },
    uploads: { spare: async (...spared: unknown[]) => void steps.push(['spare', ...spared]) },
    jobs: {
      start: ({ kind }: JobRequest) => {
        steps.push([kind]);
        return 'j1';
      },
    },
  };
  const handlers = deleteHandlers(parts as unknown as HandlerParts);
  expect(await handlers['deleted/restore']({ connectionId: 'c1', stems: ['post/a'] })).toEqual({ jobId: 'j1' });
  expect(steps).toEqual([['spare', connection, ['post/a']], ['restore']]);
});
