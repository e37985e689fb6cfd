import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { toAppError } from '../shared/app-error.ts';
import type { JobSummary } from '../shared/job.ts';
import { childBundle, childStarter } from './children.ts';
import { type Accounts, createAccounts } from './connections/accounts.ts';
import { type Connections, createConnections } from './connections/connections.ts';
import { openKnownEndpoints } from './connections/known-endpoints.ts';
import { openKnownRegions } from './connections/known-regions.ts';
import { openSavedConnections, type SavedConnections } from './connections/saved-connections.ts';
import { type AwsCredentialsFiles, awsCredentialsFiles } from './credentials/aws-credentials-file.ts';
import { shieldAwsFiles } from './credentials/aws-files.ts';
import { createCredentialSessions } from './credentials/credential-sessions.ts';
import type { CredentialSessions, KeyPrompts, KeyStore } from './credentials/credentials.ts';
import { createKeyStore } from './credentials/key-store.ts';
import { systemVault } from './credentials/key-vault.ts';
import { createDemo, type Demo } from './demo/demo.ts';
import { sweepTemporaries } from './files/sweep.ts';
import { openUnfinishedWrites } from './files/unfinished-writes.ts';
import { createResultImages, type ShowResult } from './images/results.ts';
import { openThumbnailCache } from './images/thumbnail-cache.ts';
import { thumbnailsOf } from './images/thumbnail-id.ts';
import type { Emit } from './ipc/answer.ts';
import { log } from './log.ts';
import { createPipeline } from './pipeline/host-client.ts';
import type { Pipeline } from './pipeline/pipeline.ts';
import type { RequestObserver } from './s3/request-observer.ts';
import type { SettingsStore } from './settings/settings.ts';
import { createDownloads } from './transfers/downloads.ts';
import { createDragOut, type DragOut } from './transfers/drag-out.ts';
import { createEstimates, type Estimates } from './transfers/estimates.ts';
import { createJobCenter, type JobCenter } from './transfers/job-center.ts';
import { openJournal } from './transfers/journal.ts';
import { createSaves, type Saves } from './transfers/save.ts';
import { type Batches, createBatches } from './transfers/save-batch.ts';
import { createStaging, type StagingArea } from './transfers/staging.ts';
import { createUploads, type Uploads } from './transfers/uploads.ts';

/** Bytes of thumbnails that stay on disk; the least recently seen leave first. */
const THUMBNAIL_CACHE_BYTES = 512 * 1024 * 1024;

/** What main does its work with, whatever window there is. */
export interface Services {
  settings: SettingsStore;
  pipeline: Pipeline;
  jobs: JobCenter;
  saves: Saves;
  batches: Batches;
  estimates: Estimates;
  dragOut: DragOut;
  showResult: ShowResult;
  staging: StagingArea;
  uploads: Uploads;
  keyStore: KeyStore;
  keyPrompts: KeyPrompts;
  sessions: CredentialSessions;
  accounts: Accounts;
  saved: SavedConnections;
  connections: Connections;
  demo: Demo;
  tempFolder: string;
  /** Suspends what runs and ends the processes beside main's. */
  close(): Promise<void>;
}

/** What the windows for keys and codes work on. */
export interface KeyPromptNeeds {
  keyStore: KeyStore;
  files: AwsCredentialsFiles;
  settings: SettingsStore;
  /** Typed keys, or the AWS files, are others now. */
  onChanged(): void;
}

/** What the services ask of the window and the system. */
interface ServiceSurroundings {
  emit: Emit;
  settings: SettingsStore;
  /** Of the bundles. */
  outFolder: string;
  /** The window has its first pictures. */
  calm: Promise<void>;
  /** The window in which a person types keys and codes. */
  createKeyPrompts(needs: KeyPromptNeeds): KeyPrompts;
  /** All jobs as they are now, a few times a second while anything about them changes. */
  onJobs(jobs: readonly JobSummary[]): void;
  /** Opens an address in the person's browser. */
  openBrowser(address: string): Promise<void>;
}

