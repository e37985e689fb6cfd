/** One run of the app's transfers in plain Node: `node flow-program.mjs <plan.json>`. It is what gets killed. */
import { writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resumeUploads } from '../../electron/transfers/upload.ts';
import { CONNECTION_ID, openFlowParts } from './flow-parts.ts';
import type { FlowEvent, FlowPlan } from './flow-plan.ts';
import { flows } from './flows.ts';

const STANDARD_OUTPUT = 1;

const plan = JSON.parse(await readFile(process.argv[2] ?? '', 'utf8')) as FlowPlan;
// At once, and not when a stream gets to it: the next moment may be the last.
const tell = (event: FlowEvent): void => void writeSync(STANDARD_OUTPUT, `${JSON.stringify(event)}\n`);

const parts = await openFlowParts(plan);
if (plan.mode === 'run') {
  const { folder, pictures } = plan;
  const jobs = await flows[plan.flow]({ parts, folder, pictures, onStarted: () => tell({ kind: 'started' }) });
  tell({ kind: 'ended', jobs });
} else {
  const { name, endpoint, prefix } = parts.bucket;
  const resumed = await resumeUploads(parts.uploads, parts.journal, {
    connectionId: CONNECTION_ID,
    name,
    endpoint,
    prefix,
  });
  const jobs = await Promise.all(resumed.map(parts.ended));
  await parts.list();
  const groups = (await parts.groups()).map(({ state, keys }) => ({ state, keys }));
  tell({ kind: 'restarted', groups, jobs });
}
await parts.close();
