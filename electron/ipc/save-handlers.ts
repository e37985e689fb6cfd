import { AppFailure } from '../../shared/app-error.ts';
import type { Request, SaveOutcome } from '../../shared/contract.ts';
import { type NameTemplate, readTemplate } from '../../shared/name-template.ts';
import type { OpenConnection } from '../connections/open-connection.ts';
import type { ChannelsOf, HandlerParts } from './handler-parts.ts';

/** Saving pictures to this computer. */
export function saveHandlers(parts: HandlerParts): ChannelsOf<'save'> {
  const { batches, connections, dialogs, estimates, jobs, saves } = parts;
  const outcome = async (jobId: string): Promise<SaveOutcome> => {
    const { state, error, savedPath, bytesDone } = await jobs.ended(jobId);
    if (state === 'succeeded' && savedPath !== null) return { kind: 'saved', jobId, path: savedPath, bytes: bytesDone };
    throw new AppFailure(error ?? { code: 'cancelled' });
  };
  return {
    'save/prepare': ({ connectionId, ...request }) => saves.prepare(request, connections.get(connectionId)),
    'save/estimate': ({ connectionId, ...request }) => estimates.estimate(request, connections.get(connectionId)),
    'save/discard': ({ resultId }) => {
      saves.discard(resultId);
      estimates.discard(resultId);
      return null;
    },
    'save/write': async ({ resultId }) => {
      const path = await dialogs.askSavePath(saves.suggestedName(resultId));
      return path === null ? { kind: 'dismissed' } : outcome(saves.write(resultId, path));
    },
    'save/object': async ({ connectionId, key }) => {
      const connection = connections.get(connectionId);
      const path = await dialogs.askSavePath(saves.suggestedObjectName(key));
      return path === null ? { kind: 'dismissed' } : outcome(saves.saveObject(connection, key, path));
    },
    'save/batch': async ({ connectionId, what, template, ...rest }) => {
      const connection = connections.get(connectionId);
      const names = expectTemplate(template);
      // Before the dialog: a view may have been made anew by the time that it is answered.
      const groupIds = await groupsOf(connection, what);
      const folder = await dialogs.askFolder();
      if (folder === null) return null;
      const subject = await subjectOf(connection, groupIds);
      return { jobId: batches.start(connection, { ...rest, template: names, groupIds, subject, folder }) };
    },
  };
}

function expectTemplate(text: string): NameTemplate {
  const { template, problem } = readTemplate(text);
  if (template !== null) return template;
  throw new AppFailure({ code: 'bad-request', channel: 'save/batch', detail: `a template: ${problem.kind}` });
}

function groupsOf(
  { catalogue }: OpenConnection,
  what: Request<'save/batch'>['what'],
): Uint32Array | Promise<Uint32Array> {
  return what.kind === 'groups' ? what.groupIds : catalogue.ids(what.viewId, 0, Number.MAX_SAFE_INTEGER);
}

/** The name of a single picture; many have none in common. */
async function subjectOf({ catalogue }: OpenConnection, groupIds: Uint32Array): Promise<string | null> {
  const [groupId, ...others] = groupIds.subarray(0, 2);
  if (groupId === undefined || others.length > 0) return null;
  return (await catalogue.group(groupId)).name;
}
