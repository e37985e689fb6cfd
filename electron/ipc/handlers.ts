import { clipboard, shell } from 'electron';
import { type AppError, AppFailure } from '../../shared/app-error.ts';
import type { SaveOutcome, Theme } from '../../shared/contract.ts';
import { readOwnName } from '../../shared/own-name.ts';
import { findUrl } from '../catalogue/find-url.ts';
import { importNames } from '../catalogue/import-names.ts';
import type { Accounts } from '../connections/accounts.ts';
import type { Connections } from '../connections/connections.ts';
import { makeLink } from '../connections/links.ts';
import type { Resume } from '../connections/resume.ts';
import type { SavedConnections } from '../connections/saved-connections.ts';
import type { CredentialSessions, KeyPrompts, KeyStore } from '../credentials/credentials.ts';
import type { Dialogs } from '../files/dialogs.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { LOOK_UP_MS } from '../s3/timeouts.ts';
import type { SettingsStore } from '../settings/settings.ts';
import { startDelete } from '../transfers/delete.ts';
import type { JobCenter } from '../transfers/job-center.ts';
import { startReadNames } from '../transfers/read-names.ts';
import type { Saves } from '../transfers/save.ts';
import type { StagingArea } from '../transfers/staging.ts';
import { startUpload } from '../transfers/upload.ts';
import type { Emit, Handlers } from './answer.ts';

export interface HandlerParts {
  connections: Connections;
  saved: SavedConnections;
  sessions: CredentialSessions;
  keyStore: KeyStore;
  keyPrompts: KeyPrompts;
  accounts: Accounts;
  resume: Resume;
  dialogs: Dialogs;
  settings: SettingsStore;
  jobs: JobCenter;
  staging: StagingArea;
  saves: Saves;
  pipeline: Pipeline;
  tempFolder: string;
  emit: Emit;
  /** The theme may be another now. */
  onTheme(theme: Theme): void;
  /** For the log: what a broken-off upload could not take back. */
  onLeftBehind(keys: readonly string[], error: AppError): void;
}

/** Every channel of the contract, each handed to the step of the flow that does it. */
export function createHandlers(parts: HandlerParts): Handlers {
  return {
    ...credentialHandlers(parts),
    ...connectionHandlers(parts),
    ...catalogueHandlers(parts),
    ...nameHandlers(parts),
    ...thumbnailHandlers(parts),
    ...saveHandlers(parts),
    ...uploadHandlers(parts),
    ...linkHandlers(parts),
    ...jobHandlers(parts),
    'settings/get': () => parts.settings.get(),
    'settings/set': async (patch) => {
      const settings = await parts.settings.patch(patch);
      parts.onTheme(settings.theme);
      return settings;
    },
  };
}

type ChannelsOf<Prefix extends string> = Pick<Handlers, Extract<keyof Handlers, `${Prefix}/${string}`>>;

function credentialHandlers({
  accounts,
  keyPrompts,
  keyStore,
  sessions,
}: HandlerParts): ChannelsOf<'credentials' | 'buckets'> {
  return {
    'credentials/sources': () => sessions.sources(),
    'credentials/enter': (purpose) => keyPrompts.enterKeys(purpose),
    'credentials/forget': async ({ keysId }) => {
      await keyStore.forget(keysId);
      sessions.sourcesChanged();
      return null;
    },
    'credentials/troubles': () => sessions.troubles(),
    'credentials/reload': ({ troubleId }) => {
      sessions.reload(troubleId);
      return null;
    },
    'credentials/log-in': ({ troubleId }) => {
      sessions.logIn(troubleId);
      return null;
    },
    'credentials/stop-log-in': ({ troubleId }) => {
      sessions.stopLogIn(troubleId);
      return null;
    },
    'buckets/list': (server) => accounts.listBuckets(server),
    'buckets/create': ({ server, bucket }) => accounts.createBucket(server, bucket),
    'buckets/give-up': () => {
      accounts.giveUp();
      return null;
    },
  };
}

function connectionHandlers({ connections, resume, saved }: HandlerParts): ChannelsOf<'connections'> {
  return {
    'connections/saved': () => saved.list(),
    'connections/current': async () => {
      // What was opened since counts more than why the last time's could not be.
      if (connections.current() === null) await resume.ended;
      return connections.current()?.status() ?? null;
    },
    'connections/resuming': () => resume.target(),
    'connections/open': (request) => connections.open(request),
    'connections/give-up': () => {
      connections.giveUp();
      return null;
    },
    'connections/close': async ({ connectionId }) => {
      const { kind } = connections.get(connectionId).summary;
      await connections.close();
      if (kind === 'bucket') await saved.leave();
      return null;
    },
    'connections/forget': async ({ savedId }) => {
      await saved.forget(savedId);
      return null;
    },
    'connections/try-now': ({ connectionId }) => {
      connections.get(connectionId).tryNow();
      return null;
    },
  };
}

function catalogueHandlers({ connections }: HandlerParts): ChannelsOf<'catalogue'> {
  const catalogueOf = (connectionId: string) => connections.get(connectionId).catalogue;
  /** A view belongs to the connection that is open; one of an earlier connection is stale. */
  const current = () => {
    const open = connections.current();
    if (open === null) throw new AppFailure({ code: 'stale-view' });
    return open.catalogue;
  };
  return {
    'catalogue/albums': ({ connectionId }) => catalogueOf(connectionId).albums(),
    'catalogue/view': ({ connectionId, ...query }) => catalogueOf(connectionId).openView(query),
    'catalogue/rows': ({ viewId, from, count }) => current().rows(viewId, from, count),
    'catalogue/ids': ({ viewId, from, count }) => current().ids(viewId, from, count),
    'catalogue/index-of': ({ viewId, groupId }) => current().indexOf(viewId, groupId),
    'catalogue/find-name': ({ viewId, text, from }) => current().findName(viewId, text, from),
    'catalogue/group': ({ connectionId, groupId }) => catalogueOf(connectionId).group(groupId),
    'catalogue/measure': ({ connectionId, groupIds }) => catalogueOf(connectionId).measure(groupIds),
    'catalogue/find-url': ({ connectionId, text }) =>
      findUrl(text, connections.get(connectionId), { signal: AbortSignal.timeout(LOOK_UP_MS) }),
    'catalogue/refresh': ({ connectionId }) => {
      connections.get(connectionId).refresh();
      return null;
    },
  };
}