/** Puts the services together over the data folder, after what an earlier run left in it was swept. */
export async function startServices(dataFolder: string, surroundings: ServiceSurroundings): Promise<Services> {
  const { emit, settings, outFolder, calm } = surroundings;
  const inData = (name: string): string => path.join(dataFolder, name);
  const [tempFolder, cache, watch, endpoints, regions] = await Promise.all([
    emptyTempFolder(inData('temp')),
    openThumbnailCache(inData('thumbnails'), { maxBytes: THUMBNAIL_CACHE_BYTES }),
    openUnfinishedWrites(inData('unfinished.json')),
    openKnownEndpoints(inData('endpoints.json'), unremembered('what a server can do')),
    openKnownRegions(inData('regions.json'), unremembered('where a bucket is')),
    shieldAwsFiles(),
  ]);
  const startHost = childStarter();
  const pipeline = createPipeline({ hostPath: childBundle(outFolder, 'host.js'), nodePath: null, startHost });
  const jobs = createJobCenter({
    onChange(all) {
      emit('jobs/changed', { jobs: all });
      surroundings.onJobs(all);
    },
  });
  const downloads = createDownloads({ tempFolder });
  const saves = createSaves({ jobs, pipeline, downloads, tempFolder, watch });
  const batches = createBatches({ jobs, pipeline, tempFolder, ledgerFolder: inData('saved-files'), watch });
  const estimates = createEstimates({ downloads, pipeline });
  const dragOut = createDragOut({ downloads, pipeline, tempFolder });
  const staging = createStaging({ pipeline });
  const journal = openJournal(inData('uploads'), unremembered('what is being uploaded'));
  const uploads = createUploads({
    jobs,
    pipeline,
    tempFolder,
    journal,
    onLeftBehind: (keys, error) => log.warn(`left behind ${keys.length} objects:`, error.code),
  });
  const saved = openSavedConnections(inData('connections.json'));
  const keyStore = createKeyStore({ file: inData('keys.json'), vault: systemVault });
  const keyPrompts = surroundings.createKeyPrompts({
    keyStore,
    files: awsCredentialsFiles({ watch }),
    settings,
    onChanged() {
      sessions.sourcesChanged();
      emit('credentials/sources-changed', null);
    },
  });
  const sessions: CredentialSessions = createCredentialSessions({
    keyStore,
    prompts: keyPrompts,
    async logIn(profile, options) {
      const { createSsoLogin } = await import('./credentials/sso-login.ts');
      await createSsoLogin({ openBrowser: surroundings.openBrowser, watch })(profile, options);
    },
    onTroubles: (troubles) => emit('credentials/troubles', { troubles }),
    onSourcesChanged: () => emit('credentials/sources-changed', null),
  });
  const demo = createDemo({
    startProcess: startHost,
    serverPath: childBundle(outFolder, 'demo-server.js'),
    cacheFolder: inData('demo'),
    onGroup(objects) {
      const open = connections.current();
      if (open?.summary.kind !== 'demo') return;
      open.catalogue.addObjects(objects).catch((reason: unknown) => log.warn('not shown:', toAppError(reason).code));
    },
  });
  const connections: Connections = createConnections({
    pipeline,
    cache,
    downloads,
    tempFolder,
    emit,
    calm,
    sessions,
    endpoints,
    regions,
    requestLog,
    saved,
    indexFolder: inData('names'),
    elsewhere: {
      forgetFolder: (place) => uploads.giveUp(place),
      async forgetBucket(place) {
        regions.forget(place);
        await Promise.all([
          cache.forget(thumbnailsOf(place)),
          batches.forget({ endpoint: place.endpoint, bucket: place.name }),
          regions.saved(),
        ]);
      },
      forgetServer: (endpoint) => endpoints.forget(endpoint),
    },
    openDemoBucket: demo.openBucket,
    onUnsaved: (reason) => log.warn('connection not remembered:', toAppError(reason).code),
    onUnforgotten: (reason) => log.warn('connection not forgotten yet:', toAppError(reason).code),
    afterOpen(connection) {
      // What is looked at first comes first.
      void calm.then(() => connections.find(connection.summary.connectionId) && uploads.resume(connection));
    },
    onBack: (connection) => void uploads.comeBack(connection),
    async beforeClose(connectionId) {
      staging.stop(connectionId);
      uploads.leave(connectionId);
      saves.discardAll(connectionId);
      estimates.discardAll(connectionId);
      dragOut.discardAll(connectionId);
      await jobs.suspendAll(connectionId);
      await downloads.discardAll(connectionId);
    },
  });
  return {
    settings,
    pipeline,
    jobs,
    saves,
    batches,
    estimates,
    dragOut,
    showResult: createResultImages({ saves, pipeline, tempFolder }),
    staging,
    uploads,
    keyStore,
    keyPrompts,
    sessions,
    accounts: createAccounts(sessions),
    saved,
    connections,
    demo,
    tempFolder,
    async close() {
      await jobs.suspendAll();
      demo.close();
      await connections.close();
      await journal.close();
      sessions.close();
      await Promise.all([endpoints.saved(), regions.saved()]);
      await pipeline.close();
      await Promise.all([cache.close(), batches.close()]);
    },
  };
}

/** A line for what could not be kept on the disk. */
const unremembered =
  (what: string) =>
  (reason: unknown): void =>
    log.warn(`${what} is not remembered:`, toAppError(reason).code);

/** One line a request, where the log is that detailed. An error's facts hold no secret. */
const requestLog: RequestObserver = {
  succeeded: (action) => log.debug(`s3 ${action}: done`),
  failed: (action, error, isFinal) => log.debug(`s3 ${action}:`, isFinal ? 'given up' : 'tried again', error),
};

/** On a full disk the window still shows pictures; what needs the folder says why it cannot. */
async function emptyTempFolder(folder: string): Promise<string> {
  await sweepTemporaries(folder);
  await mkdir(folder, { recursive: true }).catch((reason: unknown) => log.warn('no temporary folder:', reason));
  return folder;
}
