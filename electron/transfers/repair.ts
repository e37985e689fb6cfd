import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import PQueue from 'p-queue';
import { toAppError } from '../../shared/app-error.ts';
import type { JobContext, JobRequest } from './job.ts';
import type { JobCenter } from './job-center.ts';
import { type RepairGroupParts, repairGroup } from './repair-group.ts';

/** Groups looked up before other work of this process gets its turn. */
const GROUPS_PER_TURN = 200;

interface RepairParts extends RepairGroupParts {
  connectionId: string;
  jobs: JobCenter;
}

/** Makes what incomplete groups lack from the widest picture they have; answers the job's id. Others are skipped. */
export async function startRepair(parts: RepairParts, groupIds: Uint32Array): Promise<string> {
  return parts.jobs.start(await repairRequest(parts, [...new Set(groupIds)], new Set()));
}

async function repairRequest(parts: RepairParts, groupIds: readonly number[], begun: Set<number>): Promise<JobRequest> {
  const items: { name: string; bytes: number }[] = [];
  for (const groupId of groupIds) {
    if (items.length % GROUPS_PER_TURN === 0) await setImmediate();
    const name = await parts.catalogue.group(groupId).then(
      (group) => group.name,
      () => '',
    );
    items.push({ name, bytes: 0 });
  }
  return {
    kind: 'repair',
    connectionId: parts.connectionId,
    subject: items.length === 1 ? (items[0]?.name ?? null) : null,
    items,
    canPause: true,
    retry: (indices) =>
      repairRequest(
        parts,
        indices.flatMap((index) => groupIds[index] ?? []),
        begun,
      ),
    run: (job) => repairAll(parts, { groupIds, begun }, job),
  };
}

interface Repairing {
  groupIds: readonly number[];
  /** See `repairGroup`; goes on to the next try. */
  begun: Set<number>;
}

async function repairAll(parts: RepairParts, { groupIds, begun }: Repairing, job: JobContext): Promise<void> {
  const queue = new PQueue({ concurrency: availableParallelism() });
  const repair = async (groupId: number, index: number): Promise<void> => {
    try {
      await job.unlessPaused();
      job.update(index, { state: 'working' });
      const end = await repairGroup(parts, groupId, { begun, signal: job.signal });
      job.update(index, { state: end === 'repaired' ? 'done' : 'skipped' });
    } catch (thrown) {
      if (job.signal.aborted) return;
      job.update(index, { state: 'failed', error: toAppError(thrown) });
    }
  };
  await queue.addAll(groupIds.map((groupId, index) => () => repair(groupId, index)));
}
