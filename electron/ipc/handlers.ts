import { clipboard } from 'electron';
import { AppFailure } from '../../shared/app-error.ts';
import { readOwnName } from '../../shared/own-name.ts';
import { findUrl } from '../catalogue/find-url.ts';
import { importNames } from '../catalogue/import-names.ts';
import { makeLink } from '../connections/links.ts';
import { LOOK_UP_MS } from '../s3/timeouts.ts';
import { startReadNames } from '../transfers/read-names.ts';
import type { Handlers } from './answer.ts';
import { deleteHandlers } from './delete-handlers.ts';
import { dragOutHandlers } from './drag-out-handlers.ts';
import type { ChannelsOf, HandlerParts } from './handler-parts.ts';
import { jobHandlers } from './job-handlers.ts';
import { saveHandlers } from './save-handlers.ts';
import { uploadHandlers } from './upload-handlers.ts';

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
    ...deleteHandlers(parts),
    ...dragOutHandlers(parts),
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
    'connections/forget': async ({ savedId, local }) => {
      await connections.forget(savedId, local);
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

function linkHandlers({ connections }: HandlerParts): ChannelsOf<'links'> {
  return {
    'links/copy': async ({ connectionId, ...wanted }) => {
      const { text, expiresAt } = await makeLink(connections.get(connectionId), wanted);
      clipboard.writeText(text);
      return { expiresAt };
    },
  };
}