function nameHandlers({ connections, dialogs, jobs }: HandlerParts): ChannelsOf<'names'> {
  return {
    'names/import': async ({ connectionId }) => {
      const { catalogue } = connections.get(connectionId);
      const path = await dialogs.askNameTable();
      return path === null ? null : importNames(path, catalogue);
    },
    'names/plan-read': async ({ connectionId }) => {
      const unread = await connections.get(connectionId).catalogue.unreadNames();
      return { requests: unread.length };
    },
    'names/read': async ({ connectionId }) => {
      const { bucket, catalogue, giveWay, nameLearnt, namesChanged } = connections.get(connectionId);
      const parts = { connectionId, jobs, bucket, catalogue, giveWay, onLearnt: nameLearnt, onFound: namesChanged };
      return { jobId: await startReadNames(parts) };
    },
    'names/edit': async ({ connectionId, groupId, name }) => {
      const { catalogue, nameLearnt } = connections.get(connectionId);
      await catalogue.nameGroup(groupId, readOwnName(name));
      nameLearnt(groupId);
      return catalogue.group(groupId);
    },
  };
}

function thumbnailHandlers({ connections }: HandlerParts): ChannelsOf<'thumbnails'> {
  return {
    'thumbnails/show': ({ connectionId, groupIds }) => {
      connections.get(connectionId).thumbnails.show(groupIds);
      return null;
    },
    'thumbnails/refusal': ({ connectionId, groupId }) => connections.get(connectionId).thumbnails.refusal(groupId),
  };
}

function saveHandlers({ connections, dialogs, jobs, saves }: HandlerParts): ChannelsOf<'save'> {
  const outcome = async (jobId: string): Promise<SaveOutcome> => {
    const { state, error, savedPath, bytesDone } = await jobs.ended(jobId);
    if (state === 'succeeded' && savedPath !== null) return { kind: 'saved', jobId, path: savedPath, bytes: bytesDone };
    throw new AppFailure(error ?? { code: 'cancelled' });
  };
  return {
    'save/prepare': ({ connectionId, ...request }) => saves.prepare(request, connections.get(connectionId)),
    'save/discard': ({ resultId }) => {
      saves.discard(resultId);
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
  };
}

function uploadHandlers(parts: HandlerParts): ChannelsOf<'upload' | 'delete'> {
  const { connections, dialogs, jobs, onLeftBehind, pipeline, staging, tempFolder, emit } = parts;
  const stage = (connectionId: string, paths: readonly string[]) => {
    connections.get(connectionId);
    return staging.stage(connectionId, paths, {
      signal: new AbortController().signal,
      onLooked: (looked) => emit('upload/staging', { connectionId, looked }),
    });
  };
  return {
    'upload/pick': async ({ connectionId, what }) => {
      connections.get(connectionId);
      const paths = await dialogs.askSources(what);
      return paths === null ? null : stage(connectionId, paths);
    },
    'upload/stage': ({ connectionId, paths }) => stage(connectionId, paths),
    'upload/staged-items': ({ stagingId, from, count }) => staging.items(stagingId, from, count),
    'upload/discard': ({ stagingId }) => {
      staging.discard(stagingId);
      return null;
    },
    'upload/stop-looking': ({ connectionId }) => {
      staging.stop(connectionId);
      return null;
    },
    'upload/start': async ({ stagingId, ...request }) => {
      const staged = staging.files(stagingId);
      const { bucket, catalogue } = connections.get(staged.connectionId);
      const uploadParts = { bucket, catalogue, jobs, pipeline, tempFolder, onLeftBehind };
      const jobId = await startUpload(uploadParts, staged, request);
      // Only now: an album that is refused can be mended and tried again.
      staging.discard(stagingId);
      return { jobId };
    },
    'delete/start': async ({ connectionId, groupIds }) => {
      const { bucket, catalogue } = connections.get(connectionId);
      return { jobId: await startDelete({ connectionId, bucket, catalogue, jobs }, groupIds) };
    },
  };
}

function linkHandlers({ connections }: HandlerParts): ChannelsOf<'links'> {
  return {
    'links/copy': async ({ connectionId, ...wanted }) => {
      const { text, expiresAt } = await makeLink(connections.get(connectionId), wanted);
      clipboard.writeText(text);
      return { expiresAt };
    },
  };
}

function jobHandlers({ jobs }: HandlerParts): ChannelsOf<'jobs'> {
  return {
    'jobs/list': () => jobs.list(),
    'jobs/items': ({ jobId, from, count }) => jobs.items(jobId, from, count),
    'jobs/cancel': ({ jobId }) => {
      jobs.cancel(jobId);
      return null;
    },
    'jobs/dismiss': ({ jobId }) => {
      jobs.dismiss(jobId);
      return null;
    },
    'jobs/reveal': ({ jobId }) => {
      const { savedPath } = jobs.summary(jobId);
      if (savedPath === null) throw new AppFailure({ code: 'unknown-job' });
      shell.showItemInFolder(savedPath);
      return null;
    },
  };
}
