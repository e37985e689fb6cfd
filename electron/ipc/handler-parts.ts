import type { Theme } from '../../shared/settings.ts';
import type { Accounts } from '../connections/accounts.ts';
import type { Connections } from '../connections/connections.ts';
import type { Resume } from '../connections/resume.ts';
import type { SavedConnections } from '../connections/saved-connections.ts';
import type { CredentialSessions, KeyPrompts, KeyStore } from '../credentials/credentials.ts';
import type { Dialogs } from '../files/dialogs.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { SettingsStore } from '../settings/settings.ts';
import type { DraggedFiles, DragOut } from '../transfers/drag-out.ts';
import type { Estimates } from '../transfers/estimates.ts';
import type { JobCenter } from '../transfers/job-center.ts';
import type { Saves } from '../transfers/save.ts';
import type { Batches } from '../transfers/save-batch.ts';
import type { StagingArea } from '../transfers/staging.ts';
import type { Uploads } from '../transfers/uploads.ts';
import type { Emit, Handlers } from './answer.ts';

/** What the handlers of all channels work on. */
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
  uploads: Uploads;
  saves: Saves;
  batches: Batches;
  estimates: Estimates;
  dragOut: DragOut;
  pipeline: Pipeline;
  tempFolder: string;
  emit: Emit;
  /** Lets the system drag files out of the window; ends with the drag where the system tells. */
  startDrag(files: DraggedFiles): Promise<void>;
  /** The theme may be another now. */
  onTheme(theme: Theme): void;
}

/** The handlers of one area of the contract. */
export type ChannelsOf<Prefix extends string> = Pick<Handlers, Extract<keyof Handlers, `${Prefix}/${string}`>>;
